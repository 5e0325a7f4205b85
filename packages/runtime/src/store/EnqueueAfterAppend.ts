/**
 * An event store whose appends bring their jobs into a queue that lies elsewhere. Where queue and log share a database an
 * append keeps both or neither; here the append stands first, and its jobs follow. What does not arrive, because the queue
 * is away or this process ends in between, is asked for again by `reconcile/ReconcileSweep`, which such a composition
 * must have.
 */
import { type AppendRequest, EventStore } from "@layercake/core/store/EventStore"
import { JobQueue } from "@layercake/core/store/JobQueue"
import { Duration, Effect, Fiber, Layer, Schedule } from "effect"

/** An append waits so long for its jobs to arrive; then they go on trying without it. */
const patience = Duration.seconds(1)

/** For about a minute. */
const again = Schedule.min([Schedule.exponential("50 millis"), Schedule.spaced("5 seconds")]).pipe(
  Schedule.jittered,
  Schedule.upTo({ duration: "1 minute" })
)

/**
 * Over the stores that are there. A duplicate of an append brings its jobs again: the queue knows them, unless they never
 * arrived.
 */
export const layer: Layer.Layer<EventStore, never, EventStore | JobQueue> = Layer.effect(
  EventStore,
  Effect.gen(function* () {
    const store = yield* EventStore
    const queue = yield* JobQueue
    const scope = yield* Effect.scope

    const bring = ({ stream, jobs }: AppendRequest) =>
      queue.enqueue(jobs).pipe(
        Effect.retry(again),
        Effect.catch((error) =>
          Effect.logWarning(
            `${jobs.length} due jobs of ${stream} are not in the queue yet: ${error.message} What was appended stands, and the next reconciling asks for them again.`
          )
        )
      )

    return EventStore.of({
      ...store,
      append: Effect.fn("EnqueueAfterAppend.append")(function* (request) {
        const receipt = yield* store.append({ ...request, jobs: [] })
        if (request.jobs.length > 0) {
          // Whoever appends may be interrupted from here on: the jobs are on their way.
          const bringing = yield* Effect.forkIn(bring(request), scope, { startImmediately: true })
          yield* Effect.timeoutOption(Fiber.await(bringing), patience)
        }
        return receipt
      })
    })
  })
)
