/**
 * What happens to LayerCake itself.
 */
import { Schema } from "effect"

/** Somebody looked after LayerCake: put a job back, paused a tier, rebuilt rows. The actor is in the metadata. */
export class UpkeepDone extends Schema.TaggedClass<UpkeepDone>()("UpkeepDone", {
  /** The operation of the catalogue. */
  operation: Schema.NonEmptyString,
  /** What it was done to: a job, a tier, a projection. */
  subject: Schema.NonEmptyString,
  /** In which way; may be empty. Never what a person typed. */
  detail: Schema.String
}) {}

export const HostEvent = Schema.Union([UpkeepDone])
export type HostEvent = typeof HostEvent.Type
