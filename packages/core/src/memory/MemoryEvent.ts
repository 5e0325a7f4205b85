/**
 * What can happen to something that was to be remembered. That it was kept is an event of the registers.
 */
import { Schema } from "effect"
import { EntryId } from "../register/Register.ts"

/** It says something else from now on. */
export class MemoryRevised extends Schema.TaggedClass<MemoryRevised>()("MemoryRevised", {
  id: EntryId,
  text: Schema.NonEmptyString
}) {}

/** No agent is reminded of it any more. What it said stays in the log; erasing is something else. */
export class MemoryForgotten extends Schema.TaggedClass<MemoryForgotten>()("MemoryForgotten", {
  id: EntryId
}) {}

export const MemoryEvent = Schema.Union([MemoryRevised, MemoryForgotten])
export type MemoryEvent = typeof MemoryEvent.Type
