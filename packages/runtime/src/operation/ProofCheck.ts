/**
 * Looks whether everything that a proof rests on is there and as it was: what was printed, and the files of its tree.
 */
import type { ProofCheck } from "@layercake/core/operation/ProofOperations"
import type { ProjectId } from "@layercake/core/project/Project"
import { projectOf, type ProjectState, rowsOf } from "@layercake/core/project/ProjectState"
import type { ProofRow } from "@layercake/core/proof/ProofBoard"
import { BlobStore } from "@layercake/core/store/BlobStore"
import { StreamVersion } from "@layercake/core/store/EventStore"
import { Effect, Option } from "effect"
import { Digest } from "effect/crypto"
import { ProjectStates } from "../project/ProjectStates.ts"
import * as ContentDigest from "../tree/ContentDigest.ts"

export const check = Effect.fn("ProofCheck.check")(function* (
  project: ProjectId,
  state: ProjectState,
  proof: ProofRow
) {
  const isCurrent = projectOf(state)?.tree === proof.tree
  const output = yield* checkOutput(proof)
  const { missing, tree } = yield* checkTree(project, state, proof)
  const holds =
    (output === "none" || output === "as recorded") && tree === "as recorded" && missing.length === 0
  return { proof, holds, isCurrent, output, tree, missing } satisfies ProofCheck
})

const checkOutput = Effect.fnUntraced(function* (proof: ProofRow) {
  const blobs = yield* BlobStore
  const digest = yield* Digest.Digest
  if (proof.output === null) return "none" as const
  const bytes = yield* blobs.get(proof.output)
  if (Option.isNone(bytes)) return "missing" as const
  return (yield* digest.digestHex(Digest.sha256, bytes.value)) === proof.output
    ? ("as recorded" as const)
    : ("changed" as const)
})

const checkTree = Effect.fnUntraced(function* (
  project: ProjectId,
  state: ProjectState,
  { tree }: ProofRow
): Effect.fn.Return<
  Pick<ProofCheck, "tree" | "missing">,
  StoreFailure,
  ProjectStates | BlobStore | Digest.Digest
> {
  const states = yield* ProjectStates
  const blobs = yield* BlobStore
  const change = rowsOf(state, "commit").find((row) => row.tree === tree)
  const isNow = projectOf(state)?.tree === tree
  if (!isNow && change === undefined) return { tree: "unknown", missing: [] }
  const then = isNow ? state : yield* states.at(project, StreamVersion.make(change?.version ?? 0))
  const files = rowsOf(then, "file")
  if ((yield* ContentDigest.ofTree(files)) !== tree) return { tree: "changed", missing: [] }
  const gone = yield* Effect.filter(files, (file) => Effect.map(blobs.has(file.digest), (there) => !there))
  return { tree: "as recorded", missing: gone.map(({ path }) => path) }
})

type StoreFailure = Effect.Error<ReturnType<ProjectStates["Service"]["at"]>>
