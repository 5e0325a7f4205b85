/**
 * Operations on repairs and on what agents did to the tests, rules and thresholds that their work is judged by.
 */
import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { HealSeries } from "../heal/HealSeries.ts"
import { ProjectId } from "../project/Project.ts"
import { EntryId } from "../register/Register.ts"
import { TamperRow } from "../tamper/Tamper.ts"
import { OperationError, OperationMark, reads, writes } from "./OperationMark.ts"

const about = (description: string) => ({ description })
const project = { project: ProjectId.annotate(about("The project's id")) }

export class HealOperations extends RpcGroup.make(
  Rpc.make("repairs.list", {
    payload: project,
    success: Schema.Array(HealSeries),
    error: OperationError
  }).annotate(
    OperationMark,
    reads("List repairs", "What each repair of a gate that is worked on came to, and the best tree so far.")
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

  Rpc.make("tampers.reject", {
    payload: {
      ...project,
      blocker: EntryId.annotate(about("The blocker that holds the gate for it, for example blocker-1")),
      reason: Schema.NonEmptyString.annotate(about("Why it may not stand; the agent is told"))
    },
    success: TamperRow,
    error: OperationError
  }).annotate(
    OperationMark,
    writes(
      "Take back tampering",
      "A person's decision: the files go back to what they were before the agent run."
    )
  )
) {}
