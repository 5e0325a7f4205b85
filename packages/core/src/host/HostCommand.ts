/**
 * What may be asked of the stream of LayerCake itself.
 */
import { Schema } from "effect"

export class RecordUpkeep extends Schema.TaggedClass<RecordUpkeep>()("RecordUpkeep", {
  operation: Schema.NonEmptyString,
  subject: Schema.NonEmptyString,
  detail: Schema.String
}) {}

export const HostCommand = Schema.Union([RecordUpkeep])
export type HostCommand = typeof HostCommand.Type
