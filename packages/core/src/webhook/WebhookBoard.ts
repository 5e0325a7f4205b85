/**
 * The webhooks that there are, by their ids.
 */
import { Schema } from "effect"
import { Actor } from "../actor/Actor.ts"
import { Timestamp } from "../event/Timestamp.ts"
import { ProjectId } from "../project/Project.ts"
import * as Projection from "../projection/Projection.ts"
import { Position, type StoredEvent } from "../store/EventStore.ts"
import { WebhookId } from "./Webhook.ts"
import { untoldTypes } from "./WebhookEvent.ts"

const about = (description: string) => ({ description })

export const WebhookRow = Schema.Struct({
  webhook: WebhookId.annotate(about("Its id")),
  url: Schema.NonEmptyString.annotate(about("Where it is told")),
  project: Schema.NullOr(ProjectId).annotate(
    about("The project whose events it is told of; null for all of them and LayerCake's own")
  ),
  types: Schema.NullOr(Schema.Array(Schema.NonEmptyString)).annotate(
    about("The types of events it is told of; null for every type")
  ),
  enabled: Schema.Boolean.annotate(about("Whether anything is sent")),
  suspended: Schema.NullOr(Schema.Literals(["gone"])).annotate(
    about("Why LayerCake switched it off itself; gone: the address answered 410")
  ),
  after: Position.annotate(about("It is told of events after this position")),
  createdBy: Actor.annotate(about("Who made it")),
  createdAt: Timestamp.annotate(about("When it was made")),
  changedAt: Timestamp.annotate(about("When it was last changed")),
  undelivered: Schema.Int.annotate(about("Deliveries that were given up so far"))
})
export type WebhookRow = typeof WebhookRow.Type

/** Whether the webhook is to be told of the event, were it switched on. */
export const isToldOf = (
  { after, project, types }: WebhookRow,
  event: Pick<StoredEvent, "position" | "stream" | "type">
): boolean =>
  event.position > after &&
  (project === null || project === event.stream) &&
  (types === null || types.includes(event.type)) &&
  !untoldTypes.has(event.type)

export const webhookBoard = Projection.make<WebhookRow>("webhook", WebhookRow, {
  WebhookAdded: Projection.put(
    (event) => event.webhook,
    ({ after, project, types, url, webhook }, { actor, at }) => ({
      webhook,
      url,
      project,
      types,
      enabled: true,
      suspended: null,
      after,
      createdBy: actor,
      createdAt: at,
      changedAt: at,
      undelivered: 0
    })
  ),
  WebhookChanged: Projection.change(
    (event) => event.webhook,
    (row, { enabled, types, url }, { at }) => ({
      ...row,
      ...(url === undefined ? {} : { url }),
      ...(types === undefined ? {} : { types }),
      ...(enabled === undefined ? {} : { enabled, suspended: enabled ? null : row.suspended }),
      changedAt: at
    })
  ),
  WebhookRotated: Projection.change(
    (event) => event.webhook,
    (row, _event, { at }) => ({ ...row, changedAt: at })
  ),
  WebhookSuspended: Projection.change(
    (event) => event.webhook,
    (row, { reason }, { at }) => ({
      ...row,
      enabled: false,
      suspended: reason,
      changedAt: at
    })
  ),
  WebhookUndelivered: Projection.change(
    (event) => event.webhook,
    (row) => ({
      ...row,
      undelivered: row.undelivered + 1
    })
  ),
  WebhookRemoved: { keys: (event) => [event.webhook], evolve: () => undefined }
})
