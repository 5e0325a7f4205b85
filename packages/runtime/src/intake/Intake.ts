/**
 * From a brief to a project at its first gate.
 */
import type { Actor } from "@layercake/core/actor/Actor"
import { readBrief } from "@layercake/core/check/BriefIntake"
import { defaultPolicy, type Policy } from "@layercake/core/pipeline/Policy"
import type { Pipeline } from "@layercake/core/pipeline/Pipeline"
import { standardPipeline } from "@layercake/core/pipeline/StandardPipeline"
import { CreateProject } from "@layercake/core/project/ProjectCommand"
import { ProjectId } from "@layercake/core/project/Project"
import { BlobStore } from "@layercake/core/store/BlobStore"
import { bytesOf } from "@layercake/core/store/BlobText"
import { FilePath } from "@layercake/core/tree/Tree"
import { Effect } from "effect"
import { Commands } from "../command/Commands.ts"
import * as ContentDigest from "../tree/ContentDigest.ts"

export interface NewProject {
  readonly brief: Uint8Array
  readonly project?: ProjectId
  readonly policy?: Policy
  readonly pipeline?: Pipeline
}

const briefPath = FilePath.make("docs/brief.md")

/** Nothing is changed when the brief cannot be used or the project exists. */
export const take = Effect.fn("Intake.take")(function* (request: NewProject, actor: Actor) {
  const commands = yield* Commands
  const blobs = yield* BlobStore
  const { text, title } = yield* Effect.fromResult(readBrief(request.brief))
  const bytes = bytesOf(text)
  const digest = yield* blobs.put(bytes)
  const file = { path: briefPath, digest, bytes: bytes.length }
  const project = request.project ?? idFrom(title)
  yield* commands.execute(
    project,
    new CreateProject({
      title,
      brief: digest,
      file,
      tree: yield* ContentDigest.ofTree([file]),
      pipeline: request.pipeline ?? standardPipeline,
      policy: request.policy ?? defaultPolicy
    }),
    { actor }
  )
  return project
})

/** The title's letters and digits, lower-case, with dashes between; `project` when it has none. */
const idFrom = (title: string): ProjectId => {
  const plain = title
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
  return ProjectId.make(plain.replace(/^-+/, "").slice(0, 48).replace(/-+$/, "") || "project")
}
