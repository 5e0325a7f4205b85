/**
 * What can happen around tampering.
 */
import { Schema } from "effect"
import { AgentRunId } from "../agent/AgentCall.ts"
import { GateId } from "../gate/Gate.ts"
import { EntryId } from "../register/Register.ts"
import { TreeDigest } from "../tree/Tree.ts"
import { TamperFact } from "./Tamper.ts"

/** The change is in the tree, and the blocker holds the gate until a person has decided. */
export class TamperDetected extends Schema.TaggedClass<TamperDetected>()("TamperDetected", {
  runId: AgentRunId,
  gate: GateId,
  blocker: EntryId,
  facts: Schema.Array(TamperFact),
  /** How many more there were than are listed. */
  more: Schema.Int,
  tree: TreeDigest,
  before: Schema.NullOr(Schema.Struct({ tree: TreeDigest, version: Schema.Int }))
}) {}

/** A person takes the change back: the tree goes back to what it was before the run. */
export class TamperRejected extends Schema.TaggedClass<TamperRejected>()("TamperRejected", {
  blocker: EntryId,
  runId: AgentRunId,
  gate: GateId
}) {}

export const TamperEvent = Schema.Union([TamperDetected, TamperRejected])
export type TamperEvent = typeof TamperEvent.Type
