/**
 * What every request passes, whatever it asks: is it meant for this host, may pages of its origin ask, is there room. What is
 * sent back says how browsers are to treat it.
 */
import { ByteSize, Cause, Effect, Schema, type Scope, Stream } from "effect"
import {
  HttpIncomingMessage,
  type HttpServerError,
  type HttpServerRequest,
  HttpServerResponse
} from "effect/http"
import * as HttpProblem from "./HttpProblem.ts"
import type { HttpSetting } from "./HttpSetting.ts"
import type { HttpTraffic } from "./HttpTraffic.ts"
import { clientOf, faultOf } from "./OperationRoute.ts"
import * as SlowReader from "./SlowReader.ts"

type Request = HttpServerRequest.HttpServerRequest
type Response = HttpServerResponse.HttpServerResponse

/** Strict for what is no page; a page brings its own `content-security-policy`. */
const security: Readonly<Record<string, string>> = {
  "content-security-policy":
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=()"
}

export const make = (setting: HttpSetting, traffic: HttpTraffic) => {
  const isForThisHost = hostCheck(setting)
  const crossOrigin = corsOf(setting)
  const maxBody = ByteSize.bytes(setting.limits.bodyBytes)

  const admitted = <E, R>(
    request: Request,
    handled: Effect.Effect<Response, E, R>
  ): Effect.Effect<Response, E | HttpProblem.HttpProblem, R> => {
    if (!isForThisHost(request.headers["host"])) return Effect.fail(misdirected)
    const path = request.url.split("?", 1)[0] ?? ""
    if (path.startsWith("/health") || path === "/metrics") return handled
    if (traffic.isStopping()) return Effect.fail(HttpProblem.stopping)
    // A WebSocket is under way for as long as it is open, and is counted as a stream.
    return path === "/rpc/ws" ? handled : traffic.counted(clientOf(request), handled)
  }

  return <E, R>(
    request: Request,
    handled: Effect.Effect<Response, E, R>
  ): Effect.Effect<Response, never, R | Scope.Scope> => {
    const cors = crossOrigin(request)
    if (request.method === "OPTIONS" && request.headers["access-control-request-method"] !== undefined)
      return Effect.succeed(HttpServerResponse.empty({ status: 204, headers: { ...cors, vary: "origin" } }))
    return admitted(request, handled).pipe(
      Effect.provideService(HttpIncomingMessage.MaxBodySize, maxBody),
      Effect.catchCause((cause) =>
        Cause.hasInterruptsOnly(cause)
          ? Effect.interrupt
          : Effect.map(problemOf(request, cause), HttpProblem.toResponse)
      ),
      Effect.map((response) => finished(request, response, cors))
    )
  }

  function finished(request: Request, response: Response, cors: Readonly<Record<string, string>>): Response {
    const headed = HttpServerResponse.setHeaders(response, { ...security, ...cors, ...response.headers })
    return response.body._tag === "Stream" ? streamed(request, headed, response.body.stream) : headed
  }

  /** Ends when its reader does not read. */
  function streamed(
    request: Request,
    response: Response,
    stream: Stream.Stream<Uint8Array, unknown>
  ): Response {
    const watched = Stream.unwrap(
      Effect.as(Effect.forkScoped(SlowReader.watch(request, setting.limits)), stream)
    )
    return HttpServerResponse.stream(watched, {
      status: response.status,
      headers: response.headers,
      contentType: response.headers["content-type"]
    })
  }
}

const problemOf = Effect.fnUntraced(function* (request: Request, cause: Cause.Cause<unknown>) {
  const error = Cause.squash(cause)
  if (isProblem(error)) return error
  if (isRouteNotFound(error)) return HttpProblem.notFound(request.url.split("?", 1)[0]!.slice(0, 200))
  return yield* faultOf(request.method, cause)
})

const isProblem = Schema.is(HttpProblem.HttpProblem)

const isRouteNotFound = (error: unknown): boolean =>
  error instanceof Error &&
  "_tag" in error &&
  error._tag === "HttpServerError" &&
  (error as HttpServerError.HttpServerError).reason._tag === "RouteNotFound"

const loopback = new Set(["localhost", "127.0.0.1", "[::1]"])

const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || /^127(?:\.\d{1,3}){3}$/.test(host)

/**
 * A page of anywhere can have its own name point at this machine. So a host that listens for this machine alone answers
 * only to names of this machine, and to those that it was given.
 */
const hostCheck = ({ host, hostNames }: HttpSetting) => {
  if (!isLoopback(host)) return () => true
  const names = new Set([...loopback, host.toLowerCase(), ...hostNames.map((name) => name.toLowerCase())])
  return (header: string | undefined) => {
    const name = header?.toLowerCase().replace(/:\d{1,5}$/, "")
    return name !== undefined && names.has(name)
  }
}

const misdirected = new HttpProblem.HttpProblem({
  status: 421,
  code: "host-not-known",
  title: "Misdirected request",
  detail: "This server listens for this machine alone and does not go by that name. Name it with --host-name."
})

/** Credentials are sent as a header and never as a cookie, so an answer that a page may read is all there is to allow. */
const corsOf = ({ allowedOrigins }: HttpSetting) => {
  const isAll = allowedOrigins.includes("*")
  const named = new Set(allowedOrigins)
  return (request: Request): Readonly<Record<string, string>> => {
    const { origin } = request.headers
    if (origin === undefined || !(isAll || named.has(origin))) return {}
    return {
      "access-control-allow-origin": isAll ? "*" : origin,
      "access-control-allow-methods": "GET, POST, PATCH, PUT, DELETE",
      "access-control-allow-headers":
        "authorization, content-type, idempotency-key, if-match, if-none-match, last-event-id",
      "access-control-expose-headers": "etag, retry-after",
      "access-control-max-age": "600",
      "cross-origin-resource-policy": "cross-origin",
      vary: "origin"
    }
  }
}
