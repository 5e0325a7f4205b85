/**
 * Operations on webhooks: addresses that are told of events. With a project in the call they are about webhooks of that
 * project; without, which is for administrators, about any.
 */
import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { eventTypes } from "../event/FactoryEvent.ts"
import { Timestamp } from "../event/Timestamp.ts"
import { ProjectId } from "../project/Project.ts"
import { Position } from "../store/EventStore.ts"
import { JobState } from "../store/JobQueue.ts"
import { SecretUnreadable } from "../store/SecretStore.ts"
import { WebhookUnanswered } from "../port/WebhookSender.ts"
import { WebhookId } from "../webhook/Webhook.ts"
import { WebhookRow } from "../webhook/WebhookBoard.ts"
import {
  WebhookDisabled,
  WebhookNotFound,
  WebhookNotTold,
  WebhookUrlRefused
} from "../webhook/WebhookError.ts"
import { erases, OperationError, OperationMark, reads, writes } from "./OperationMark.ts"
import { about } from "./OperationField.ts"

const project = {
  project: Schema.optionalKey(
    ProjectId.annotate(about("The project whose webhook it is; only administrators may leave it out"))
  )
}
const webhook = { webhook: WebhookId.annotate(about("The webhook's id")) }
const url = Schema.String.annotate(
  about("Where it is told: https, or http on this machine where the host allows it; at most 2048 characters")
)
const types = Schema.NullOr(Schema.NonEmptyArray(Schema.Literals(eventTypes))).annotate(
  about("Only events of these types; null for every type")
)
const owner = { access: "owner" } as const
const known = Schema.Union([WebhookNotFound, ...OperationError.members])

export const WebhookSecret = Schema.Struct({
  ...WebhookRow.fields,
  secret: Schema.RedactedFromValue(Schema.NonEmptyString).annotate(
    about("Signs what is sent, as Standard Webhooks say: whsec_ and base64. Shown this once only")
  )
})
export type WebhookSecret = typeof WebhookSecret.Type

export const WebhookDeliveryView = Schema.Struct({
  ...webhook,
  position: Position.annotate(about("The event that it is to be told of")),
  state: JobState.annotate(about("dead: given up after its last try")),
  attempt: Schema.Int.annotate(about("Tries so far")),
  error: Schema.NullOr(Schema.String).annotate(
    about("Why the last try failed; null before the first failure")
  ),
  dueAt: Timestamp.annotate(about("When it is tried next, or when it was put aside"))
})
export type WebhookDeliveryView = typeof WebhookDeliveryView.Type

export const WebhookAnswerReport = Schema.Struct({
  status: Schema.Int.annotate(about("HTTP status of the answer")),
  text: Schema.String.annotate(about("The beginning of what it said, at most 500 characters"))
})
export type WebhookAnswerReport = typeof WebhookAnswerReport.Type

export class WebhookOperations extends RpcGroup.make(
  Rpc.make("webhooks.create", {
    payload: { ...project, url, types },
    success: WebhookSecret,
    error: Schema.Union([WebhookUrlRefused, ...OperationError.members])
  }).annotate(
    OperationMark,
    writes("Create a webhook", "An address is told of events from now on; its secret is shown this once.", {
      ...owner,
      openWorld: true
    })
  ),

  Rpc.make("webhooks.list", {
    payload: project,
    success: Schema.Array(WebhookRow),
    error: OperationError
  }).annotate(OperationMark, reads("List webhooks", "The webhooks of a project, or all of them.", owner)),

  Rpc.make("webhooks.get", {
    payload: { ...project, ...webhook },
    success: WebhookRow,
    error: known
  }).annotate(
    OperationMark,
    reads("Get a webhook", "One webhook: where it is told, of what, and whether it is switched on.", owner)
  ),

  Rpc.make("webhooks.update", {
    payload: {
      ...project,
      ...webhook,
      url: Schema.optionalKey(url),
      types: Schema.optionalKey(types),
      enabled: Schema.optionalKey(
        Schema.Boolean.annotate(
          about("Whether anything is sent; what happens while nothing is, is not sent later")
        )
      )
    },
    success: WebhookRow,
    error: Schema.Union([WebhookUrlRefused, ...known.members])
  }).annotate(
    OperationMark,
    writes("Change a webhook", "Another address, other types of events, or switched on or off.", {
      ...owner,
      idempotent: true
    })
  ),

  Rpc.make("webhooks.rotate", {
    payload: { ...project, ...webhook },
    success: WebhookSecret,
    error: known
  }).annotate(
    OperationMark,
    writes("Change the secret", "Another secret signs from now on; it is shown this once.", owner)
  ),

  Rpc.make("webhooks.delete", {
    payload: { ...project, ...webhook },
    success: WebhookRow,
    error: known
  }).annotate(
    OperationMark,
    erases("Delete a webhook", "Nothing is sent any more, also what waits; its secret is gone.", {
      idempotent: false
    })
  ),

  Rpc.make("webhooks.deliveries", {
    payload: {
      ...project,
      ...webhook,
      state: Schema.optionalKey(JobState.annotate(about("Only deliveries in this state"))),
      limit: Schema.optionalKey(
        Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1000 })).annotate(
          about("Deliveries at most, 100 when left out")
        )
      )
    },
    success: Schema.Array(WebhookDeliveryView),
    error: known
  }).annotate(
    OperationMark,
    reads(
      "List deliveries",
      "What is still to be sent to a webhook, and what was given up; oldest first.",
      owner
    )
  ),

  Rpc.make("webhooks.redeliver", {
    payload: {
      ...project,
      ...webhook,
      position: Position.annotate(about("The event to be sent again; its place in the whole log"))
    },
    success: WebhookDeliveryView,
    error: Schema.Union([WebhookDisabled, WebhookNotTold, ...known.members])
  }).annotate(
    OperationMark,
    writes("Send again", "Sends one event again, under the same message id; a given-up one is tried anew.", {
      ...owner,
      idempotent: true,
      openWorld: true
    })
  ),

  Rpc.make("webhooks.test", {
    payload: { ...project, ...webhook },
    success: WebhookAnswerReport,
    error: Schema.Union([WebhookUnanswered, SecretUnreadable, ...known.members])
  }).annotate(
    OperationMark,
    writes("Try a webhook", "Sends a signed message of type webhook.test now, and says what was answered.", {
      ...owner,
      openWorld: true
    })
  )
) {}
