/**
 * Gives every call over RPC its caller, and holds the end of the host until what was begun is answered. Who the caller is
 * comes from the headers, in whichever way they are read.
 */
import { Session } from "@layercake/runtime/operation/Session"
import { type Duration, Effect, Layer } from "effect"
import type { Headers } from "effect/http"
import { RpcSchema } from "effect/rpc"
import { Authentication, type Unauthenticated } from "./RemoteCatalogue.ts"

export interface CallerAuthenticationOptions {
  readonly sessionOf: (headers: Headers.Headers) => Effect.Effect<Session["Service"], Unauthenticated>
  /** How long the end waits for calls that have begun. Whoever asks sees the connection close after it. */
  readonly grace: Duration.Input
}

export const layer = <E, R>(options: Effect.Effect<CallerAuthenticationOptions, E, R>) =>
  Layer.effect(
    Authentication,
    Effect.gen(function* () {
      const { grace, sessionOf } = yield* options
      let running = 0
      yield* Effect.addFinalizer(() =>
        Effect.sleep("10 millis").pipe(
          Effect.repeat({ while: () => running > 0 }),
          Effect.timeoutOption(grace)
        )
      )
      return Authentication.of((answer, { headers, rpc }) =>
        Effect.flatMap(sessionOf(headers), (session) => Effect.provideService(answer, Session, session)).pipe(
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
