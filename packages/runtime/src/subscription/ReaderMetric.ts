/**
 * What is measured of every reader of the log, by reader and share.
 */
import type { StoredEvent } from "@layercake/core/store/EventStore"
import { Clock, DateTime, Effect, Metric } from "effect"

/** Milliseconds since the oldest event that is not handled yet happened; 0 when there is none. */
export const lag = Metric.gauge("layercake_reader_lag_millis", {
  description: "Milliseconds since the oldest event that the reader has not handled happened"
})

export const position = Metric.gauge("layercake_reader_position", {
  description: "Position in the log up to which the reader has handled everything"
})

export const handled = Metric.counter("layercake_reader_events", {
  description: "Events that the reader has handled",
  incremental: true
})

export const failures = Metric.counter("layercake_reader_failures", {
  description: "Times that handling a batch of events failed",
  incremental: true
})

export interface ReaderKey {
  readonly reader: string
  readonly partition: number
}

export const record = (metric: Metric.Metric<number, unknown>, key: ReaderKey, value: number) =>
  Metric.update(
    Metric.withAttributes(metric, { reader: key.reader, partition: String(key.partition) }),
    value
  )

/** Milliseconds since the event happened; 0 when the clock that wrote it was ahead. */
export const ageOf = (event: StoredEvent): Effect.Effect<number> =>
  Effect.map(Clock.currentTimeMillis, (now) =>
    Math.max(0, now - DateTime.makeUnsafe(event.metadata.at).epochMilliseconds)
  )
