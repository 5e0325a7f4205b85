/**
 * The catalogue's client over a network: RPC to the server of a team, with a credential. Knows nothing of data folders.
 */
import { OperationMark } from "@layercake/core/operation/OperationMark"
import { Context, Effect, Layer, Option, Predicate, type Redacted, Schema, Stream } from "effect"
import { FetchHttpClient, HttpClient, type HttpClientError, HttpClientRequest } from "effect/http"
import { type Rpc, RpcClient, type RpcClientError, RpcSchema, RpcSerialization } from "effect/rpc"
import { LayercakeClient } from "../LayercakeClient.ts"
import { NetworkCatalogue } from "../owner/RemoteCatalogue.ts"

/** The server was not reached, did not answer as LayerCake does, or did not take the credential. */
export class ServerUnanswered extends Schema.TaggedError<ServerUnanswered>()("ServerUnanswered", {
  server: Schema.String,
  operation: Schema.String,
  /** HTTP status of an answer that was no answer to the call; null when there was none. */
  status: Schema.NullOr(Schema.Int),
  /** Something answered, and broke off or does not speak as LayerCake does. */
  isBroken: Schema.Boolean,
  /** Asking again does no harm. */
  mayRepeat: Schema.Boolean,
  cause: Schema.Defect()
}) {
  override get message() {
    const { isBroken, mayRepeat, operation, server, status } = this
    if (status === 401) return `${server} does not take the credential. Log in again, or give another token.`
    if (status === 429) return `${server} was asked too often. Wait a little, then ask again.`
    if (status === 503) return `${server} cannot answer just now. Wait a little, then ask again.`
    const what = isBroken
      ? `broke off its answer to ${operation}, or is no LayerCake`
      : status === null
        ? `could not be reached for ${operation}`
        : `answered ${operation} with HTTP status ${status}`
    return `${server} ${what}. ${
      mayRepeat
        ? "Look whether it runs and the address is right."
        : "Look whether it was done before you ask again."
    }`
  }
}

export interface NetworkClientOptions {
  /** Address of the server, for example `https://layercake.example`. */
  readonly server: string
  /** Asked for at each call, so that it may change; none for what anybody may ask. */
  readonly bearer: Effect.Effect<Option.Option<Redacted.Redacted>>
}

type Call = (payload: unknown) => unknown
type Failure = RpcClientError.RpcClientError

export const layer = (options: NetworkClientOptions) => Layer.effect(LayercakeClient, make(options))

export const make = Effect.fnUntraced(function* ({ bearer, server }: NetworkClientOptions) {
  const http = Layer.effect(
    HttpClient.HttpClient,
    Effect.map(HttpClient.HttpClient, (client) =>
      client.pipe(
        HttpClient.mapRequestEffect((request) =>
          Effect.map(
            bearer,
            Option.match({
              onNone: () => request,
              onSome: (token) => HttpClientRequest.bearerToken(request, token)
            })
          )
        ),
        HttpClient.filterStatusOk
      )
    )
  ).pipe(Layer.provide(FetchHttpClient.layer))
  const protocol = RpcClient.layerProtocolHttp({ url: `${server.replace(/\/+$/, "")}/rpc` }).pipe(
    Layer.provide(RpcSerialization.layerNdjson),
    Layer.provide(http)
  )
  const client = yield* RpcClient.make(NetworkCatalogue).pipe(Effect.provide(yield* Layer.build(protocol)))

  return Object.fromEntries(
    Array.from(NetworkCatalogue.requests.values() as Iterable<Rpc.AnyWithProps>, (rpc) => {
      const mark = Context.getUnsafe(rpc.annotations, OperationMark)
      const call = (client as unknown as Readonly<Record<string, Call>>)[rpc._tag]!
      const unanswered = (error: Failure) =>
        new ServerUnanswered({
          server,
          operation: rpc._tag,
          status: statusOf(error),
          isBroken: isBroken(error),
          mayRepeat: mark.effect === "read" || mark.idempotent,
          cause: error
        })
      const ask: Call = RpcSchema.isStreamSchema(rpc.successSchema)
        ? (payload) =>
            (call(payload) as Stream.Stream<unknown, Failure>).pipe(
              Stream.catchTag("RpcClientError", (error) => Stream.fail(unanswered(error)))
            )
        : (payload) =>
            (call(payload) as Effect.Effect<unknown, Failure>).pipe(
              Effect.catchTag("RpcClientError", (error) => Effect.fail(unanswered(error)))
            )
      return [rpc._tag, ask]
    })
  ) as unknown as LayercakeClient["Service"]
})

/** Of an answer that was none of RPC. */
const statusOf = ({ reason }: Failure): number | null =>
  "cause" in reason && isStatus(reason.cause) ? reason.cause.response.status : null

/** A request that never left is the other case. */
const isBroken = ({ reason }: Failure): boolean =>
  reason._tag === "RpcClientDefect" ||
  (reason._tag === "HttpError" && (reason.kind === "DecodeError" || reason.kind === "EmptyBodyError"))

const isStatus = (cause: unknown): cause is HttpClientError.StatusCodeError =>
  Predicate.isTagged(cause, "StatusCodeError")
