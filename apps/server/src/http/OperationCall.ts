/**
 * Calls the handlers of the catalogue in this process, with the middleware that every face goes through, for who asks.
 */
import type { CallContext } from "@layercake/runtime/operation/CallContext"
import { CallContext as CallContextKey } from "@layercake/runtime/operation/CallContext"
import { Session } from "@layercake/runtime/operation/Session"
import { type Cause, Context, Deferred, Effect, Exit, Queue, Scope, Stream, Tracer } from "effect"
import { Headers } from "effect/http"
import { Rpc, RpcMessage, type RpcMiddleware } from "effect/rpc"
import { type OperationEntry, type OperationFailure, operations, type Operations } from "./OperationEntry.ts"

export interface CallOptions {
  readonly session: Session["Service"]
  readonly context?: CallContext["Service"] | undefined
  /** Done when it is known that the call is permitted, and before it is. */
  readonly before?: Effect.Effect<void, OperationFailure> | undefined
}

/** The arrays in which it comes, none of them empty, as far ahead of whoever takes them as may be. */
export type Delivery = Queue.Queue<ReadonlyArray<unknown>, OperationFailure | Cause.Done>

export class OperationCall extends Context.Service<
  OperationCall,
  {
    readonly call: (
      entry: OperationEntry,
      payload: unknown,
      options: CallOptions
    ) => Effect.Effect<unknown, OperationFailure>
    /**
     * What the operation delivers. Opening waits until it is decided whether it may be had, and a little for what comes
     * first, so that a refusal is known before anything is answered.
     */
    readonly open: (
      entry: OperationEntry,
      payload: unknown,
      options: CallOptions
    ) => Effect.Effect<Delivery, OperationFailure, Scope.Scope>
  }
>()("@layercake/server/http/OperationCall") {}

/** A member of the middleware as it is applied, whatever operation it is of. */
type Applied = (
  answer: Effect.Effect<unknown, OperationFailure, Scope.Scope>,
  options: Parameters<RpcMiddleware.RpcMiddleware<never, never, never>>[1]
) => Effect.Effect<unknown, OperationFailure, Scope.Scope>

/** Of the request that waits for what comes first. */
const patience = "250 millis"

/** Arrays of a stream that wait for whoever takes them. */
const ahead = 1

export const make: Effect.Effect<
  OperationCall["Service"],
  never,
  Rpc.ToHandler<Operations> | Rpc.Middleware<Operations>
> = Effect.gen(function* () {
  const services = yield* Effect.context<never>()
  const client = new Rpc.ServerClient(0)
  const prepared = new Map(
    operations.map((entry) => {
      const handler = Context.getUnsafe(
        services as Context.Context<unknown>,
        {
          key: entry.rpc.key
        } as unknown as Context.Key<unknown, Rpc.Handler<string>>
      )
      const middleware = Array.from(
        entry.rpc.middlewares,
        (service) => Context.getUnsafe(services, service) as unknown as Applied
      )
      return [entry.tag, { handler, middleware }] as const
    })
  )

  const run = (
    entry: OperationEntry,
    payload: unknown,
    { before, context, session }: CallOptions,
    answer: (
      result: ReturnType<Rpc.Handler<string>["handler"]>
    ) => Effect.Effect<unknown, OperationFailure, Scope.Scope>
  ): Effect.Effect<unknown, OperationFailure, Scope.Scope> => {
    const { handler, middleware } = prepared.get(entry.tag)!
    const options = {
      rpc: entry.rpc,
      client,
      requestId: RpcMessage.RequestId("http"),
      headers: Headers.empty,
      payload
    }
    const handled = Effect.suspend(() => answer(Rpc.unwrap(handler.handler(payload, options as never))))
    let effect: Effect.Effect<unknown, OperationFailure, Scope.Scope> =
      before === undefined ? handled : Effect.andThen(before, handled)
    for (const apply of middleware) effect = apply(effect, options as never)
    // What the handlers need is what they were built with: nothing else of the request reaches them.
    return Effect.updateContext(effect, (outer: Context.Context<Scope.Scope>) => {
      const scope = Context.get(outer, Scope.Scope)
      let inner = Context.add(Context.add(handler.context, Session, session), Scope.Scope, scope)
      if (context !== undefined) inner = Context.add(inner, CallContextKey, context)
      const span = Context.getOrUndefined(outer, Tracer.ParentSpan)
      return span === undefined ? inner : Context.add(inner, Tracer.ParentSpan, span)
    })
  }

  return OperationCall.of({
    call: (entry, payload, options) =>
      Effect.scoped(
        run(entry, payload, options, (result) => result as Effect.Effect<unknown, OperationFailure>)
      ),
    open: Effect.fnUntraced(function* (entry, payload, options) {
      const queue = yield* Queue.bounded<ReadonlyArray<unknown>, OperationFailure | Cause.Done>(ahead)
      const decided = yield* Deferred.make<void>()
      const begun = yield* Deferred.make<void>()
      const ended = yield* Deferred.make<void, OperationFailure>()
      yield* run(entry, payload, options, (result) =>
        Effect.andThen(
          Deferred.succeed(decided, undefined),
          Stream.runForEachArray(result as Stream.Stream<unknown, OperationFailure>, (values) =>
            Effect.andThen(Deferred.succeed(begun, undefined), Queue.offer(queue, values))
          )
        )
      ).pipe(
        Effect.onExit((exit) =>
          Effect.andThen(
            Deferred.done(ended, Exit.asVoid(exit)),
            Exit.isSuccess(exit) ? Queue.end(queue) : Queue.failCause(queue, exit.cause)
          )
        ),
        Effect.ignoreCause,
        Effect.forkScoped
      )
      yield* Effect.raceFirst(Deferred.await(ended), Deferred.await(decided))
      yield* Effect.raceFirst(Deferred.await(ended), Deferred.await(begun)).pipe(
        Effect.timeoutOption(patience)
      )
      return queue
    })
  })
})
