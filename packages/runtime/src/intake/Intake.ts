/**
 * From a brief to a project at its first gate, with or without files that are there already, and from another brief to the
 * changed project.
 */
import type { Actor } from "@layercake/core/actor/Actor"
import { readBrief } from "@layercake/core/check/BriefIntake"
import { defaultPolicy, type Policy } from "@layercake/core/pipeline/Policy"
import type { Pipeline } from "@layercake/core/pipeline/Pipeline"
import { standardPipeline } from "@layercake/core/pipeline/StandardPipeline"
import { CreateProject, ReviseBrief } from "@layercake/core/project/ProjectCommand"
import { ProjectId } from "@layercake/core/project/Project"
import { rowsOf } from "@layercake/core/project/ProjectState"
import { BlobStore } from "@layercake/core/store/BlobStore"
import { bytesOf } from "@layercake/core/store/BlobText"
import { FilePath, type TreeFile } from "@layercake/core/tree/Tree"
import { Effect } from "effect"
import { Commands } from "../command/Commands.ts"
import * as Moments from "../history/Moments.ts"
import * as ContentDigest from "../tree/ContentDigest.ts"
import * as ImportedFiles from "./ImportedFiles.ts"

export interface NewProject {
  readonly brief: Uint8Array
  readonly project?: ProjectId
  readonly policy?: Policy
  readonly pipeline?: Pipeline
  /** False: created paused. */
  readonly start?: boolean
}

export const briefPath = FilePath.make("docs/brief.md")

/** Nothing is changed when the brief cannot be used or the project exists. */
export const take = Effect.fn("Intake.take")((request: NewProject, actor: Actor) =>
  create(request, [], actor)
)

/** The same with files that are there already. Nothing is changed when one of them cannot be taken in. */
export const takeFiles = Effect.fn("Intake.takeFiles")(function* (
  request: NewProject & { readonly files: ReadonlyArray<ImportedFiles.GivenFile> },
  actor: Actor
) {
  yield* Effect.fromResult(readBrief(request.brief))
  const files = yield* ImportedFiles.keep(request.files, briefPath)
  return yield* create(request, files, actor)
})

const create = Effect.fnUntraced(function* (
  request: NewProject,
  files: ReadonlyArray<TreeFile>,
  actor: Actor
) {
  const commands = yield* Commands
  const { file, title } = yield* keepBrief(request.brief)
  const project = request.project ?? idFrom(title)
  yield* commands.execute(
    project,
    new CreateProject({
      title,
      brief: file.digest,
      file,
      tree: yield* ContentDigest.ofTree([file, ...files]),
      pipeline: request.pipeline ?? standardPipeline,
      policy: request.policy ?? defaultPolicy,
      ...(files.length === 0 ? {} : { files }),
      ...(request.start === undefined ? {} : { start: request.start })
    }),
    { actor }
  )
  return project
})

/** Nothing happens when the brief says this already. */
export const revise = Effect.fn("Intake.revise")(function* (
  project: ProjectId,
  brief: Uint8Array,
  actor: Actor
) {
  const commands = yield* Commands
  const { row, state } = yield* Moments.now(project)
  const { file, title } = yield* keepBrief(brief)
  const others = rowsOf(state, "file").filter(({ path }) => path !== briefPath)
  const tree = yield* ContentDigest.ofTree([...others, file])
  yield* commands.execute(project, new ReviseBrief({ title, file, tree, before: row.tree }), { actor })
})

const keepBrief = Effect.fnUntraced(function* (brief: Uint8Array) {
  const blobs = yield* BlobStore
  const { text, title } = yield* Effect.fromResult(readBrief(brief))
  const bytes = bytesOf(text)
  const digest = yield* blobs.put(bytes)
  return { title, file: { path: briefPath, digest, bytes: bytes.length } satisfies TreeFile }
})

/** The title's letters and digits, lower-case, with dashes between; `project` when it has none. */
const idFrom = (title: string): ProjectId => {
  const plain = title
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
  return ProjectId.make(plain.replace(/^-+/, "").slice(0, 48).replace(/-+$/, "") || "project")
}
