/**
 * What may be asked of a project's money.
 */
import { Schema } from "effect"
import { EntryId } from "../register/Register.ts"

/** Lets what a ceiling stopped go on this once; resolves the entry that asks. Only a person issues this. */
export class AllowCall extends Schema.TaggedClass<AllowCall>()("AllowCall", {
  id: EntryId,
  resolution: Schema.NonEmptyString
}) {}

export const CostCommand = Schema.Union([AllowCall])
export type CostCommand = typeof CostCommand.Type
