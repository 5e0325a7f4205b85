/**
 * What may be asked of webhooks. Addresses were looked at, and secrets are kept, before.
 */
import { Schema } from "effect"
import { ProjectId } from "../project/Project.ts"
import { Position } from "../store/EventStore.ts"
import { WebhookId } from "./Webhook.ts"

const types = Schema.NullOr(Schema.Array(Schema.NonEmptyString))

export class AddWebhook extends Schema.TaggedClass<AddWebhook>()("AddWebhook", {
  webhook: WebhookId,
  url: Schema.NonEmptyString,
  project: Schema.NullOr(ProjectId),
  types,
  after: Position
}) {}
export class ChangeWebhook extends Schema.TaggedClass<ChangeWebhook>()("ChangeWebhook", {
  webhook: WebhookId,
  url: Schema.optionalKey(Schema.NonEmptyString),
  types: Schema.optionalKey(types),
  enabled: Schema.optionalKey(Schema.Boolean)
}) {}
export class RotateWebhook extends Schema.TaggedClass<RotateWebhook>()("RotateWebhook", {
  webhook: WebhookId
}) {}
export class SuspendWebhook extends Schema.TaggedClass<SuspendWebhook>()("SuspendWebhook", {
  webhook: WebhookId,
  reason: Schema.Literals(["gone"])
}) {}
export class RemoveWebhook extends Schema.TaggedClass<RemoveWebhook>()("RemoveWebhook", {
  webhook: WebhookId
}) {}
export class RecordUndelivered extends Schema.TaggedClass<RecordUndelivered>()("RecordUndelivered", {
  webhook: WebhookId,
  position: Position,
  attempts: Schema.Int
}) {}

export const WebhookCommand = Schema.Union([
  AddWebhook,
  ChangeWebhook,
  RotateWebhook,
  SuspendWebhook,
  RemoveWebhook,
  RecordUndelivered
])
export type WebhookCommand = typeof WebhookCommand.Type
