/**
 * Brings the files back to what they were at an earlier version: reads that version from the log and tells the
 * difference. The contents are in the blob store already; the commit and everything else follows from the log.
 */
import { RestoreFiles } from "@layercake/core/heal/HealCommand"
import type { RestoreTree } from "@layercake/core/pipeline/DueWork"
import { projectOf, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { BlobStore } from "@layercake/core/store/BlobStore"
import { StreamVersion } from "@layercake/core/store/EventStore"
import { Effect } from "effect"
import { ProjectStates } from "../project/ProjectStates.ts"
import * as ContentDigest from "../tree/ContentDigest.ts"
import type { Work } from "../worker/Work.ts"
import { fromError, WorkFailed } from "../worker/WorkFailed.ts"

export const restore = Effect.fn("RestoreWork.restore")(function* (work: Work<RestoreTree>) {
  const { due, project, state, tell } = work
  const states = yield* ProjectStates
  const blobs = yield* BlobStore
  const before = projectOf(state)?.tree ?? null
  if (before === null) return
  const then = yield* states.at(project, StreamVersion.make(due.version)).pipe(Effect.mapError(fromError))
  const files = rowsOf(then, "file")
  if ((yield* ContentDigest.ofTree(files)) !== due.tree)
    return yield* new WorkFailed({
      detail: `Version ${due.version} of ${project} does not hold the tree ${due.tree.slice(0, 12)}. Run \`layercake verify\`.`,
      isRetryable: false
    })
  const written = files.filter((file) => rowOf(state, "file", file.path)?.digest !== file.digest)
  const removed = rowsOf(state, "file")
    .map((file) => file.path)
    .filter((path) => rowOf(then, "file", path) === undefined)
  const kept = yield* Effect.forEach(written, (file) => blobs.has(file.digest)).pipe(
    Effect.mapError(fromError)
  )
  const missing = written.filter((_, index) => kept[index] === false).map((file) => file.path)
  const { gate, tree, version } = due
  yield* tell(new RestoreFiles({ gate, version, tree, before, written, removed, missing }))
})
