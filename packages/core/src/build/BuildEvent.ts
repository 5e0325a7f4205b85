/**
 * What can happen to a build. Its results are proofs; these events say when it began and how it ended.
 */
import { Schema } from "effect"
import { GateId } from "../gate/Gate.ts"
import { ProofKind, ProofOutcome } from "../proof/Proof.ts"
import { TreeDigest } from "../tree/Tree.ts"

/** `<gate>.<first twelve digits of the tree>` with the round in between. */
export const BuildId = Schema.NonEmptyString.pipe(Schema.brand("BuildId"))
export type BuildId = typeof BuildId.Type

/** Intent: the steps are being run in the sandbox. */
export class BuildStarted extends Schema.TaggedClass<BuildStarted>()("BuildStarted", {
  buildId: BuildId,
  gate: GateId,
  tree: TreeDigest,
  steps: Schema.Array(ProofKind),
  sandbox: Schema.NonEmptyString,
  /** False when nothing keeps the build from touching the machine; shown as a warning. */
  isolated: Schema.Boolean
}) {}

export class BuildFinished extends Schema.TaggedClass<BuildFinished>()("BuildFinished", {
  buildId: BuildId,
  outcome: ProofOutcome,
  summary: Schema.String
}) {}

export const BuildEvent = Schema.Union([BuildStarted, BuildFinished])
export type BuildEvent = typeof BuildEvent.Type
