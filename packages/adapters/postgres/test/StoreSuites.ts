/**
 * The store suites over one database.
 */
import type * as PgClient from "@effect/sql-pg/PgClient"
import * as AccountSecretConformance from "@layercake/conformance/AccountSecretConformance"
import * as AccountStoreConformance from "@layercake/conformance/AccountStoreConformance"
import * as BlobStoreConformance from "@layercake/conformance/BlobStoreConformance"
import * as CheckpointStoreConformance from "@layercake/conformance/CheckpointStoreConformance"
import * as EventStoreConformance from "@layercake/conformance/EventStoreConformance"
import * as JobQueueConformance from "@layercake/conformance/JobQueueConformance"
import * as ReadModelStoreConformance from "@layercake/conformance/ReadModelStoreConformance"
import * as SecretStoreConformance from "@layercake/conformance/SecretStoreConformance"
import * as SnapshotStoreConformance from "@layercake/conformance/SnapshotStoreConformance"
import { Duration, Layer, Redacted } from "effect"
import type { SqlClient } from "effect/sql/SqlClient"
import { PgSecretKey } from "../src/PgSecretKey.ts"
import * as PgStore from "../src/PgStore.ts"
import { defaults, PgStoreSettings } from "../src/PgStoreSettings.ts"
import { shared } from "./LayerPerFile.ts"

export const storeSuites = <E>(name: string, client: Layer.Layer<PgClient.PgClient | SqlClient, E>) => {
  const database = shared(client)
  const secretKey = Layer.succeed(PgSecretKey, Redacted.make(new Uint8Array(32).fill(7)))
  const store = shared(PgStore.layer.pipe(Layer.provide(database), Layer.provide(secretKey)))
  const shortLeases = PgStore.layer.pipe(
    Layer.provide(database),
    Layer.provide(
      Layer.succeed(PgStoreSettings, { ...defaults, lease: Duration.seconds(1), poll: Duration.millis(100) })
    )
  )
  EventStoreConformance.suite(name, store)
  ReadModelStoreConformance.suite(name, store)
  CheckpointStoreConformance.suite(name, store)
  SnapshotStoreConformance.suite(name, store)
  BlobStoreConformance.suite(name, store)
  SecretStoreConformance.suite(name, store)
  AccountStoreConformance.suite(name, store)
  AccountSecretConformance.suite(name, store)
  JobQueueConformance.suite(name, store)
  JobQueueConformance.leaseSuite(name, shortLeases)
}
