/**
 * Operations on risks. A critical one holds every gate until it is closed, is less than critical, or a person accepts it.
 */
import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { Risk, Severity } from "../register/Register.ts"
import { entry, FullText, Line, next, page, Text } from "./EntryFields.ts"
import { about, project } from "./OperationField.ts"
import { OperationError, OperationMark, persons, reads, writes } from "./OperationMark.ts"

const risk = entry("risk-1")
const severity = Severity.annotate(about("low, medium, high or critical"))

export const RiskPage = Schema.Struct({
  risks: Schema.Array(Risk).annotate(about("In the order in which they were identified")),
  ...next
})

export class RiskOperations extends RpcGroup.make(
  Rpc.make("risks.list", {
    payload: {
      ...project,
      open: Schema.optionalKey(
        Schema.Boolean.annotate(about("Only open ones, or only closed ones; both when left out"))
      ),
      severity: Schema.optionalKey(Severity.annotate(about("Only those of this severity"))),
      ...page
    },
    success: RiskPage,
    error: OperationError
  }).annotate(OperationMark, reads("List risks", "Risks of a project, open, accepted and closed.")),

  Rpc.make("risks.get", { payload: risk, success: Risk, error: OperationError }).annotate(
    OperationMark,
    reads("Get a risk", "One risk: what may happen, how bad it would be, and what is done against it.")
  ),

  Rpc.make("risks.identify", {
    payload: {
      ...project,
      title: Line.annotate(about("What may happen, in one line")),
      severity,
      mitigation: Text.annotate(about("What is done against it; may be empty"))
    },
    success: Risk,
    error: OperationError
  }).annotate(
    OperationMark,
    writes(
      "Identify a risk",
      "Says what may happen; a critical risk holds every gate until it is dealt with."
    )
  ),

  Rpc.make("risks.update", {
    payload: {
      ...risk,
      title: Schema.optionalKey(Line.annotate(about("What may happen; as before when left out"))),
      severity: Schema.optionalKey(Severity.annotate(about("How bad it would be; as before when left out"))),
      mitigation: Schema.optionalKey(Text.annotate(about("What is done against it; as before when left out")))
    },
    success: Risk,
    error: OperationError
  }).annotate(
    OperationMark,
    writes("Update a risk", "Says something else of an open risk; that a person accepted it is void by that.")
  ),

  Rpc.make("risks.accept", {
    payload: { ...risk, reason: FullText.annotate(about("Why it may stand")) },
    success: Risk,
    error: OperationError
  }).annotate(
    OperationMark,
    writes("Accept a risk", "A person lets an open risk stand as it is; it does not hold gates any more.", {
      access: "approver",
      ...persons
    })
  ),

  Rpc.make("risks.close", {
    payload: { ...risk, resolution: FullText.annotate(about("Why it is no risk any more")) },
    success: Risk,
    error: OperationError
  }).annotate(
    OperationMark,
    writes("Close a risk", "Says that it cannot happen any more; no agent closes a critical one.")
  )
) {}
