/**
 * Webhooks and their deliveries as people read them.
 */
import type { WebhookDeliveryView } from "@layercake/core/operation/WebhookOperations"
import type { WebhookRow } from "@layercake/core/webhook/WebhookBoard"
import type { Look } from "./GateTable.ts"
import { harmless, paint, type Tone } from "./Style.ts"
import { table } from "./Table.ts"

const heads = (names: ReadonlyArray<string>, colour: boolean) =>
  names.map((name) => paint(colour, "quiet", name))

export const webhookTable = (webhooks: ReadonlyArray<WebhookRow>, { colour, columns }: Look): string =>
  table(
    [
      heads(["WEBHOOK", "STATE", "PROJECT", "GIVEN UP", "ADDRESS"], colour),
      ...webhooks.map((webhook) => [
        webhook.webhook,
        stateText(webhook, colour),
        webhook.project ?? "all",
        String(webhook.undelivered),
        harmless(webhook.url)
      ])
    ],
    columns
  )

export const webhookText = (webhook: WebhookRow, { colour, columns }: Look): string => {
  const head = `${paint(colour, "strong", webhook.webhook)}  ${stateText(webhook, colour)}`
  const rows = [
    ["address", harmless(webhook.url)],
    ["project", webhook.project ?? "all of them, and LayerCake itself"],
    ["events", webhook.types === null ? "of every type" : webhook.types.map(harmless).join(", ")],
    ["from", `after position ${webhook.after}`],
    ["given up", String(webhook.undelivered)],
    ["made", `${webhook.createdAt} by ${webhook.createdBy.kind} ${harmless(webhook.createdBy.id)}`],
    ["changed", webhook.changedAt]
  ]
  return `${head}\n${table(
    rows.map(([name = "", value = ""]) => [`  ${name}`, value]),
    columns
  )}`
}

const stateText = ({ enabled, suspended }: WebhookRow, colour: boolean): string =>
  enabled
    ? paint(colour, "good", "on")
    : suspended === "gone"
      ? paint(colour, "bad", "off: answered 410")
      : paint(colour, "quiet", "off")

const tones: Readonly<Record<WebhookDeliveryView["state"], Tone>> = {
  waiting: "strong",
  delayed: "wait",
  running: "good",
  dead: "bad",
  cancelled: "quiet"
}

export const deliveryTable = (
  deliveries: ReadonlyArray<WebhookDeliveryView>,
  { colour, columns }: Look
): string =>
  table(
    [
      heads(["POSITION", "STATE", "TRIES", "DUE", "ERROR"], colour),
      ...deliveries.map(({ attempt, dueAt, error, position, state }) => [
        String(position),
        paint(colour, tones[state], state),
        String(attempt),
        dueAt,
        harmless(error ?? "")
      ])
    ],
    columns
  )
