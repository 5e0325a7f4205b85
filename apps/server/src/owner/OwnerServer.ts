/**
 * Answers other processes of the same user on a socket, for as long as this one owns the data folder.
 */
import { everything } from "@layercake/core/account/Grant"
import * as NodeSocketServer from "@effect/platform-node/NodeSocketServer"
import { Session } from "@layercake/runtime/operation/Session"
import { Effect, Layer, Schema } from "effect"
import { RpcSchema, RpcSerialization, RpcServer } from "effect/rpc"
import { chmodSync, rmSync } from "node:fs"
import {
  ActorHeader,
  actorHeader,
  Authentication,
  RemoteCatalogue,
  Unauthenticated
} from "./RemoteCatalogue.ts"

const decodeActor = Schema.decodeUnknownEffect(ActorHeader)

/** How long the end of the owner waits for calls that have begun. Whoever asks sees the connection close after it. */
const grace = "5 seconds"

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

/** Gives every call its caller, and keeps the owner until what was begun is answered. */
const authentication = Layer.effect(
  Authentication,
  Effect.gen(function* () {
    let running = 0
    yield* Effect.addFinalizer(() =>
      Effect.sleep("10 millis").pipe(Effect.repeat({ while: () => running > 0 }), Effect.timeoutOption(grace))
    )
    return Authentication.of((answer, { headers, rpc }) =>
      decodeActor(headers[actorHeader]).pipe(
        Effect.mapError(
          () => new Unauthenticated({ detail: `the header ${actorHeader} does not hold an actor as JSON` })
        ),
        Effect.flatMap((actor) =>
          actor.kind === "person" || actor.kind === "automation"
            ? Effect.provideService(answer, Session, { actor, grant: everything })
            : Effect.fail(new Unauthenticated({ detail: `${actor.kind} is nobody who asks from outside` }))
        ),
        RpcSchema.isStreamSchema(rpc.successSchema)
          ? (call) => call
          : (call) =>
              Effect.acquireUseRelease(
                Effect.sync(() => void (running += 1)),
                () => call,
                () => Effect.sync(() => void (running -= 1))
              )
      )
    )
  })
)
