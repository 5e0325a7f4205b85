/**
 * What the memory store keeps. Plain data that outlives a runtime, so that a test can end everything in flight and
 * start again on the same "disk". Holds the rules of no port.
 */
import type { CommandId } from "@layercake/core/event/EventMetadata"
import type { BlobDigest } from "@layercake/core/store/Blob"
import type { AppendReceipt, StoredEvent } from "@layercake/core/store/EventStore"
import type { JobId, NewJob } from "@layercake/core/store/JobQueue"
import type { ViewRow } from "@layercake/core/store/ReadModelStore"
import { Effect } from "effect"

export interface MemoryJob {
  readonly job: NewJob
  /** Place in the line; given once. */
  readonly order: number
  readonly state: "waiting" | "running" | "dead"
  /** Epoch milliseconds: when a waiting job may be taken, and when the lease of a running one ends. */
  readonly due: number
  /** Names the last delivery. */
  readonly lease: string
  readonly attempt: number
  readonly error: string | null
}

export interface MemoryState {
  readonly events: Array<StoredEvent>
  readonly receipts: Map<CommandId, AppendReceipt>
  /** By `viewKey`. */
  readonly views: Map<string, ViewRow>
  readonly blobs: Map<BlobDigest, Uint8Array>
  readonly jobs: Map<JobId, MemoryJob>
  /** Counts orders and leases. */
  serial: number
  /** Counts changes. */
  revision: number
  readonly listeners: Set<() => void>
}

export const makeState = (): MemoryState => ({
  events: [],
  receipts: new Map(),
  views: new Map(),
  blobs: new Map(),
  jobs: new Map(),
  serial: 0,
  revision: 0,
  listeners: new Set()
})

/** Tells everybody who waits; called last, since who waits goes on at once. */
export const changed = (state: MemoryState): void => {
  state.revision += 1
  for (const listener of Array.from(state.listeners)) listener()
}

/** Waits until the state is no longer what it was at `revision`. */
export const changeSince = (state: MemoryState, revision: number): Effect.Effect<void> =>
  Effect.callback((resume) => {
    if (state.revision !== revision) return resume(Effect.void)
    const listener = () => {
      state.listeners.delete(listener)
      resume(Effect.void)
    }
    state.listeners.add(listener)
    return Effect.sync(() => state.listeners.delete(listener))
  })
