/**
 * Turns what is asked of webhooks into facts. Pure.
 */
import { Equal, Result } from "effect"
import type { Decide } from "../command/Decide.ts"
import { rowOf } from "../project/ProjectState.ts"
import type { WebhookRow } from "./WebhookBoard.ts"
import type { ChangeWebhook, WebhookCommand } from "./WebhookCommand.ts"
import { WebhookNotFound } from "./WebhookError.ts"
import {
  WebhookAdded,
  WebhookChanged,
  WebhookRemoved,
  WebhookRotated,
  WebhookSuspended,
  WebhookUndelivered
} from "./WebhookEvent.ts"

export const decide: Decide<WebhookCommand> = (command, state) => {
  const { webhook } = command
  const row = rowOf(state, "webhook", webhook)
  if (command._tag === "AddWebhook") {
    const { after, project, types, url } = command
    return Result.succeed(
      row === undefined ? [new WebhookAdded({ webhook, url, project, types, after })] : []
    )
  }
  if (row === undefined) return Result.fail(new WebhookNotFound({ webhook }))
  switch (command._tag) {
    case "ChangeWebhook":
      return Result.succeed(changed(row, command))
    case "RotateWebhook":
      return Result.succeed([new WebhookRotated({ webhook })])
    case "SuspendWebhook":
      return Result.succeed(row.enabled ? [new WebhookSuspended({ webhook, reason: command.reason })] : [])
    case "RemoveWebhook":
      return Result.succeed([new WebhookRemoved({ webhook })])
    case "RecordUndelivered": {
      const { attempts, position } = command
      return Result.succeed([new WebhookUndelivered({ webhook, position, attempts })])
    }
  }
}

const changed = (row: WebhookRow, { enabled, types, url, webhook }: ChangeWebhook) => {
  const news = {
    ...(url === undefined || url === row.url ? {} : { url }),
    ...(types === undefined || Equal.equals(types, row.types) ? {} : { types }),
    ...(enabled === undefined || enabled === row.enabled ? {} : { enabled })
  }
  return Object.keys(news).length === 0 ? [] : [new WebhookChanged({ webhook, ...news })]
}
