/**
 * Every port that something is kept in. An adapter of one technology serves them all, so that an append is one transaction.
 */
import type { AccountStore } from "./AccountStore.ts"
import type { BlobStore } from "./BlobStore.ts"
import type { CheckpointStore } from "./CheckpointStore.ts"
import type { EventStore } from "./EventStore.ts"
import type { JobQueue } from "./JobQueue.ts"
import type { ReadModelStore } from "./ReadModelStore.ts"
import type { SecretStore } from "./SecretStore.ts"
import type { SnapshotStore } from "./SnapshotStore.ts"

export type Stores =
  | EventStore
  | ReadModelStore
  | CheckpointStore
  | SnapshotStore
  | BlobStore
  | SecretStore
  | AccountStore
  | JobQueue
