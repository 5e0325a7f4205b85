/**
 * What can happen to a repair of a failed proof.
 */
import { Schema } from "effect"
import { AgentRunId } from "../agent/AgentCall.ts"
import { GateId } from "../gate/Gate.ts"
import { ProofId, ProofKind } from "../proof/Proof.ts"
import { TreeDigest } from "../tree/Tree.ts"
import { StopReason } from "./HealSeries.ts"
import { TreeHealth } from "./TreeHealth.ts"

export class HealStarted extends Schema.TaggedClass<HealStarted>()("HealStarted", {
  runId: AgentRunId,
  gate: GateId,
  step: Schema.NonEmptyString,
  kind: ProofKind,
  proofId: ProofId,
  /** From 1. */
  attempt: Schema.Int
}) {}

/** Everything that fails in this tree is known: what came of the last repair, or what there is to be repaired. */
export class HealAssessed extends Schema.TaggedClass<HealAssessed>()("HealAssessed", {
  gate: GateId,
  /** Repairs begun by then: 0 for the tree before the first. */
  attempt: Schema.Int,
  /** The agent run that made the tree; null when something else did. */
  runId: Schema.NullOr(AgentRunId),
  tree: TreeDigest,
  /** See `heal/FailureSignature`. */
  signature: Schema.NonEmptyString,
  health: TreeHealth,
  /** Some of the normalised failures, for people. */
  failures: Schema.Array(Schema.String),
  /** No tree of the series has fewer failures. */
  best: Schema.Boolean
}) {}

/** The proof that failed passes now. */
export class HealSucceeded extends Schema.TaggedClass<HealSucceeded>()("HealSucceeded", {
  gate: GateId,
  kind: ProofKind,
  attempts: Schema.Int
}) {}

/** No further repair is tried; a person has to decide. */
export class HealExhausted extends Schema.TaggedClass<HealExhausted>()("HealExhausted", {
  gate: GateId,
  kind: ProofKind,
  attempts: Schema.Int,
  /** `attempts` when left out. */
  reason: Schema.optionalKey(StopReason),
  /** The best tree of the series, where `from`, the tree as it is now, is worse: it is gone back to. */
  restore: Schema.optionalKey(Schema.Struct({ tree: TreeDigest, version: Schema.Int, from: TreeDigest }))
}) {}

/** A failure was not given to an agent, since the cause lies elsewhere; a person is asked. */
export class FailureRouted extends Schema.TaggedClass<FailureRouted>()("FailureRouted", {
  gate: GateId,
  kind: ProofKind,
  cause: Schema.Literals(["specification", "environment"]),
  /** The gate that approved the documents; null for the environment. */
  to: Schema.NullOr(GateId),
  signature: Schema.NonEmptyString,
  detail: Schema.String
}) {}

/** The files are those of the version again. What was there instead stays in the log and in the commits. */
export class TreeRestored extends Schema.TaggedClass<TreeRestored>()("TreeRestored", {
  gate: GateId,
  tree: TreeDigest,
  version: Schema.Int,
  /** The tree that it took the place of. */
  from: TreeDigest,
  reason: Schema.NonEmptyString
}) {}

/** The tree could not be brought back: contents of it were erased. The one there is stays. */
export class RestoreAbandoned extends Schema.TaggedClass<RestoreAbandoned>()("RestoreAbandoned", {
  gate: GateId,
  tree: TreeDigest,
  version: Schema.Int,
  missing: Schema.Array(Schema.String)
}) {}

export const HealEvent = Schema.Union([
  HealStarted,
  HealAssessed,
  HealSucceeded,
  HealExhausted,
  FailureRouted,
  TreeRestored,
  RestoreAbandoned
])
export type HealEvent = typeof HealEvent.Type
