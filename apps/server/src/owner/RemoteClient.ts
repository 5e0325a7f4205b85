/**
 * The catalogue's client over the socket of the owning process. One connection: when it is lost it stays lost.
 */
import * as NodeSocket from "@effect/platform-node/NodeSocket"
import type { Actor } from "@layercake/core/actor/Actor"
import { Deferred, Effect, Layer, Schedule, Schema } from "effect"
import { RpcClient, type RpcClientError, RpcSerialization } from "effect/rpc"
import { ActorHeader, actorHeader, RemoteCatalogue } from "./RemoteCatalogue.ts"

const encodeActor = Schema.encodeSync(ActorHeader)

export const headersOf = (actor: Actor): Readonly<Record<string, string>> => ({
  [actorHeader]: encodeActor(actor)
})

/** The client, and what ends when the connection does. Nothing listening shows in the first call. */
export const connect = Effect.fnUntraced(function* (path: string) {
  const lost = yield* Deferred.make<void>()
  const connection = RpcClient.layerProtocolSocket({ retryPolicy: Schedule.recurs(0) }).pipe(
    Layer.provide(RpcSerialization.layerNdjson),
    Layer.provide(NodeSocket.layerNet({ path, openTimeout: "5 seconds" })),
    Layer.provide(
      Layer.succeed(RpcClient.ConnectionHooks, {
        onConnect: Effect.void,
        onDisconnect: Effect.asVoid(Deferred.succeed(lost, undefined))
      })
    )
  )
  const client: RemoteClient = yield* RpcClient.make(RemoteCatalogue).pipe(
    Effect.provide(yield* Layer.build(connection))
  )
  return { client, lost: Deferred.await(lost) }
})

/** Named, so that its type is worked out once. */
export interface RemoteClient extends RpcClient.FromGroup<
  typeof RemoteCatalogue,
  RpcClientError.RpcClientError
> {}
