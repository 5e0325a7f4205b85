/**
 * The HTTP face of a host: the catalogue as RPC and as an HTTP API with its description, and what those ask who watch the
 * host. Has no logic of its own about what is asked.
 */
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import type { EventStore } from "@layercake/core/store/EventStore"
import type { Credentials } from "@layercake/runtime/account/Credentials"
import { ProjectStates } from "@layercake/runtime/project/ProjectStates"
import { Context, Duration, Effect, Layer, Schema } from "effect"
import { HttpRouter, HttpServer, type HttpServerError, HttpServerRequest } from "effect/http"
import { RateLimiter } from "effect/persistence"
import type { Rpc } from "effect/rpc"
import { createServer } from "node:http"
import * as ApiRoute from "./ApiRoute.ts"
import * as CallerSession from "./CallerSession.ts"
import * as DocumentRoute from "./DocumentRoute.ts"
import * as HealthRoute from "./HealthRoute.ts"
import * as HttpMetric from "./HttpMetric.ts"
import type { HttpSetting } from "./HttpSetting.ts"
import * as HttpTraffic from "./HttpTraffic.ts"
import * as LogInLimit from "./LogInLimit.ts"
import * as OperationCall from "./OperationCall.ts"
import type { Operations } from "./OperationEntry.ts"
import * as OperationRoute from "./OperationRoute.ts"
import * as RepeatedCall from "./RepeatedCall.ts"
import * as RequestGuard from "./RequestGuard.ts"
import * as RpcRoute from "./RpcRoute.ts"
import * as SlowReader from "./SlowReader.ts"

/** Where it listens. */
export class HttpFace extends Context.Service<HttpFace, { readonly url: string; readonly port: number }>()(
  "@layercake/server/http/HttpFace"
) {}

/** Nothing can listen there: the setting names another place, or another process has it. */
export class ListenFailed extends Schema.TaggedError<ListenFailed>()("ListenFailed", {
  host: Schema.String,
  port: Schema.Int,
  cause: Schema.Defect()
}) {
  override get message() {
    const code = this.cause instanceof Error && "code" in this.cause ? this.cause.code : undefined
    switch (code) {
      case "EADDRINUSE":
        return `--port ${this.port} on ${this.host} is in use by another process. Name another port, or 0 for any.`
      case "EACCES":
        return `--port ${this.port} may not be listened on by this user. Name one above 1023.`
      case "EADDRNOTAVAIL":
      case "ENOTFOUND":
        return `--host ${this.host} is no address of this machine.`
      default:
        return `Cannot listen at --host ${this.host} --port ${this.port}.`
    }
  }
}

type Requirements =
  | Rpc.ToHandler<Operations>
  | Rpc.Middleware<Operations>
  | Rpc.ServicesServer<Operations>
  | EventStore
  | ProjectStates
  | Credentials

/** Answers until its scope is closed, which waits for calls in flight. */
export const layer = (setting: HttpSetting): Layer.Layer<HttpFace, ListenFailed, Requirements> =>
  Layer.effect(
    HttpFace,
    Effect.gen(function* () {
      const { limits } = setting
      const calls = yield* OperationCall.make
      const sessionOf = yield* CallerSession.make
      const traffic = yield* HttpTraffic.make(limits, () => 0)
      const answer = OperationRoute.make({
        calls,
        sessionOf,
        traffic,
        limits,
        repeated: yield* RepeatedCall.make,
        states: yield* ProjectStates,
        logIns: yield* LogInLimit.make(limits)
      })
      const routed = yield* HttpRouter.toHttpEffect(
        HttpRouter.use((router) =>
          Effect.gen(function* () {
            yield* RpcRoute.register(router, { sessionOf, traffic, limits })
            yield* HealthRoute.register(router, traffic)
            yield* ApiRoute.register(router, answer, limits)
            yield* DocumentRoute.register(router)
          })
        )
      )

      const server = yield* listen(setting)
      const guard = RequestGuard.make(setting, traffic)
      yield* server.serve(
        Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) => guard(request, routed))
      )
      // Before the server ends: whoever is in flight is still answered.
      yield* Effect.addFinalizer(() => traffic.stop)
      const address = addressOf(server.address)
      if (setting.listening !== undefined) yield* setting.listening(address.url)
      return address
    })
  ).pipe(Layer.provide(RateLimiter.layer.pipe(Layer.provide(RateLimiter.layerStoreMemory))))

const listen = ({ host, limits, port }: HttpSetting) =>
  Effect.gen(function* () {
    const services = yield* Effect.context<never>()
    const onSlow = () => Effect.runForkWith(services)(HttpMetric.slowReader)
    const arrival = Duration.toMillis(limits.arrival)
    return yield* NodeHttpServer.make(
      () =>
        createServer({
          maxHeaderSize: limits.headerBytes,
          requestTimeout: arrival,
          headersTimeout: Math.min(arrival, 10_000),
          connectionsCheckingInterval: Math.min(arrival, 5_000),
          keepAliveTimeout: 10_000
        }),
      {
        host,
        port,
        gracefulShutdownTimeout: "1 second",
        websocket: {
          maxPayload: limits.bodyBytes,
          WebSocket: SlowReader.boundedWebSocket(limits, onSlow),
          handleProtocols: (offered) => (offered.has(RpcRoute.subprotocol) ? RpcRoute.subprotocol : false)
        }
      }
    )
  }).pipe(
    Effect.mapError(
      (error: HttpServerError.ServeError) => new ListenFailed({ host, port, cause: error.cause })
    )
  )

const addressOf = (address: HttpServer.HttpServer["Service"]["address"]): HttpFace["Service"] => ({
  url: HttpServer.formatAddress(address),
  port: address._tag === "UnixPathAddress" ? 0 : address.port
})
