/**
 * The embedded database as an ordinary Postgres client: the same SQL code runs on it and on a server.
 * Does not lock the directory (`DirectoryLock`) and makes no tables (`PgMigrations`).
 */
import * as PgClient from "@effect/sql-pg/PgClient"
import { Effect, type Layer } from "effect"
import type { SqlClient } from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import type { PgliteOptions } from "./PgliteMessage.ts"
import { type PgliteFailed, start } from "./PgliteThread.ts"

/**
 * PGlite 0.5 (PostgreSQL 18) in a worker thread.
 *
 * - There is one session: a transaction or a long statement makes everybody else wait, so keep both short. Statements
 *   cannot be cancelled; an interrupted one still runs to its end.
 * - Durability: in a directory, `fsync` is on and reaches the disk, so an acknowledged commit survives `kill -9` and,
 *   as far as the disk keeps its word, loss of power. In memory nothing survives.
 * - The directory must have one owner at a time: PGlite does not check.
 */
export const layer = (
  options: PgliteOptions
): Layer.Layer<PgClient.PgClient | SqlClient, PgliteFailed | SqlError> =>
  PgClient.layerFrom(
    Effect.gen(function* () {
      const thread = yield* start(options)
      const client = yield* PgClient.make({
        stream: thread.connect,
        username: "postgres",
        database: "postgres",
        applicationName: "layercake",
        maxConnections: 1,
        idleTimeout: "365 days",
        // Waits behind a long statement rather than failing.
        connectTimeout: "10 minutes",
        maxMessageSize: 1024 * 1024 * 1024
      })
      return Object.assign(client, { driver: "pglite" })
    })
  )
