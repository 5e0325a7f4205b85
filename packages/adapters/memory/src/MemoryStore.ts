/**
 * The store ports in one process, over one state, so that an append is one transaction with views and jobs.
 * Everything is lost with the process.
 */
import { BlobStore } from "@layercake/core/store/BlobStore"
import { EventStore } from "@layercake/core/store/EventStore"
import { JobQueue } from "@layercake/core/store/JobQueue"
import { ReadModelStore } from "@layercake/core/store/ReadModelStore"
import { Context, Duration, Effect, Layer } from "effect"
import * as Digest from "effect/crypto/Digest"
import * as MemoryBlobStore from "./MemoryBlobStore.ts"
import * as MemoryEventStore from "./MemoryEventStore.ts"
import * as MemoryJobQueue from "./MemoryJobQueue.ts"
import * as MemoryReadModelStore from "./MemoryReadModelStore.ts"
import { makeState, type MemoryState } from "./MemoryState.ts"

export interface MemoryStoreOptions {
  /** How long a job stays with its worker without a heartbeat; 30 seconds when left out. */
  readonly lease?: Duration.Input
}

type Stores = EventStore | ReadModelStore | BlobStore | JobQueue

/**
 * Over a state that the caller keeps: ending everything that runs and building this layer anew on the same state is
 * what a crash looks like. Leases of the runtime that is gone are taken back with `JobQueue.reclaim`.
 */
export const layerWith = (
  state: MemoryState,
  { lease = "30 seconds" }: MemoryStoreOptions = {}
): Layer.Layer<Stores> =>
  Layer.effectContext(
    Effect.gen(function* () {
      const digest = yield* Digest.Digest
      return Context.make(EventStore, MemoryEventStore.make(state)).pipe(
        Context.add(ReadModelStore, MemoryReadModelStore.make(state)),
        Context.add(BlobStore, MemoryBlobStore.make(state, digest)),
        Context.add(JobQueue, MemoryJobQueue.make(state, Duration.fromInputUnsafe(lease)))
      )
    })
  ).pipe(Layer.provide(Digest.layerWebCrypto))

/** A fresh, empty state each time the layer is built. */
export const layer: Layer.Layer<Stores> = Layer.suspend(() => layerWith(makeState()))
