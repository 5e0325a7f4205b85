/**
 * What those who watch the host ask: whether it lives, whether it takes calls, whether its store answers, and its metrics.
 */
import { EventStore } from "@layercake/core/store/EventStore"
import { Effect } from "effect"
import { HttpServerResponse } from "effect/http"
import type { HttpRouter } from "effect/http"
import { PrometheusMetrics } from "effect/observability"
import * as HttpProblem from "./HttpProblem.ts"
import type { HttpTraffic } from "./HttpTraffic.ts"

/** How long the store may take to be called healthy. */
const patience = "3 seconds"

export const register = Effect.fnUntraced(function* (router: HttpRouter.HttpRouter, traffic: HttpTraffic) {
  const store = yield* EventStore
  const database = Effect.suspend(() => store.horizon).pipe(
    Effect.timeout(patience),
    Effect.map((position) => said({ status: "ok", position })),
    Effect.catchCause(() => Effect.succeed(HttpProblem.toResponse(storeSilent)))
  )
  yield* router.add("GET", "/health", Effect.succeed(said({ status: "ok" })))
  yield* router.add(
    "GET",
    "/health/ready",
    Effect.suspend(() =>
      traffic.isStopping() ? Effect.succeed(HttpProblem.toResponse(HttpProblem.stopping)) : database
    )
  )
  yield* router.add("GET", "/health/db", database)
  yield* router.add(
    "GET",
    "/metrics",
    Effect.map(PrometheusMetrics.format(), (text) =>
      HttpServerResponse.text(text, { contentType: "text/plain; version=0.0.4; charset=utf-8" })
    )
  )
})

const said = (body: Readonly<Record<string, unknown>>) =>
  HttpServerResponse.jsonUnsafe(body, { headers: { "cache-control": "no-store" } })

const storeSilent = new HttpProblem.HttpProblem({
  status: 503,
  code: "store-unavailable",
  title: "Unavailable",
  detail: "The store does not answer.",
  headers: { "retry-after": "5" }
})
