/**
 * The catalogue as RPC over the network: `POST /rpc` with lines of JSON, and a WebSocket at `/rpc/ws`. Who asks comes from
 * the credential of each call, or of the connection.
 */
import type { CredentialRefused } from "@layercake/runtime/account/Credentials"
import type { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import { Effect, Layer, Predicate, Stream } from "effect"
import { HttpServerResponse } from "effect/http"
import type { HttpRouter } from "effect/http"
import { RpcSerialization, RpcServer } from "effect/rpc"
import * as CallerAuthentication from "../owner/CallerAuthentication.ts"
import { NetworkCatalogue, Unauthenticated } from "../owner/RemoteCatalogue.ts"
import * as CallerSession from "./CallerSession.ts"
import * as HttpProblem from "./HttpProblem.ts"
import type { HttpLimits } from "./HttpSetting.ts"
import type { HttpTraffic } from "./HttpTraffic.ts"
import * as KeptExit from "./KeptExit.ts"
import { clientOf } from "./OperationRoute.ts"
import * as RequestPayload from "./RequestPayload.ts"

/** The name of the protocol, which a page that gives its credential as another protocol is answered with. */
export const subprotocol = "layercake.rpc"

export interface RpcRouteOptions {
  readonly sessionOf: CallerSession.SessionOf
  readonly traffic: HttpTraffic
  readonly limits: HttpLimits
}

export const register = Effect.fnUntraced(function* (
  router: HttpRouter.HttpRouter,
  options: RpcRouteOptions
) {
  const { limits, sessionOf, traffic } = options
  const authentication = yield* Layer.build(
    CallerAuthentication.layer(
      Effect.succeed({
        grace: limits.drain,
        sessionOf: (headers) => Effect.mapError(sessionOf(headers), unauthenticated)
      })
    )
  )
  const serving = Effect.provideContext(authentication)
  const lines = Effect.provideService(RpcSerialization.RpcSerialization, serialization(limits))
  const settings = { disableFatalDefects: true }
  const overPost = yield* RpcServer.toHttpEffect(NetworkCatalogue, settings).pipe(serving, lines)
  const overSocket = yield* RpcServer.toHttpEffectWebsocket(NetworkCatalogue, settings).pipe(serving, lines)

  yield* router.add("POST", "/rpc", (request) =>
    Effect.gen(function* () {
      // Whoever sends a credential that is refused is told so at once, and the parts of the body are not.
      yield* Effect.mapError(sessionOf(request.headers), CallerSession.problemOf)
      const declared = Number(request.headers["content-length"] ?? 0)
      if (declared > limits.bodyBytes) return yield* RequestPayload.tooLarge(limits)
      return endingWith(yield* overPost, traffic)
    }).pipe(Effect.catchTag("HttpProblem", (problem) => Effect.succeed(HttpProblem.toResponse(problem))))
  )
  yield* router.add("GET", "/rpc/ws", (request) =>
    Effect.gen(function* () {
      if (request.headers["upgrade"]?.toLowerCase() !== "websocket") return yield* upgradeRequired
      yield* Effect.mapError(sessionOf(request.headers), CallerSession.problemOf)
      yield* traffic.streaming(clientOf(request))
      return yield* Effect.raceFirst(overSocket, Effect.as(traffic.drained, HttpServerResponse.empty()))
    }).pipe(Effect.catchTag("HttpProblem", (problem) => Effect.succeed(HttpProblem.toResponse(problem))))
  )
})

/** A stream of answers would not end by itself. */
const endingWith = (response: HttpServerResponse.HttpServerResponse, { stopping }: HttpTraffic) =>
  response.body._tag === "Stream"
    ? HttpServerResponse.stream(Stream.interruptWhen(response.body.stream, stopping), {
        status: response.status,
        headers: response.headers,
        contentType: response.headers["content-type"]
      })
    : response

const unauthenticated = (error: CredentialRefused | StoreUnavailable) =>
  new Unauthenticated({
    detail: error._tag === "CredentialRefused" ? error.message : "the store did not answer"
  })

const upgradeRequired = new HttpProblem.HttpProblem({
  status: 426,
  code: "upgrade-required",
  title: "Upgrade required",
  detail: "This is a WebSocket. Ask for an upgrade, or use POST /rpc.",
  headers: { upgrade: "websocket", connection: "Upgrade" }
})

/** Lines of JSON that are no longer and no deeper than anything else that comes. */
const serialization = (limits: HttpLimits): RpcSerialization.RpcSerialization["Service"] => {
  const lines = RpcSerialization.makeNdjson({ maxBufferSize: limits.bodyBytes })
  const { codecFor, lineOf } = KeptExit.make()
  return {
    ...lines,
    codecFor,
    makeUnsafe: () => {
      const { decode, encode } = lines.makeUnsafe()
      return {
        encode: (response) => lineOf(response) ?? encode(response),
        decode: (data) => {
          const messages = decode(data)
          return messages.every((message) => !isDeeper(message, limits.jsonDepth)) ? messages : [tooDeep]
        }
      }
    }
  }
}

/** Answered with a defect, as whatever is no message. */
const tooDeep = { _tag: "TooDeep" }

/** Walks level by level, so that nothing that came can use up the stack. */
const isDeeper = (value: unknown, limit: number): boolean => {
  let level: Array<unknown> = [value]
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > limit) return true
    level = level.flatMap((one) =>
      Predicate.isObjectOrArray(one) ? Object.values(one).filter(Predicate.isObjectOrArray) : []
    )
  }
  return false
}
