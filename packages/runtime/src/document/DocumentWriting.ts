/**
 * Puts a new version of a document into the tree on somebody's behalf.
 */
import type { Actor } from "@layercake/core/actor/Actor"
import { DocumentUnknown } from "@layercake/core/document/DocumentError"
import { documentTypeAt } from "@layercake/core/document/DocumentType"
import { documentsAt } from "@layercake/core/pipeline/GateProgress"
import type { ProjectId } from "@layercake/core/project/Project"
import type { ProjectRow } from "@layercake/core/project/ProjectBoard"
import { rowOf } from "@layercake/core/project/ProjectState"
import type { BlobDigest } from "@layercake/core/store/Blob"
import { bytesOf } from "@layercake/core/store/BlobText"
import type { FilePath } from "@layercake/core/tree/Tree"
import { Effect } from "effect"
import * as Moments from "../history/Moments.ts"
import * as FileChanges from "../tree/FileChanges.ts"
import * as DocumentHistory from "./DocumentHistory.ts"

export interface NewDocument {
  readonly path: FilePath
  readonly text: string
  /** What was read; null for nothing. */
  readonly expected?: BlobDigest | null
}

/** Paths of documents that the project's gates ask for. */
const wantedBy = (project: ProjectRow): ReadonlyArray<string> =>
  project.pipeline.gates
    .flatMap((gate) => documentsAt(project, gate))
    .map(({ path }) => path)
    .filter((path) => !path.endsWith("/**"))

/** Refused for a path where no document belongs: other files are the workspace's. */
export const write = Effect.fn("DocumentWriting.write")(function* (
  project: ProjectId,
  { expected, path, text }: NewDocument,
  actor: Actor
) {
  const { row } = yield* Moments.now(project)
  const known = wantedBy(row)
  if (!known.includes(path) && documentTypeAt(path) === undefined)
    return yield* new DocumentUnknown({ document: path, known: [...new Set(known)] })
  yield* FileChanges.apply(project, actor, (state) =>
    Effect.succeed({
      subject: `${rowOf(state, "file", path) === undefined ? "Add" : "Change"} ${path}`,
      written: [{ path, content: bytesOf(text) }],
      ...(expected === undefined ? {} : { expected: [{ path, digest: expected }] })
    })
  )
  return yield* DocumentHistory.read(project, path, undefined)
})
