/**
 * What a person may ask about tampering besides resolving the blocker, which lets the change stand.
 */
import { Schema } from "effect"
import { EntryId } from "../register/Register.ts"

/** Takes the change back and resolves the blocker. */
export class RejectTamper extends Schema.TaggedClass<RejectTamper>()("RejectTamper", {
  blocker: EntryId,
  reason: Schema.NonEmptyString
}) {}
