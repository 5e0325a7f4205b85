/**
 * A thread with autocannon that says once how long each request took.
 */
import autocannon from "autocannon"
import { parentPort, workerData } from "node:worker_threads"

export interface LatencyRequest {
  readonly method: "GET" | "POST"
  readonly path: string
  readonly body?: string
}

export interface LatencyLoadSettings {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly seconds: number
  /** What each connection asks in turn. */
  readonly requests: ReadonlyArray<ReadonlyArray<LatencyRequest>>
}

export interface LatencyLoadReport {
  /** Milliseconds of each request, in no order. */
  readonly taken: ReadonlyArray<number>
  readonly errors: number
  readonly refusals: number
}

const { headers, requests, seconds, url } = workerData as LatencyLoadSettings

const taken: Array<number> = []
let connection = 0
const running = autocannon(
  {
    url,
    connections: requests.length,
    duration: seconds,
    setupClient: (client) =>
      client.setRequests(
        Array.from(requests[connection++] ?? [], (one) => ({ ...one, headers: { ...headers } }))
      )
  },
  (error, result) => {
    // Whoever started the thread is told.
    if (error) throw error
    const report: LatencyLoadReport = { taken, errors: result.errors, refusals: result.non2xx }
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    parentPort?.postMessage(report)
  }
)
running.on("response", (_client, _status, _bytes, millis) => taken.push(millis))
