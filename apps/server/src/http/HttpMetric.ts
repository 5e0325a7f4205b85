/**
 * What the HTTP face counts of itself.
 */
import { Effect, Metric } from "effect"

const requests = Metric.counter("layercake_http_requests", {
  description: "Requests answered, by operation or route and status",
  incremental: true
})

const duration = Metric.histogram("layercake_http_request_millis", {
  description: "Milliseconds from a request to its answer; of a stream to its beginning",
  boundaries: Metric.exponentialBoundaries({ start: 1, factor: 2, count: 14 })
})

const streams = Metric.gauge("layercake_http_streams", {
  description: "Streams and WebSockets that are open"
})

const slow = Metric.counter("layercake_http_slow_readers", {
  description: "Readers that were disconnected because they did not take what was sent",
  incremental: true
})

export const answered = (route: string, status: number, millis: number) =>
  Effect.andThen(
    Metric.update(Metric.withAttributes(requests, { route, status: String(status) }), 1),
    Metric.update(duration, millis)
  )

export const streamsOpen = (count: number) => Metric.update(streams, count)

export const slowReader = Metric.update(slow, 1)
