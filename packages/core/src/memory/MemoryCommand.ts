/**
 * What may be asked about what is remembered already, and about work that somebody hands over by hand.
 */
import { Schema } from "effect"
import { AgentName } from "../agent/Agent.ts"
import { GateId } from "../gate/Gate.ts"
import { EntryId } from "../register/Register.ts"
import { FilePath } from "../tree/Tree.ts"

export class ReviseMemory extends Schema.TaggedClass<ReviseMemory>()("ReviseMemory", {
  id: EntryId,
  text: Schema.NonEmptyString
}) {}

export class ForgetMemory extends Schema.TaggedClass<ForgetMemory>()("ForgetMemory", { id: EntryId }) {}

/** Tells whoever has the step what `from` would tell them. */
export class MakeHandoff extends Schema.TaggedClass<MakeHandoff>()("MakeHandoff", {
  from: AgentName,
  gate: GateId,
  step: Schema.NonEmptyString,
  summary: Schema.NonEmptyString,
  documents: Schema.Array(FilePath)
}) {}

export const MemoryCommand = Schema.Union([ReviseMemory, ForgetMemory, MakeHandoff])
export type MemoryCommand = typeof MemoryCommand.Type
