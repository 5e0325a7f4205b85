/**
 * An `Analytics` for hosts that set none: it takes nothing and says so.
 */
import { Analytics, AnalyticsOff } from "@layercake/core/port/Analytics"
import { Effect, Layer } from "effect"

export const layer: Layer.Layer<Analytics> = Layer.succeed(Analytics, {
  name: "none",
  enabled: false,
  capture: () => Effect.fail(new AnalyticsOff({}))
})
