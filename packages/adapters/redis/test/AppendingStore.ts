/**
 * A memory event store whose appends bring their jobs into the queue that is there, for the suites that append.
 */
import { EventStore } from "@layercake/core/store/EventStore"
import { JobQueue } from "@layercake/core/store/JobQueue"
import * as MemoryStore from "@layercake/memory/MemoryStore"
import { Effect, Layer } from "effect"

export const layer: Layer.Layer<EventStore, never, JobQueue> = Layer.effect(
  EventStore,
  Effect.gen(function* () {
    const [store, queue] = [yield* EventStore, yield* JobQueue]
    return EventStore.of({
      ...store,
      append: (request) =>
        Effect.tap(store.append({ ...request, jobs: [] }), () => queue.enqueue(request.jobs))
    })
  })
).pipe(Layer.provide(Layer.effect(EventStore, EventStore).pipe(Layer.provide(MemoryStore.layer))))
