/**
 * What every queue under measurement can do.
 */
import { Deferred, Effect, Random } from "effect"
import type { BenchFailed } from "./Bench.ts"
import { median } from "./Figure.ts"

export interface QueueContender {
  /** Fills the queue with so many no-op jobs, then empties it; jobs done a second, without the filling. */
  readonly drain: (jobs: number) => Effect.Effect<number, BenchFailed>
  /** One job at a time with idle workers: median milliseconds from asking for it to a worker having it. */
  readonly pickUp: (jobs: number) => Effect.Effect<number, BenchFailed>
}

/** Filled in so large steps. */
export const fillBatch = 1000

/** How a worker says when it got the job. */
export interface PickUps {
  readonly picked: () => void
  /** Asks for one job after another, each when the queue has been idle for a moment. */
  readonly measure: <E>(
    jobs: number,
    enqueue: (index: number) => Effect.Effect<unknown, E>
  ) => Effect.Effect<number, E>
}

export const makePickUps = (): PickUps => {
  let waiting = Deferred.makeUnsafe<number>()
  return {
    picked: () => Deferred.doneUnsafe(waiting, Effect.succeed(performance.now())),
    measure: Effect.fnUntraced(function* (jobs, enqueue) {
      const taken: Array<number> = []
      for (let index = 0; index < jobs; index += 1) {
        yield* Effect.sleep(yield* Random.nextIntBetween(20, 60))
        waiting = Deferred.makeUnsafe()
        const asked = performance.now()
        yield* enqueue(index)
        taken.push((yield* Deferred.await(waiting)) - asked)
      }
      return median(taken)
    })
  }
}
