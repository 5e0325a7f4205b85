/**
 * The catalogue's client for a process of this machine, whoever answers for the data folder. When the owner that it is
 * attached to ends, the next one takes over: what only asks is asked again, and who follows the log goes on where it was.
 */
import { Catalogue } from "@layercake/core/operation/Catalogue"
import { OperationMark } from "@layercake/core/operation/OperationMark"
import { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import { Cause, Context, Deferred, Effect, Option, Predicate, Ref, Result, Stream } from "effect"
import { type Rpc, type RpcClientError, RpcSchema } from "effect/rpc"
import { CallUnanswered, type LayercakeClient } from "../LayercakeClient.ts"
import * as FolderHolder from "./FolderHolder.ts"
import * as RemoteClient from "./RemoteClient.ts"

type Call = (payload: unknown, options: { readonly headers: Readonly<Record<string, string>> }) => unknown
/** Those of the operation pass as they are. */
type CallError = StoreUnavailable | CallUnanswered | RpcClientError.RpcClientError
type Answer = Effect.Effect<unknown, CallError>
type Answers = Stream.Stream<unknown, CallError>
type Current = Effect.Effect<FolderHolder.FolderHolder, StoreUnavailable>

/** Its first opening fails as itself; later ones fail the calls that wait for them. */
export const make = Effect.fnUntraced(function* <E, R>(options: FolderHolder.FolderHolderOptions<E, R>) {
  const first = yield* FolderHolder.find(options)
  const current = yield* Ref.make<Current>(Effect.succeed(first))
  let running = 0
  const follow = Effect.gen(function* () {
    for (let holder = first; ;) {
      yield* holder.lost
      const next = yield* Deferred.make<FolderHolder.FolderHolder, StoreUnavailable>()
      yield* Ref.set(current, Deferred.await(next))
      if (holder.isOwn) {
        yield* Effect.sleep("5 millis").pipe(Effect.repeat({ while: () => running > 0 }))
        yield* holder.leave
      }
      const found = yield* Effect.result(FolderHolder.find(options, holder.isOwn ? "released" : "lost"))
      // Not before: the calls first have to learn that the connection is lost.
      if (!holder.isOwn) yield* holder.leave
      if (Result.isFailure(found))
        return yield* Deferred.fail(
          next,
          new StoreUnavailable({ operation: "connect", cause: found.failure })
        )
      holder = found.success
      yield* Ref.set(current, Effect.succeed(holder))
      yield* Deferred.succeed(next, holder)
    }
  })
  yield* Effect.forkScoped(follow)

  const headers = RemoteClient.headersOf(options.actor)
  const now = Effect.flatten(Ref.get(current))
  /** Waits until somebody else answers. */
  const after = (gone: FolderHolder.FolderHolder) =>
    now.pipe(Effect.delay("5 millis"), Effect.repeat({ while: (holder) => holder === gone, times: 1000 }))

  /** This process does not give the folder up before the call is answered. */
  const busy = Effect.acquireRelease(
    Effect.sync(() => void (running += 1)),
    () => Effect.sync(() => void (running -= 1))
  )

  const ask = (tag: string, mayRepeat: boolean) => (payload: unknown) => {
    const attempt = (holder: FolderHolder.FolderHolder): Answer =>
      Effect.scoped(Effect.andThen(busy, callOf(holder, tag)(payload, { headers }) as Answer)).pipe(
        Effect.catchCauseIf(wasCutOff(holder), (cause) =>
          mayRepeat ? Effect.flatMap(after(holder), attempt) : new CallUnanswered({ operation: tag, cause })
        )
      )
    return Effect.flatMap(now, attempt)
  }

  const listen = (tag: string) => (payload: unknown) =>
    Stream.unwrap(
      Effect.map(Effect.tap(now, busy), (holder) =>
        (callOf(holder, tag)(payload, { headers }) as Answers).pipe(
          Stream.catchCauseIf(wasCutOff(holder), (cause) =>
            Stream.fail(new CallUnanswered({ operation: tag, cause }))
          )
        )
      )
    )

  /** Goes on from where it was, whoever answers. */
  const listenOn = (tag: string) => (payload: unknown) =>
    Stream.suspend(() => {
      let request = payload
      const attempt = (holder: FolderHolder.FolderHolder): Answers => {
        let isLost = false
        const lost = Effect.tap(holder.lost, () => Effect.sync(() => (isLost = true)))
        return (callOf(holder, tag)(request, { headers }) as Answers).pipe(
          Stream.tap((item) => Effect.sync(() => (request = continued(request, item)))),
          Stream.interruptWhen(holder.isOwn ? lost : Effect.never),
          Stream.catchCauseIf(wasCutOff(holder), () =>
            Stream.fromEffectDrain(Effect.sync(() => (isLost = true)))
          ),
          Stream.concat(
            Stream.suspend(() => (isLost ? Stream.unwrap(Effect.map(after(holder), attempt)) : Stream.empty))
          )
        )
      }
      return Stream.unwrap(Effect.map(now, attempt))
    })

  return Object.fromEntries(
    Array.from(Catalogue.requests.values() as Iterable<Rpc.AnyWithProps>, (rpc) => {
      const mark = Context.getUnsafe(rpc.annotations, OperationMark)
      const isStream = RpcSchema.isStreamSchema(rpc.successSchema)
      const method = rpc._tag === followed ? listenOn : isStream ? listen : undefined
      return [rpc._tag, method?.(rpc._tag) ?? ask(rpc._tag, mark.effect === "read" || mark.idempotent)]
    })
  ) as unknown as LayercakeClient["Service"]
})

/** The stream that can go on from where it was. */
const followed = "events.stream"

const continued = (request: unknown, item: unknown): unknown =>
  Predicate.hasProperty(item, "position") ? { ...(request as object), after: item.position } : request

/** The connection broke, or the other process ended what it was doing as it ended itself. */
const wasCutOff =
  ({ isOwn }: FolderHolder.FolderHolder) =>
  (cause: Cause.Cause<CallError>) =>
    !isOwn &&
    (Cause.hasInterruptsOnly(cause) ||
      Option.exists(Cause.findErrorOption(cause), (error) => error._tag === "RpcClientError"))

const callOf = ({ client }: FolderHolder.FolderHolder, tag: string) =>
  (client as unknown as Readonly<Record<string, Call>>)[tag]!
