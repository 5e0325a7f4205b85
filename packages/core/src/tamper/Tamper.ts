/**
 * A tamper fact: an agent's change made it easier to pass without making the program better. Found by comparing files
 * before and after; never a matter of what the agent says.
 */
import { Schema } from "effect"
import { AgentRunId } from "../agent/AgentCall.ts"
import { Timestamp } from "../event/Timestamp.ts"
import { GateId } from "../gate/Gate.ts"
import { EntryId } from "../register/Register.ts"
import { TreeDigest } from "../tree/Tree.ts"

export const TamperKind = Schema.Literals([
  "test-file-removed",
  "test-file-emptied",
  "tests-removed",
  "tests-skipped",
  "tests-narrowed",
  "assertions-removed",
  "assertions-trivial",
  "assertions-weakened",
  "lint-disabled",
  "lint-weakened",
  "types-suppressed",
  "types-weakened",
  "threshold-lowered",
  "script-weakened",
  "checks-narrowed",
  "ci-weakened"
])
export type TamperKind = typeof TamperKind.Type

export const TamperFact = Schema.Struct({
  kind: TamperKind,
  path: Schema.String,
  /** From 1; where the file has it afterwards. */
  line: Schema.optionalKey(Schema.Int),
  /** What is different, for a person; at most 300 characters. */
  detail: Schema.String
})
export type TamperFact = typeof TamperFact.Type

/** One agent run that tampered. */
export const TamperRow = Schema.Struct({
  /** The blocker that holds the gate for it. */
  blocker: EntryId,
  runId: AgentRunId,
  gate: GateId,
  facts: Schema.Array(TamperFact),
  /** The tree that the run left. */
  tree: TreeDigest,
  /** The tree before the run, and a version of the stream at which it was there; null when there was none. */
  before: Schema.NullOr(Schema.Struct({ tree: TreeDigest, version: Schema.Int })),
  /** `open`: a person has to decide. `kept`: they let it stand. `rejected`: the tree is to go back. `restored`: it has. `lost`: it could not. */
  status: Schema.Literals(["open", "kept", "rejected", "restored", "lost"]),
  at: Timestamp
})
export type TamperRow = typeof TamperRow.Type

/** `test/a.test.ts:3 tests-skipped: ...` */
export const factText = ({ detail, kind, line, path }: TamperFact): string =>
  `${path}${line === undefined ? "" : `:${line}`} ${kind}: ${detail}`
