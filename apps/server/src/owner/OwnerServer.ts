/**
 * Answers other processes of the same user on a socket, for as long as this one owns the data folder.
 */
import { everything } from "@layercake/core/account/Grant"
import * as NodeSocketServer from "@effect/platform-node/NodeSocketServer"
import { Effect, Layer, Schema } from "effect"
import { RpcSerialization, RpcServer } from "effect/rpc"
import { chmodSync, rmSync } from "node:fs"
import * as CallerAuthentication from "./CallerAuthentication.ts"
import { ActorHeader, actorHeader, RemoteCatalogue, Unauthenticated } from "./RemoteCatalogue.ts"

const decodeActor = Schema.decodeUnknownEffect(ActorHeader)

/**
 * `path`: of the socket. What lies there is of an owner that is gone: the folder's lock is held by this process.
 * `release`: what is done when the folder is wanted; null when it is kept.
 */
export const layer = (path: string, release: Effect.Effect<void> | null) =>
  RpcServer.layer(RemoteCatalogue, { disableFatalDefects: true }).pipe(
    Layer.provide(
      RemoteCatalogue.toLayerHandler("owner.release", () =>
        release === null ? Effect.succeed(false) : Effect.as(release, true)
      )
    ),
    Layer.provide(authentication),
    Layer.provide(RpcServer.layerProtocolSocketServer),
    Layer.provide(RpcSerialization.layerNdjson),
    Layer.provide(socket(path))
  )

const socket = (path: string) =>
  Layer.effectDiscard(
    Effect.acquireRelease(
      Effect.sync(() => chmodSync(path, 0o600)),
      () => Effect.sync(() => rmSync(path, { force: true }))
    )
  ).pipe(
    Layer.provideMerge(NodeSocketServer.layer({ path })),
    Layer.provideMerge(Layer.effectDiscard(Effect.sync(() => rmSync(path, { force: true }))))
  )

const authentication = CallerAuthentication.layer(
  Effect.succeed({
    grace: "5 seconds",
    sessionOf: (headers) =>
      decodeActor(headers[actorHeader]).pipe(
        Effect.mapError(
          () => new Unauthenticated({ detail: `the header ${actorHeader} does not hold an actor as JSON` })
        ),
        Effect.flatMap((actor) =>
          actor.kind === "person" || actor.kind === "automation"
            ? Effect.succeed({ actor, grant: everything })
            : Effect.fail(new Unauthenticated({ detail: `${actor.kind} is nobody who asks from outside` }))
        )
      )
  })
)
