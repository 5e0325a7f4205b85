/**
 * The current span as W3C Trace Context writes it: https://www.w3.org/TR/trace-context/#traceparent-header
 */
import { Effect, Option } from "effect"

/** To be spread into an event's metadata; empty outside of a span, and where its ids are not of the W3C's form. */
export const current: Effect.Effect<{ readonly trace?: string }> = Effect.map(
  Effect.option(Effect.currentParentSpan),
  Option.match({
    onNone: () => ({}),
    onSome: ({ sampled, spanId, traceId }) =>
      isTraceId.test(traceId) && isSpanId.test(spanId)
        ? { trace: `00-${traceId}-${spanId}-${sampled ? "01" : "00"}` }
        : {}
  })
)

const isTraceId = /^[0-9a-f]{32}$/
const isSpanId = /^[0-9a-f]{16}$/
