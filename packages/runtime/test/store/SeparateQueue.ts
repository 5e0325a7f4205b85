/**
 * A log and a queue that do not share a store, on memory, for tests: both outlive a process, and the queue can be away.
 */
import { EventStore } from "@layercake/core/store/EventStore"
import { JobQueue } from "@layercake/core/store/JobQueue"
import { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import { makeState } from "@layercake/memory/MemoryState"
import * as MemoryStore from "@layercake/memory/MemoryStore"
import { Effect, Layer } from "effect"
import * as EnqueueAfterAppend from "../../src/store/EnqueueAfterAppend.ts"

export const makeSeparate = () => ({
  log: makeState(),
  queue: makeState(),
  /** `hangs`: what is asked of it is never answered, as when this process ends before. */
  queueIs: "there" as "there" | "away" | "hangs",
  /** Times that a stream of the log was read. */
  reads: 0
})
export type Separate = ReturnType<typeof makeSeparate>

/** The queue on its own. */
const queueLayer = (world: Separate) =>
  Layer.effect(
    JobQueue,
    Effect.map(JobQueue, (queue) => ({
      ...queue,
      enqueue: (jobs) =>
        Effect.suspend(() => {
          if (world.queueIs === "hangs") return Effect.never
          return world.queueIs === "away"
            ? Effect.fail(new StoreUnavailable({ operation: "enqueue", cause: new Error("away") }))
            : queue.enqueue(jobs)
        })
    }))
  ).pipe(Layer.provide(MemoryStore.layerWith(world.queue)))

/** Every store port, as one process has them. */
export const stores = (world: Separate) => {
  const counted = Layer.effect(
    EventStore,
    Effect.map(EventStore, (store) => ({
      ...store,
      versions: (streams) => {
        world.reads += streams.length
        return store.versions(streams)
      },
      readStream: (...args) => {
        world.reads += 1
        return store.readStream(...args)
      }
    }))
  )
  return EnqueueAfterAppend.layer.pipe(
    Layer.provideMerge(
      Layer.merge(counted.pipe(Layer.provideMerge(MemoryStore.layerWith(world.log))), queueLayer(world))
    )
  )
}
