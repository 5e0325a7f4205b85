/**
 * Where the log lies while it is measured: on the Postgres server, or in the embedded database.
 */
import type { PgClient } from "@effect/sql-pg/PgClient"
import type * as Ports from "@layercake/core/store/Stores"
import * as PgServerClient from "@layercake/postgres/PgServerClient"
import * as PgStore from "@layercake/postgres/PgStore"
import { type Context, Effect, Layer, Redacted, type Scope } from "effect"
import { type BenchFailed, failsAs } from "./Bench.ts"
import * as LocalServer from "./LocalServer.ts"
import * as BenchPostgres from "./BenchPostgres.ts"

export type Stores = Context.Context<Ports.Stores | PgClient>

export interface Place {
  /** Begins the names of its figures. */
  readonly prefix: string
  /** Empty stores, as a host composes them; gone with the scope. */
  readonly open: Effect.Effect<Stores, BenchFailed, Scope.Scope | BenchPostgres.BenchPostgres>
}

export const onServer: Place = {
  prefix: "log",
  open: Effect.flatMap(BenchPostgres.emptyDatabase("log"), (url) => storesAt(url)).pipe(
    failsAs("a new database")
  )
}

export const embedded: Place = {
  prefix: "log.pglite",
  open: Effect.flatMap(LocalServer.folder("pglite"), (directory) => embeddedAt(directory))
}

/** The stores over the server's database at this address. */
export const storesAt = (url: string) =>
  Layer.build(
    PgStore.layer.pipe(Layer.provideMerge(PgServerClient.layer({ url: Redacted.make(url) })), Layer.fresh)
  ).pipe(failsAs("the stores"))

/** The stores in the directory, made first when it is empty. */
export const embeddedAt = (directory: string) =>
  Layer.build(Layer.fresh(PgStore.layerEmbedded({ directory }))).pipe(failsAs("the embedded stores"))
