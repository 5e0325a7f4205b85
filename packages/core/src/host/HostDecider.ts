/**
 * Turns what is asked of LayerCake itself into facts. Pure.
 */
import { Result, Schema } from "effect"
import { AccountCommand, SessionCommand } from "../account/AccountCommand.ts"
import * as AccountDecider from "../account/AccountDecider.ts"
import * as SessionDecider from "../account/SessionDecider.ts"
import * as TemplateDecider from "../agent/TemplateDecider.ts"
import type { Decide } from "../command/Decide.ts"
import type { HostCommand } from "./HostCommand.ts"
import { WebhookCommand } from "../webhook/WebhookCommand.ts"
import * as WebhookDecider from "../webhook/WebhookDecider.ts"
import { UpkeepDone } from "./HostEvent.ts"

const isAccount = Schema.is(AccountCommand)
const isWebhook = Schema.is(WebhookCommand)
const isSession = Schema.is(SessionCommand)

export const decide: Decide<HostCommand> = (command, state, actor) => {
  if (isAccount(command)) return AccountDecider.decide(command, state, actor)
  if (isWebhook(command)) return WebhookDecider.decide(command, state, actor)
  if (isSession(command)) return SessionDecider.decide(command, state, actor)
  if (command._tag === "RegisterHostTemplate") return TemplateDecider.decide(command, state, actor)
  const { detail, operation, subject } = command
  return Result.succeed([new UpkeepDone({ operation, subject, detail })])
}
