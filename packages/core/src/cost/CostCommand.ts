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

/** Millionths of a US dollar; null for no ceiling, and what is left out stays as it is. */
const ceiling = Schema.optionalKey(Schema.NullOr(Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))))

/** Changes ceilings of the policy and nothing else of it. Only a person issues this. */
export class SetCeilings extends Schema.TaggedClass<SetCeilings>()("SetCeilings", {
  budgetMicroUsd: ceiling,
  gateBudgetMicroUsd: ceiling,
  runBudgetMicroUsd: ceiling,
  healBudgetMicroUsd: ceiling
}) {}

export const CostCommand = Schema.Union([AllowCall, SetCeilings])
export type CostCommand = typeof CostCommand.Type
