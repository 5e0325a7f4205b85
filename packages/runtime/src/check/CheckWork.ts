/**
 * Makes one proof by looking at files. A kind that no checker serves is inconclusive, and so is a check that could
 * not be carried out.
 */
import type { CheckTree } from "@layercake/core/pipeline/DueWork"
import { CheckFailed, Checkers } from "@layercake/core/port/Checkers"
import { projectOf, type ProjectState, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import type { Proof, ProofReport } from "@layercake/core/proof/Proof"
import { BlobStore } from "@layercake/core/store/BlobStore"
import type { FilePath } from "@layercake/core/tree/Tree"
import { Context, Effect, Option } from "effect"
import * as ProofRecording from "../proof/ProofRecording.ts"
import * as ProjectFolder from "../tree/ProjectFolder.ts"
import { textOfBlob } from "../tree/TreeContent.ts"
import type { Work } from "../worker/Work.ts"

export const check = Effect.fn("CheckWork.check")(function* (work: Work<CheckTree>) {
  const { due, project, state } = work
  const policy = projectOf(state)?.policy
  if (policy === undefined) return
  const checkers = yield* Checkers
  const blobs = yield* BlobStore
  const files = rowsOf(state, "file")
  const directory = yield* ProjectFolder.bringTo(project, state)

  const read = (digest: Proof["output"], what: string) =>
    digest === null
      ? Effect.fail(new CheckFailed({ detail: `${what} is not there` }))
      : textOfBlob(digest, what).pipe(
          Effect.provideContext(Context.make(BlobStore, blobs)),
          Effect.mapError((error) => new CheckFailed({ detail: error.message }))
        )
  const checker = checkers.find(due.kind)
  const report = Option.isNone(checker)
    ? inconclusive(`there is no checker for ${due.kind} here`)
    : yield* checker.value
        .check({
          files,
          read: (path: FilePath) => read(rowOf(state, "file", path)?.digest ?? null, path),
          directory,
          policy,
          proofs: proofsOf(state, due.tree),
          output: (proof) => read(proof.output, `the output of ${proof.proofId}`),
          keep: (bytes) =>
            Effect.mapError(blobs.put(bytes), (error) => new CheckFailed({ detail: error.message }))
        })
        .pipe(Effect.catchTag("CheckFailed", (error) => Effect.succeed(inconclusive(error.detail))))
  yield* ProofRecording.record(work, { gate: due.gate, kind: due.kind, tree: due.tree, report, output: null })
})

const proofsOf = (state: ProjectState, tree: string): ReadonlyArray<Proof> =>
  rowsOf(state, "proof").filter((proof) => proof.tree === tree)

const inconclusive = (summary: string): ProofReport => ({
  outcome: "inconclusive",
  summary,
  exitCode: null,
  counts: {},
  tools: {},
  diagnostics: [],
  durationMillis: 0
})
