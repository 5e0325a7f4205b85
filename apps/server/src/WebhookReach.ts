/**
 * Where webhooks of this host may go, as the environment says it.
 */
import { NetworkReach } from "@layercake/core/webhook/NetworkReach"
import { Config, Effect, Option, Schema } from "effect"
import type { StoreSetting } from "./StoreSetting.ts"

const setting = "LAYERCAKE_WEBHOOK_REACH"

/** Nothing was started. */
export class WebhookReachWrong extends Schema.TaggedError<WebhookReachWrong>()("WebhookReachWrong", {
  given: Schema.String
}) {
  override get message() {
    return (
      `${setting} is "${this.given}". Give public for the public network alone, loopback for this machine too, ` +
      "or private for the private networks as well."
    )
  }
}

const isReach = Schema.is(NetworkReach)

/** When nothing is said: over an embedded store the public network and this machine, over a server the public network. */
export const read = Effect.fnUntraced(function* (stores: StoreSetting) {
  const given = yield* Config.option(Config.String(setting))
  if (Option.isNone(given) || given.value === "")
    return stores._tag !== "Server" ? ("loopback" as const) : ("public" as const)
  return isReach(given.value)
    ? given.value
    : yield* new WebhookReachWrong({ given: given.value.slice(0, 100) })
})
