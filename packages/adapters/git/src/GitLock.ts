/**
 * Locks of git: files named `*.lock` that a git process makes while it changes something and leaves behind when it is
 * killed. Knows what to do when one stands in the way.
 */
import { stat, unlink } from "node:fs/promises"
import { sep } from "node:path"
import { Clock, Effect, Option, Schedule } from "effect"
import type { GitFailure } from "./GitProcess.ts"

/**
 * Tries again while a lock in one of these repositories stands in the way. What runs here holds a lock for milliseconds,
 * so a lock that has stood for ten seconds has lost its owner and is removed. Gives up after fifteen seconds.
 */
export const waitForLocks =
  (repositories: ReadonlyArray<string>) =>
  <A, R>(use: Effect.Effect<A, GitFailure, R>): Effect.Effect<A, GitFailure, R> =>
    use.pipe(
      Effect.tapError((failure) =>
        Option.match(lockOf(repositories, failure), { onNone: () => Effect.void, onSome: removeAbandoned })
      ),
      Effect.retry({
        while: (failure) => Option.isSome(lockOf(repositories, failure)),
        schedule: Schedule.min([Schedule.exponential("20 millis"), Schedule.spaced("500 millis")]).pipe(
          Schedule.upTo({ duration: "15 seconds" })
        )
      })
    )

const abandonedMillis = 10_000

/** The lock git complains of, when it lies in one of the repositories. */
const lockOf = (repositories: ReadonlyArray<string>, failure: GitFailure): Option.Option<string> =>
  Option.fromNullishOr(/Unable to create '([^']+\.lock)': File exists/.exec(failure.detail)?.[1]).pipe(
    Option.filter((lock) => repositories.some((repository) => lock.startsWith(repository + sep)))
  )

const removeAbandoned = Effect.fnUntraced(function* (lock: string) {
  const now = yield* Clock.currentTimeMillis
  yield* Effect.tryPromise(() => stat(lock)).pipe(
    Effect.flatMap((stats) =>
      now - stats.mtimeMs > abandonedMillis ? Effect.tryPromise(() => unlink(lock)) : Effect.void
    ),
    // Gone meanwhile, or not ours to remove: the next attempt tells.
    Effect.ignore
  )
})
