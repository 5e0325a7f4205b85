/**
 * Operations on tasks: the pipeline's own, which agents do, and those that people write down for each other.
 */
import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { AccountId } from "../account/Account.ts"
import { Timestamp } from "../event/Timestamp.ts"
import { GateId } from "../gate/Gate.ts"
import { ManualTaskStatus } from "../task/ManualTask.ts"
import { about, project } from "./OperationField.ts"
import { OperationError, OperationMark, reads, writes } from "./OperationMark.ts"

const task = {
  ...project,
  task: Schema.NonEmptyString.annotate(about("The task's id, for example task-1 or G1/scope"))
}
const assignee = Schema.NullOr(AccountId).annotate(about("Account that is to do it; null for nobody by name"))
const Title = Schema.NonEmptyString.check(Schema.isMaxLength(200))
const Words = Schema.String.check(Schema.isMaxLength(10_000))
const reason = (what: string) => Schema.optionalKey(Words.annotate(about(what)))

export const TaskView = Schema.Struct({
  task: Schema.NonEmptyString.annotate(about("Its id")),
  kind: Schema.Literals(["pipeline", "manual"]).annotate(
    about("pipeline: the work of a step of a gate, by an agent. manual: written down by somebody")
  ),
  gate: Schema.NullOr(GateId).annotate(about("The gate it belongs to; null for none")),
  title: Schema.NonEmptyString.annotate(about("What is to be done")),
  detail: Schema.String.annotate(about("More about it; may be empty")),
  status: ManualTaskStatus.annotate(about("Where it stands")),
  required: Schema.Boolean.annotate(about("Whether its gate waits for it")),
  assignee: Schema.NullOr(Schema.NonEmptyString).annotate(
    about("The agent, or the account that is to do it; null for nobody by name")
  ),
  reason: Schema.String.annotate(about("Why it moved last, or what came of it; may be empty")),
  runs: Schema.Int.annotate(about("Agent runs begun for it; 0 for a manual one")),
  updatedAt: Timestamp.annotate(about("When it last moved"))
})
export type TaskView = typeof TaskView.Type

export class TaskOperations extends RpcGroup.make(
  Rpc.make("tasks.list", {
    payload: {
      ...project,
      gate: Schema.optionalKey(GateId.annotate(about("Only tasks of this gate"))),
      kind: Schema.optionalKey(
        Schema.Literals(["pipeline", "manual"]).annotate(about("Only tasks of this kind"))
      ),
      status: Schema.optionalKey(ManualTaskStatus.annotate(about("Only tasks that stand so"))),
      assignee: Schema.optionalKey(
        Schema.NonEmptyString.annotate(about("Only tasks of this agent or account"))
      )
    },
    success: Schema.Array(TaskView),
    error: OperationError
  }).annotate(
    OperationMark,
    reads("List tasks", "The work of agents and of people, in the order of the gates.")
  ),

  Rpc.make("tasks.get", { payload: task, success: TaskView, error: OperationError }).annotate(
    OperationMark,
    reads("Get a task", "One task and where it stands.")
  ),

  Rpc.make("tasks.create", {
    payload: {
      ...project,
      title: Title.annotate(about("What is to be done, at most 200 characters")),
      detail: Schema.optionalKey(Words.annotate(about("More about it, at most 10,000 characters"))),
      gate: Schema.optionalKey(GateId.annotate(about("The gate it belongs to"))),
      required: Schema.optionalKey(
        Schema.Boolean.annotate(about("The gate does not go to review before it is done"))
      ),
      assignee: Schema.optionalKey(assignee)
    },
    success: TaskView,
    error: OperationError
  }).annotate(OperationMark, writes("Create a task", "Writes down something for people to do.")),

  Rpc.make("tasks.assign", {
    payload: { ...task, assignee },
    success: TaskView,
    error: OperationError
  }).annotate(OperationMark, writes("Assign a task", "Says who is to do it.", { idempotent: true })),

  Rpc.make("tasks.start", { payload: task, success: TaskView, error: OperationError }).annotate(
    OperationMark,
    writes("Start a task", "Somebody is at it now.")
  ),

  Rpc.make("tasks.complete", {
    payload: { ...task, outcome: reason("What came of it") },
    success: TaskView,
    error: OperationError
  }).annotate(OperationMark, writes("Complete a task", "It is done; a gate that waited for it goes on.")),

  Rpc.make("tasks.fail", {
    payload: { ...task, reason: reason("Why it cannot be done") },
    success: TaskView,
    error: OperationError
  }).annotate(
    OperationMark,
    writes("Fail a task", "It could not be done; a required one goes on holding its gate.")
  ),

  Rpc.make("tasks.reopen", {
    payload: { ...task, reason: reason("Why it is to be done again") },
    success: TaskView,
    error: OperationError
  }).annotate(OperationMark, writes("Reopen a task", "What was over is to be done again.")),

  Rpc.make("tasks.cancel", {
    payload: { ...task, reason: reason("Why it is not needed any more") },
    success: TaskView,
    error: OperationError
  }).annotate(OperationMark, writes("Cancel a task", "It is not needed any more; no gate waits for it."))
) {}
