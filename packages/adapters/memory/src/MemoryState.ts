/**
 * What the memory store keeps. Plain data that outlives a runtime, so that a test can end everything in flight and
 * start again on the same "disk". Holds the rules of no port.
 */
import type { CommandId } from "@layercake/core/event/EventMetadata"
import type { ProjectId } from "@layercake/core/project/Project"
import type { BlobDigest } from "@layercake/core/store/Blob"
import type { CheckpointKey } from "@layercake/core/store/CheckpointStore"
import type { AppendReceipt, Position, StoredEvent } from "@layercake/core/store/EventStore"
import type { JobId, JobState, NewJob, Tier } from "@layercake/core/store/JobQueue"
import type { ViewRow } from "@layercake/core/store/ReadModelStore"
import type { SecretScope } from "@layercake/core/store/SecretStore"
import type { Snapshot } from "@layercake/core/store/SnapshotStore"
import { Effect, type Redacted } from "effect"
import { makeAccounts, type MemoryAccounts } from "./MemoryAccountStore.ts"

export interface MemoryJob {
  readonly job: NewJob
  /** Counts arrivals. */
  readonly order: number
  /** In the line of its tier: `MemoryJobLine`. */
  readonly place: number
  readonly state: JobState
  /**
   * Epoch milliseconds: since when a waiting job may be taken, from when a delayed one may, when the lease of a running
   * one ends. Of the others: when it ended.
   */
  readonly due: number
  readonly enqueuedAt: number
  /** Epoch milliseconds of the last delivery. */
  readonly takenAt: number
  /** How long it waited for the last delivery. */
  readonly waitMillis: number
  /** Names the last delivery. */
  readonly lease: string
  readonly attempt: number
  readonly error: string | null
}

/** A delivery that ended. */
export interface MemoryDelivery {
  readonly outcome: "completed" | "retried" | "buried"
  readonly endedAt: number
  readonly waitMillis: number
  readonly runMillis: number
}

export interface MemoryTier {
  /** Those that wait, in the order in which they will be taken. */
  readonly line: Array<MemoryJob>
  /** Those whose time will come: delayed ones and running ones. */
  readonly timed: Set<JobId>
  /** Highest place that was handed out. */
  served: number
  /** Last place given to each project. */
  readonly lastPlaces: Map<ProjectId, number>
  paused: boolean
  /** Of the last hour, oldest first. */
  readonly deliveries: Array<MemoryDelivery>
  /** Counts what may let a waiting worker go on. */
  revision: number
}

export interface MemoryCheckpoint extends CheckpointKey {
  readonly position: Position
  /** Names the claim that counts; empty when the share was given back. */
  readonly token: string
  readonly leaseMillis: number
  /** Epoch milliseconds. */
  readonly leasedUntil: number
  /** Epoch milliseconds. */
  readonly updatedAt: number
}

export interface MemoryState {
  /** In order of position. */
  readonly events: Array<StoredEvent>
  /** Where the events of each stream lie in `events`; kept by `MemoryEventLog`. */
  readonly places: {
    readonly byStream: Map<ProjectId, Array<number>>
    count: number
    last: StoredEvent | undefined
  }
  readonly receipts: Map<CommandId, AppendReceipt>
  /** By `viewKey`. */
  readonly views: Map<string, ViewRow>
  readonly blobs: Map<BlobDigest, Uint8Array>
  readonly accounts: MemoryAccounts
  readonly secrets: Map<SecretScope, Map<string, Redacted.Redacted>>
  /** By `checkpointKey`. */
  readonly checkpoints: Map<string, MemoryCheckpoint>
  readonly snapshots: Map<ProjectId, ReadonlyArray<Snapshot>>
  readonly jobs: Map<JobId, MemoryJob>
  readonly tiers: Readonly<Record<Tier, MemoryTier>>
  /** Counts orders, leases and claims. */
  serial: number
  /** Counts changes. */
  revision: number
  readonly listeners: Set<() => void>
}

export const makeState = (): MemoryState => ({
  events: [],
  places: { byStream: new Map(), count: 0, last: undefined },
  receipts: new Map(),
  views: new Map(),
  blobs: new Map(),
  accounts: makeAccounts(),
  secrets: new Map(),
  checkpoints: new Map(),
  snapshots: new Map(),
  jobs: new Map(),
  tiers: { critical: makeTier(), high: makeTier(), medium: makeTier(), low: makeTier() },
  serial: 0,
  revision: 0,
  listeners: new Set()
})

const makeTier = (): MemoryTier => ({
  line: [],
  timed: new Set(),
  served: 0,
  lastPlaces: new Map(),
  paused: false,
  deliveries: [],
  revision: 0
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
