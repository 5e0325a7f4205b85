/**
 * Operations on repairs, and on what agents did to the tests, rules and thresholds that their work is judged by.
 */
import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { GateId } from "../gate/Gate.ts"
import { HealRow } from "../heal/HealBoard.ts"
import { HealingUnknown } from "../heal/HealError.ts"
import { HealSeries } from "../heal/HealSeries.ts"
import { EntryId } from "../register/Register.ts"
import { TamperRow } from "../tamper/Tamper.ts"
import { about, project } from "./OperationField.ts"
import { OperationError, OperationMark, persons, reads, writes } from "./OperationMark.ts"

const gate = { ...project, gate: GateId.annotate(about("The gate's id, for example G5")) }
const blocker = {
  ...project,
  blocker: EntryId.annotate(about("The blocker that holds the gate for it, for example blocker-1"))
}

export const HealingReport = Schema.Struct({
  gate: GateId.annotate(about("The gate that is repaired")),
  repairs: Schema.Int.annotate(about("Repairs begun since its work last began afresh")),
  limit: Schema.Int.annotate(about("As many as the policy allows")),
  proofs: Schema.Array(HealRow).annotate(about("Each kind of proof that was repaired, and how that stands")),
  series: Schema.NullOr(HealSeries).annotate(
    about("What each repair came to, and the best tree; null when nothing was assessed yet")
  ),
  waits: Schema.NullOr(EntryId).annotate(
    about("The entry that waits for a person because repairs were given up; null when none does")
  )
})
export type HealingReport = typeof HealingReport.Type

const onGate = Schema.Union([HealingUnknown, ...OperationError.members])

export class HealOperations extends RpcGroup.make(
  Rpc.make("healing.list", {
    payload: project,
    success: Schema.Array(HealRow),
    error: OperationError
  }).annotate(
    OperationMark,
    reads("List repairs", "Each kind of proof that was repaired, with the attempts and how it ended.")
  ),

  Rpc.make("healing.get", { payload: gate, success: HealingReport, error: onGate }).annotate(
    OperationMark,
    reads("Repairs of a gate", "How the repairs of one gate stand, and what they wait for.")
  ),

  Rpc.make("healing.series", {
    payload: project,
    success: Schema.Array(HealSeries),
    error: OperationError
  }).annotate(
    OperationMark,
    reads(
      "Series of repairs",
      "What each repair of a gate that is worked on came to, and the best tree so far."
    )
  ),

  Rpc.make("healing.retry", {
    payload: {
      ...gate,
      reason: Schema.NonEmptyString.annotate(about("Why it is worth it; kept in the log"))
    },
    success: HealingReport,
    error: OperationError
  }).annotate(
    OperationMark,
    writes(
      "Let repairs go on",
      "A person's decision: repairs that were given up begin to count anew.",
      persons
    )
  ),

  Rpc.make("tampers.list", {
    payload: project,
    success: Schema.Array(TamperRow),
    error: OperationError
  }).annotate(
    OperationMark,
    reads(
      "List tampering",
      "Agent runs that weakened tests, lint rules, types or thresholds, with the facts."
    )
  ),

  Rpc.make("tampers.get", { payload: blocker, success: TamperRow, error: OperationError }).annotate(
    OperationMark,
    reads("Get tampering", "What one agent run did to the tests, rules, types or thresholds.")
  ),

  Rpc.make("tampers.accept", {
    payload: {
      ...blocker,
      reason: Schema.NonEmptyString.annotate(about("Why it may stand; kept in the log"))
    },
    success: TamperRow,
    error: OperationError
  }).annotate(
    OperationMark,
    writes("Let tampering stand", "A person's decision: the change stays, and the gate goes on.", {
      ...persons,
      access: "approver"
    })
  ),

  Rpc.make("tampers.reject", {
    payload: {
      ...blocker,
      reason: Schema.NonEmptyString.annotate(about("Why it may not stand; the agent is told"))
    },
    success: TamperRow,
    error: OperationError
  }).annotate(
    OperationMark,
    writes(
      "Take back tampering",
      "A person's decision: the files go back to what they were before the agent run.",
      persons
    )
  )
) {}
