/**
 * Operations on what a project remembers: what was said to be remembered, and what agents are reminded of.
 */
import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { StepUnknown } from "../agent/AgentError.ts"
import { GateId } from "../gate/Gate.ts"
import { EntryId, Record } from "../register/Register.ts"
import { about, project } from "./OperationField.ts"
import { OperationError, OperationMark, reads, writes } from "./OperationMark.ts"

const entry = { ...project, id: EntryId.annotate(about("The memory's id, for example memory-1")) }
const text = {
  text: Schema.NonEmptyString.check(Schema.isPattern(/\S/), Schema.isMaxLength(10_000)).annotate(
    about("What is to be remembered; the first line says what it is about")
  )
}

export class MemoryUnknown extends Schema.TaggedError<MemoryUnknown>()("MemoryUnknown", {
  id: Schema.String
}) {
  override get message() {
    return `There is no memory ${this.id}. \`memory.list\` lists what is remembered.`
  }
}

export const Recalled = Schema.Struct({
  id: Schema.String.annotate(about("What it comes from: a memory, decision, answer, agent run or rejection")),
  text: Schema.String.annotate(about("What is remembered; the first line says what it is about"))
})
export type Recalled = typeof Recalled.Type

export const Reminder = Schema.Struct({
  gate: GateId.annotate(about("The gate")),
  step: Schema.String.annotate(about("The step")),
  agent: Schema.String.annotate(about("Whose step it is")),
  text: Schema.String.annotate(
    about("What its prompt would say of what was decided and tried; may be empty")
  ),
  condensed: Schema.Boolean.annotate(about("Whether some of it is shortened or left out for want of room")),
  entries: Schema.Array(Recalled).annotate(about("All that it is made from, most relevant first"))
})
export type Reminder = typeof Reminder.Type

export const FoundMemory = Schema.Struct({
  ...Recalled.fields,
  score: Schema.Finite.annotate(about("The higher, the better it fits"))
})

export class MemoryOperations extends RpcGroup.make(
  Rpc.make("memory.list", {
    payload: {
      ...project,
      forgotten: Schema.optionalKey(Schema.Boolean.annotate(about("Also those that are forgotten")))
    },
    success: Schema.Array(Record),
    error: OperationError
  }).annotate(OperationMark, reads("List memories", "What was said to be remembered, oldest first.")),

  Rpc.make("memory.get", {
    payload: entry,
    success: Record,
    error: Schema.Union([MemoryUnknown, ...OperationError.members])
  }).annotate(OperationMark, reads("Get a memory", "One memory, also when it is forgotten.")),

  Rpc.make("memory.keep", {
    payload: { ...project, ...text },
    success: Record,
    error: OperationError
  }).annotate(
    OperationMark,
    writes("Remember", "Keeps something that every agent is reminded of from now on.")
  ),

  Rpc.make("memory.update", {
    payload: { ...entry, ...text },
    success: Record,
    error: OperationError
  }).annotate(
    OperationMark,
    writes("Change a memory", "Says otherwise what is remembered.", { idempotent: true })
  ),

  Rpc.make("memory.forget", { payload: entry, success: Record, error: OperationError }).annotate(
    OperationMark,
    writes("Forget", "Reminds nobody of it any more; the log keeps that it was said.", { idempotent: true })
  ),

  Rpc.make("memory.search", {
    payload: {
      ...project,
      query: Schema.NonEmptyString.check(Schema.isPattern(/\S/), Schema.isMaxLength(500)).annotate(
        about("Words to look for")
      ),
      limit: Schema.optionalKey(
        Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 200 })).annotate(
          about("At most so many; 20 when left out")
        )
      )
    },
    success: Schema.Array(FoundMemory),
    error: OperationError
  }).annotate(
    OperationMark,
    reads("Search memories", "Looks for words in all that was decided, answered, tried, rejected and kept.")
  ),

  Rpc.make("memory.recall", {
    payload: {
      ...project,
      gate: GateId.annotate(about("The gate, for example G5")),
      step: Schema.optionalKey(
        Schema.NonEmptyString.annotate(about("The step; the gate's first one when left out"))
      )
    },
    success: Reminder,
    error: Schema.Union([StepUnknown, ...OperationError.members])
  }).annotate(
    OperationMark,
    reads("Recall", "What a prompt for a step would be reminded of now, and all that this is made from.")
  )
) {}
