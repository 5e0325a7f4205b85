/**
 * Answers the operations on webhooks.
 */
import { hostStream } from "@layercake/core/host/HostStream"
import { WebhookOperations } from "@layercake/core/operation/WebhookOperations"
import { WebhookSender } from "@layercake/core/port/WebhookSender"
import type { ProjectId } from "@layercake/core/project/Project"
import { rowOf } from "@layercake/core/project/ProjectState"
import { EventStore } from "@layercake/core/store/EventStore"
import { WebhookId } from "@layercake/core/webhook/Webhook"
import * as WebhookAddress from "@layercake/core/webhook/WebhookAddress"
import type { WebhookRow } from "@layercake/core/webhook/WebhookBoard"
import {
  AddWebhook,
  ChangeWebhook,
  RemoveWebhook,
  RotateWebhook,
  type WebhookCommand
} from "@layercake/core/webhook/WebhookCommand"
import { WebhookNotFound, WebhookUrlRefused } from "@layercake/core/webhook/WebhookError"
import { Clock, DateTime, Effect, Option, Result } from "effect"
import { SecureRandom } from "effect/crypto"
import { Commands } from "../command/Commands.ts"
import * as Deliveries from "../webhook/WebhookDeliveries.ts"
import * as Webhooks from "../webhook/Webhooks.ts"
import * as WebhookSecrets from "../webhook/WebhookSecrets.ts"
import * as WebhookSending from "../webhook/WebhookSending.ts"
import { find as findProject } from "./ProjectHandlers.ts"
import { Session } from "./Session.ts"
import * as Upkeep from "./Upkeep.ts"

interface Named {
  readonly webhook: WebhookId
  readonly project?: ProjectId
}

/** A webhook of something else than the named project is as one that is not there. */
const find = Effect.fnUntraced(function* ({ project, webhook }: Named) {
  const row = yield* Webhooks.find(webhook)
  return yield* Option.match(
    Option.filter(row, (row) => project === undefined || row.project === project),
    { onNone: () => Effect.fail(new WebhookNotFound({ webhook })), onSome: Effect.succeed }
  )
})

const checkUrl = Effect.fnUntraced(function* (url: string) {
  const { reach } = yield* WebhookSender
  const parsed = WebhookAddress.parse(url, reach)
  if (Result.isFailure(parsed)) return yield* new WebhookUrlRefused({ field: "url", detail: parsed.failure })
})

/** The webhook after the command; before it where there is none any more. */
const order = Effect.fnUntraced(function* (command: WebhookCommand, before?: WebhookRow) {
  const commands = yield* Commands
  const { actor } = yield* Session
  const { state } = yield* commands.execute(hostStream, command, { actor })
  const { webhook } = command
  return rowOf(state, "webhook", webhook) ?? before ?? (yield* new WebhookNotFound({ webhook }))
})

const create = Effect.fnUntraced(function* (request: {
  readonly project?: ProjectId
  readonly url: string
  readonly types: WebhookRow["types"]
}) {
  const { project = null, types, url } = request
  const random = yield* SecureRandom.SecureRandom
  const store = yield* EventStore
  if (project !== null) yield* findProject(project)
  yield* checkUrl(url)
  const digits = Array.from(yield* random.randomBytes(16), (byte) => byte.toString(16).padStart(2, "0"))
  const webhook = WebhookId.make(`wh-${digits.join("")}`)
  // Kept first: a webhook without a secret could not be told anything.
  const secret = yield* WebhookSecrets.make(webhook)
  const after = yield* store.horizon
  const row = yield* order(new AddWebhook({ webhook, url, project, types, after })).pipe(
    Effect.catchTag("WebhookNotFound", Effect.die)
  )
  return { ...row, secret }
})

const test = Effect.fnUntraced(function* (named: Named) {
  const row = yield* find(named)
  const random = yield* SecureRandom.SecureRandom
  const timestamp = DateTime.formatIso(DateTime.makeUnsafe(yield* Clock.currentTimeMillis))
  const { status, text } = yield* WebhookSending.send(row, `msg_${yield* random.uuidV7()}`, {
    type: "webhook.test",
    timestamp,
    data: { webhook: row.webhook }
  }).pipe(
    Effect.tapErrorTag("WebhookUnanswered", () => Upkeep.record("webhooks.test", row.webhook, "no answer"))
  )
  yield* Upkeep.record("webhooks.test", row.webhook, `answered ${status}`)
  return { status, text }
})

export const layer = WebhookOperations.toLayer({
  "webhooks.create": create,
  "webhooks.list": ({ project }) =>
    Effect.gen(function* () {
      if (project !== undefined) yield* findProject(project)
      return (yield* Webhooks.all).filter((row) => project === undefined || row.project === project)
    }),
  "webhooks.get": find,
  "webhooks.update": ({ enabled, types, url, ...named }) =>
    Effect.gen(function* () {
      const { webhook } = yield* find(named)
      if (url !== undefined) yield* checkUrl(url)
      return yield* order(
        new ChangeWebhook({
          webhook,
          ...(url === undefined ? {} : { url }),
          ...(types === undefined ? {} : { types }),
          ...(enabled === undefined ? {} : { enabled })
        })
      )
    }),
  "webhooks.rotate": (named) =>
    Effect.gen(function* () {
      const { webhook } = yield* find(named)
      const secret = yield* WebhookSecrets.make(webhook)
      return { ...(yield* order(new RotateWebhook({ webhook }))), secret }
    }),
  "webhooks.delete": (named) =>
    Effect.gen(function* () {
      const row = yield* find(named)
      yield* order(new RemoveWebhook({ webhook: row.webhook }), row)
      yield* WebhookSecrets.forget(row.webhook)
      return row
    }),
  "webhooks.deliveries": ({ limit, state, ...named }) =>
    Effect.flatMap(find(named), ({ webhook }) =>
      Deliveries.list(webhook, {
        ...(state === undefined ? {} : { state }),
        ...(limit === undefined ? {} : { limit })
      })
    ),
  "webhooks.redeliver": ({ position, ...named }) =>
    Effect.gen(function* () {
      const view = yield* Deliveries.again(yield* find(named), position)
      yield* Upkeep.record("webhooks.redeliver", named.webhook, `position ${position}`)
      return view
    }),
  "webhooks.test": test
})
