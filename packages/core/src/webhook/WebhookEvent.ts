/**
 * What happens to webhooks, in the stream of LayerCake itself. What was delivered is not told: it would be an event for
 * each event. Their secrets are in `store/SecretStore`.
 */
import { Schema } from "effect"
import { ProjectId } from "../project/Project.ts"
import { Position } from "../store/EventStore.ts"
import { WebhookId } from "./Webhook.ts"

const types = Schema.NullOr(Schema.Array(Schema.NonEmptyString))

export class WebhookAdded extends Schema.TaggedClass<WebhookAdded>()("WebhookAdded", {
  webhook: WebhookId,
  url: Schema.NonEmptyString,
  /** Null for every project and LayerCake itself. */
  project: Schema.NullOr(ProjectId),
  /** Null for every type. */
  types,
  /** It is told of events after this position. */
  after: Position
}) {}

/** Only what is here became something else. */
export class WebhookChanged extends Schema.TaggedClass<WebhookChanged>()("WebhookChanged", {
  webhook: WebhookId,
  url: Schema.optionalKey(Schema.NonEmptyString),
  types: Schema.optionalKey(types),
  enabled: Schema.optionalKey(Schema.Boolean)
}) {}

/** Another secret signs from now on. */
export class WebhookRotated extends Schema.TaggedClass<WebhookRotated>()("WebhookRotated", {
  webhook: WebhookId
}) {}

/** LayerCake no longer sends there, because the address said so or never answered. */
export class WebhookSuspended extends Schema.TaggedClass<WebhookSuspended>()("WebhookSuspended", {
  webhook: WebhookId,
  reason: Schema.Literals(["gone"])
}) {}

export class WebhookRemoved extends Schema.TaggedClass<WebhookRemoved>()("WebhookRemoved", {
  webhook: WebhookId
}) {}

/** A delivery was given up after its last try; it is among the dead of the queue and can be sent again. */
export class WebhookUndelivered extends Schema.TaggedClass<WebhookUndelivered>()("WebhookUndelivered", {
  webhook: WebhookId,
  position: Position,
  attempts: Schema.Int
}) {}

export const WebhookEvent = Schema.Union([
  WebhookAdded,
  WebhookChanged,
  WebhookRotated,
  WebhookSuspended,
  WebhookRemoved,
  WebhookUndelivered
])
export type WebhookEvent = typeof WebhookEvent.Type

/** Webhooks are not told of themselves: one that fails would have more to fail on. */
export const untoldTypes: ReadonlySet<string> = new Set(
  WebhookEvent.members.map((member) => member.fields._tag.schema.literal)
)
