/**
 * What may be asked of the stream of LayerCake itself.
 */
import { Schema } from "effect"
import { RegisterHostTemplate } from "../agent/TemplateCommand.ts"
import { AccountCommand, SessionCommand } from "../account/AccountCommand.ts"
import { WebhookCommand } from "../webhook/WebhookCommand.ts"

export class RecordUpkeep extends Schema.TaggedClass<RecordUpkeep>()("RecordUpkeep", {
  operation: Schema.NonEmptyString,
  subject: Schema.NonEmptyString,
  detail: Schema.String
}) {}

export const HostCommand = Schema.Union([
  RecordUpkeep,
  RegisterHostTemplate,
  ...AccountCommand.members,
  ...SessionCommand.members,
  ...WebhookCommand.members
])
export type HostCommand = typeof HostCommand.Type
