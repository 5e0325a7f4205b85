/**
 * The store ports in one process, over one state, so that an append is one transaction with views and jobs.
 * Everything is lost with the process.
 */
import { AccountStore } from "@layercake/core/store/AccountStore"
import { BlobStore } from "@layercake/core/store/BlobStore"
import { CheckpointStore } from "@layercake/core/store/CheckpointStore"
import { EventStore } from "@layercake/core/store/EventStore"
import { JobQueue } from "@layercake/core/store/JobQueue"
import { ReadModelStore } from "@layercake/core/store/ReadModelStore"
import { SecretStore } from "@layercake/core/store/SecretStore"
import { SnapshotStore } from "@layercake/core/store/SnapshotStore"
import type { Stores } from "@layercake/core/store/Stores"
import { Context, Duration, Layer } from "effect"
import * as MemoryAccountStore from "./MemoryAccountStore.ts"
import * as MemoryBlobStore from "./MemoryBlobStore.ts"
import * as MemoryCheckpointStore from "./MemoryCheckpointStore.ts"
import * as MemoryEventStore from "./MemoryEventStore.ts"
import * as MemoryJobQueue from "./MemoryJobQueue.ts"
import * as MemoryReadModelStore from "./MemoryReadModelStore.ts"
import * as MemorySecretStore from "./MemorySecretStore.ts"
import * as MemorySnapshotStore from "./MemorySnapshotStore.ts"
import { makeState, type MemoryState } from "./MemoryState.ts"

export interface MemoryStoreOptions {
  /** How long a job stays with its worker without a heartbeat; 30 seconds when left out. */
  readonly lease?: Duration.Input
}

/**
 * Over a state that the caller keeps: ending everything that runs and building this layer anew on the same state is
 * what a crash looks like. Leases of the runtime that is gone are taken back with `JobQueue.reclaim`.
 */
export const layerWith = (
  state: MemoryState,
  { lease = "30 seconds" }: MemoryStoreOptions = {}
): Layer.Layer<Stores> =>
  Layer.succeedContext(
    Context.make(EventStore, MemoryEventStore.make(state)).pipe(
      Context.add(ReadModelStore, MemoryReadModelStore.make(state)),
      Context.add(CheckpointStore, MemoryCheckpointStore.make(state)),
      Context.add(SnapshotStore, MemorySnapshotStore.make(state)),
      Context.add(BlobStore, MemoryBlobStore.make(state)),
      Context.add(AccountStore, MemoryAccountStore.make(state.accounts)),
      Context.add(SecretStore, MemorySecretStore.make(state)),
      Context.add(JobQueue, MemoryJobQueue.make(state, Duration.fromInputUnsafe(lease)))
    )
  )

/** A fresh, empty state each time the layer is built. */
export const layer: Layer.Layer<Stores> = Layer.suspend(() => layerWith(makeState()))
