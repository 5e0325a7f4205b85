/**
 * The store ports on Postgres, joined: over a server that the host connects to, or over the embedded database.
 */
import type { PgClient } from "@effect/sql-pg/PgClient"
import type { Stores } from "@layercake/core/store/Stores"
import { Layer } from "effect"
import type { SqlClient } from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import { type DirectoryInUse, type DirectoryUnusable, hold } from "./DirectoryLock.ts"
import * as PgAccountStore from "./PgAccountStore.ts"
import * as PgBlobStore from "./PgBlobStore.ts"
import { type PgBossFailed } from "./PgBossQueue.ts"
import * as PgBossQueue from "./PgBossQueue.ts"
import * as PgCheckpointStore from "./PgCheckpointStore.ts"
import * as PgEventStore from "./PgEventStore.ts"
import * as PgJobQueue from "./PgJobQueue.ts"
import * as PgliteClient from "./PgliteClient.ts"
import type { PgliteFailed } from "./PgliteThread.ts"
import * as PgliteUpkeep from "./PgliteUpkeep.ts"
import * as PgMigrations from "./PgMigrations.ts"
import * as PgReadModelStore from "./PgReadModelStore.ts"
import * as PgSecretStore from "./PgSecretStore.ts"
import * as PgSignal from "./PgSignal.ts"
import * as PgSnapshotStore from "./PgSnapshotStore.ts"

/**
 * Over a Postgres 15 or later. The client should allow several connections: the stores use the pool's, and one more
 * to listen. One transaction that stays open anywhere on the same server holds live readers back while it lasts.
 */
export const layer: Layer.Layer<Stores, PgMigrations.MigrationFailed | PgBossFailed, PgClient | SqlClient> =
  Layer.mergeAll(
    PgEventStore.layer,
    PgReadModelStore.layer,
    PgCheckpointStore.layer,
    PgSnapshotStore.layer,
    PgBlobStore.layer,
    PgSecretStore.layer,
    PgAccountStore.layer,
    PgJobQueue.layer
  ).pipe(Layer.provide(PgSignal.layer), Layer.provide(PgMigrations.layer), Layer.provide(PgBossQueue.layer))

export interface EmbeddedOptions {
  /** Is made when it is not there. Belongs to one process at a time. */
  readonly directory: string
}

/** In a directory, which is locked until the layer is released. */
export const layerEmbedded = ({
  directory
}: EmbeddedOptions): Layer.Layer<
  Stores | PgClient | SqlClient,
  DirectoryInUse | DirectoryUnusable | PgliteFailed | PgMigrations.MigrationFailed | PgBossFailed | SqlError
> =>
  layer.pipe(
    Layer.provideMerge(PgliteUpkeep.layer),
    Layer.provideMerge(PgliteClient.layer({ directory })),
    Layer.provide(Layer.effectDiscard(hold(directory)))
  )

/** In memory: for tests and examples. Everything is lost when the layer is released. */
export const layerEmbeddedMemory: Layer.Layer<
  Stores | PgClient | SqlClient,
  PgliteFailed | PgMigrations.MigrationFailed | PgBossFailed | SqlError
> = layer.pipe(Layer.provideMerge(PgliteClient.layer({})))
