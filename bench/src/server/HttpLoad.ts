/**
 * Load over HTTP by autocannon: how many requests a second are answered, and how long each takes.
 */
import autocannon from "autocannon"
import { Effect } from "effect"
import { attempt, BenchFailed } from "../Bench.ts"
import { token } from "./BenchHost.ts"
import type { LatencyLoadReport, LatencyLoadSettings, LatencyRequest } from "./LatencyLoad.ts"
import type { PacedLoadSettings } from "./PacedLoad.ts"
import * as ThreadLoad from "./ThreadLoad.ts"

export interface HttpLoadOptions {
  readonly bench: string
  readonly url: string
  readonly connections: number
  readonly seconds: number
}

const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" }

/** Requests a second; asked by a thread of its own. */
export const rate = Effect.fnUntraced(function* ({ bench, connections, seconds, url }: HttpLoadOptions) {
  const result = yield* attempt(bench, () =>
    autocannon({ url, connections, duration: seconds, headers, workers: 1 })
  )
  yield* allAnswered(bench, result)
  return result.requests.average
})

export interface HttpLatencyOptions {
  readonly bench: string
  readonly url: string
  readonly seconds: number
  /** Requests a second of each connection; as fast as it is answered when left out. */
  readonly pace?: number
  /** What each connection asks in turn. */
  readonly requests: ReadonlyArray<ReadonlyArray<LatencyRequest>>
}

/** Milliseconds of each request; asked by a thread of its own. */
export const latencies = ({ bench, pace, requests, seconds, url }: HttpLatencyOptions) =>
  Effect.scoped(
    Effect.gen(function* () {
      const settings = { url, headers, seconds, requests } satisfies LatencyLoadSettings
      const thread = yield* pace === undefined
        ? ThreadLoad.start<LatencyLoadReport>(bench, "LatencyLoad.ts", settings)
        : ThreadLoad.start<LatencyLoadReport>(bench, "PacedLoad.ts", {
            ...settings,
            pace
          } satisfies PacedLoadSettings)
      const { errors, refusals, taken } = yield* thread.next
      yield* allAnswered(bench, { errors, non2xx: refusals })
      return taken
    })
  )

/** A figure about refusals would be none. */
const allAnswered = (bench: string, result: Pick<autocannon.Result, "errors" | "non2xx">) =>
  result.errors + result.non2xx === 0
    ? Effect.void
    : Effect.fail(
        new BenchFailed({
          bench,
          cause: new Error(`${result.errors} errors and ${result.non2xx} refusals under load`)
        })
      )
