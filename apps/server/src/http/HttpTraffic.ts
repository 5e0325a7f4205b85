/**
 * What is under way: how many calls and streams, whose, and whether new ones are still taken. Knows nothing of what is
 * asked.
 */
import { Deferred, Effect, type Scope } from "effect"
import * as HttpMetric from "./HttpMetric.ts"
import * as HttpProblem from "./HttpProblem.ts"
import type { HttpLimits } from "./HttpSetting.ts"

export interface HttpTraffic {
  readonly isStopping: () => boolean
  /** Succeeds when no new calls are taken and those that would not end by themselves are to end. */
  readonly stopping: Effect.Effect<void>
  /** Done when no new calls are taken any more, unless the scope was closed before. */
  readonly whenStopping: (end: Effect.Effect<unknown>) => Effect.Effect<void, never, Scope.Scope>
  /** Succeeds when what was under way has come to its end, or has had its time. */
  readonly drained: Effect.Effect<void>
  /** Counts a call of this client while it is answered. */
  readonly counted: <A, E, R>(
    client: string,
    call: Effect.Effect<A, E, R>
  ) => Effect.Effect<A, E | HttpProblem.HttpProblem, R>
  /** Counts a stream of this client until the scope is closed. */
  readonly streaming: (client: string) => Effect.Effect<void, HttpProblem.HttpProblem, Scope.Scope>
  /** Takes no new calls, and waits for those in flight. */
  readonly stop: Effect.Effect<void>
}

/** `alsoRunning`: calls that are counted elsewhere. */
export const make = Effect.fnUntraced(function* (limits: HttpLimits, alsoRunning: () => number) {
  const stopped = yield* Deferred.make<void>()
  const drained = yield* Deferred.make<void>()
  const calls = makeCount(limits.callsPerClient)
  const streams = makeCount(limits.streamsPerClient)
  const ends = new Set<Effect.Effect<unknown>>()
  let isStopping = false
  return {
    isStopping: () => isStopping,
    stopping: Deferred.await(stopped),
    whenStopping: (end) =>
      Effect.asVoid(
        Effect.acquireRelease(
          Effect.suspend(() => (isStopping ? end : Effect.sync(() => ends.add(end)))),
          () => Effect.sync(() => ends.delete(end))
        )
      ),
    drained: Deferred.await(drained),
    counted: (client, call) =>
      Effect.andThen(
        Effect.suspend(() =>
          calls.enter(client) ? Effect.void : Effect.fail(full(`${limits.callsPerClient} calls at once`))
        ),
        Effect.ensuring(
          call,
          Effect.sync(() => calls.leave(client))
        )
      ),
    streaming: (client) =>
      Effect.asVoid(
        Effect.acquireRelease(
          Effect.suspend(() =>
            streams.enter(client)
              ? HttpMetric.streamsOpen(streams.total())
              : Effect.fail(full(`${limits.streamsPerClient} open streams`))
          ),
          () =>
            Effect.suspend(() => {
              streams.leave(client)
              return HttpMetric.streamsOpen(streams.total())
            })
        )
      ),
    stop: Effect.gen(function* () {
      isStopping = true
      yield* Deferred.succeed(stopped, undefined)
      yield* Effect.forEach(Array.from(ends), (end) => end, { discard: true })
      // The end of a scope cannot be interrupted, and this wait has to be.
      yield* Effect.sleep("10 millis").pipe(
        Effect.repeat({ while: () => calls.total() + alsoRunning() > 0 }),
        Effect.interruptible,
        Effect.timeoutOption(limits.drain)
      )
      yield* Deferred.succeed(drained, undefined)
    })
  } satisfies HttpTraffic as HttpTraffic
})

const full = (what: string) =>
  HttpProblem.tooMany(`One client may have ${what}. Wait until some have come to their end.`, 1)

const makeCount = (limit: number) => {
  const counts = new Map<string, number>()
  let total = 0
  return {
    total: () => total,
    enter: (client: string): boolean => {
      const count = counts.get(client) ?? 0
      if (count >= limit) return false
      counts.set(client, count + 1)
      total += 1
      return true
    },
    leave: (client: string): void => {
      total -= 1
      const count = (counts.get(client) ?? 1) - 1
      if (count === 0) counts.delete(client)
      else counts.set(client, count)
    }
  }
}
