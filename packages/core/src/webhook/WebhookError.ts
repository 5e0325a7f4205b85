/**
 * The ways in which what is asked of webhooks is refused. Nothing was changed.
 */
import { Schema } from "effect"
import { Position } from "../store/EventStore.ts"
import { WebhookId } from "./Webhook.ts"

export class WebhookNotFound extends Schema.TaggedError<WebhookNotFound>()("WebhookNotFound", {
  webhook: WebhookId
}) {
  override get message() {
    return `There is no webhook ${this.webhook}. \`webhooks.list\` has those that there are.`
  }
}

export class WebhookUrlRefused extends Schema.TaggedError<WebhookUrlRefused>()("WebhookUrlRefused", {
  /** The field that has it. */
  field: Schema.Literal("url"),
  detail: Schema.String
}) {
  override get message() {
    return `url: no webhook can have this address, because ${this.detail}.`
  }
}

/** Nothing is sent to a webhook that is switched off. */
export class WebhookDisabled extends Schema.TaggedError<WebhookDisabled>()("WebhookDisabled", {
  webhook: WebhookId
}) {
  override get message() {
    return `The webhook ${this.webhook} is switched off. \`webhooks.update\` with enabled switches it on.`
  }
}

/** Its events do not include the one that was asked for. */
export class WebhookNotTold extends Schema.TaggedError<WebhookNotTold>()("WebhookNotTold", {
  webhook: WebhookId,
  position: Position
}) {
  override get message() {
    return `The webhook ${this.webhook} is not told of an event at position ${this.position}: there is none, it is of another project, or of a type that was not asked for.`
  }
}
