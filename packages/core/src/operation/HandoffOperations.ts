/**
 * Operations on what agents hand over to each other.
 */
import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { AgentName } from "../agent/Agent.ts"
import { AgentRunId } from "../agent/AgentCall.ts"
import { GateId } from "../gate/Gate.ts"
import { Handoff } from "../memory/HandoffBoard.ts"
import { FilePath } from "../tree/Tree.ts"
import { about, project } from "./OperationField.ts"
import { OperationError, OperationMark, reads, writes } from "./OperationMark.ts"

export class HandoffUnknown extends Schema.TaggedError<HandoffUnknown>()("HandoffUnknown", {
  run: Schema.String
}) {
  override get message() {
    return `Nothing was handed over with ${this.run}. \`handoffs.list\` lists what was.`
  }
}

export class HandoffOperations extends RpcGroup.make(
  Rpc.make("handoffs.list", {
    payload: {
      ...project,
      gate: Schema.optionalKey(GateId.annotate(about("Only to steps of this gate"))),
      agent: Schema.optionalKey(AgentName.annotate(about("Only from or to this agent")))
    },
    success: Schema.Array(Handoff),
    error: OperationError
  }).annotate(
    OperationMark,
    reads("List hand-overs", "Who handed work to whom, with what was said, oldest first.")
  ),

  Rpc.make("handoffs.get", {
    payload: {
      ...project,
      run: AgentRunId.annotate(about("The run that ended or began with it; handoff-<n> where none did"))
    },
    success: Handoff,
    error: Schema.Union([HandoffUnknown, ...OperationError.members])
  }).annotate(OperationMark, reads("Get a hand-over", "One hand-over with all that was said.")),

  Rpc.make("handoffs.make", {
    payload: {
      ...project,
      from: AgentName.annotate(about("The agent in whose name it is said")),
      gate: GateId.annotate(about("The gate of the step that is to go on")),
      step: Schema.NonEmptyString.annotate(about("The step; its agent is told")),
      summary: Schema.NonEmptyString.check(Schema.isPattern(/\S/), Schema.isMaxLength(4000)).annotate(
        about("What they are to know; at most 4,000 characters")
      ),
      documents: Schema.optionalKey(
        Schema.Array(FilePath)
          .check(Schema.isMaxLength(50))
          .annotate(about("Files that it is about; they must be there"))
      )
    },
    success: Handoff,
    error: OperationError
  }).annotate(
    OperationMark,
    writes("Hand work over", "Tells the agent of a step something that it is shown with its next prompt.")
  )
) {}
