/**
 * An `Analytics` that keeps what it is told in a list, for tests.
 */
import { Analytics, type AnalyticsEvent } from "@layercake/core/port/Analytics"
import { Effect, Layer } from "effect"

export type MemoryAnalyticsState = Array<AnalyticsEvent>

export const makeState = (): MemoryAnalyticsState => []

export const layerWith = (state: MemoryAnalyticsState): Layer.Layer<Analytics> =>
  Layer.succeed(Analytics, {
    name: "memory",
    enabled: true,
    capture: (event) => Effect.sync(() => void state.push(event))
  })

export const layer: Layer.Layer<Analytics> = Layer.suspend(() => layerWith(makeState()))
