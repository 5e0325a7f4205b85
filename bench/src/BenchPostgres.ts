/**
 * The Postgres that everything is measured on: one's own by its address, or a throw-away cluster with the server's
 * default settings, so with fsync on.
 */
import * as PgClient from "@effect/sql-pg/PgClient"
import { Context, Effect, Layer, Option, Redacted, Schedule, type Scope } from "effect"
import * as Reactivity from "effect/reactivity/Reactivity"
import type { SqlError } from "effect/sql/SqlError"
import { execFileSync, spawnSync } from "node:child_process"
import { chownSync, existsSync } from "node:fs"
import { join } from "node:path"
import { Pool } from "pg"
import { attempt, failsAs } from "./Bench.ts"
import * as LocalServer from "./LocalServer.ts"

export class BenchPostgres extends Context.Service<
  BenchPostgres,
  {
    /** Of a database on this server. */
    readonly urlOf: (database: string) => string
    /** Connected to the server's first database. */
    readonly admin: PgClient.PgClient
  }
>()("@layercake/bench/BenchPostgres") {}

/** Where Debian keeps it; elsewhere it is on the search path, which an empty folder stands for. */
const debian = "/usr/lib/postgresql/15/bin/"
const binaries = existsSync(`${debian}initdb`)
  ? debian
  : spawnSync("initdb", ["--version"]).status === 0
    ? ""
    : undefined
export const isInstalled = binaries !== undefined

export const layerAt = (url: string) => Layer.effect(BenchPostgres, connected(url))

/** Stopped and removed with the layer. */
export const layer = Layer.effect(
  BenchPostgres,
  Effect.gen(function* () {
    if (binaries === undefined)
      return yield* new LocalServer.ServerFailed({
        server: "PostgreSQL",
        detail: "initdb was not found. Install PostgreSQL 15 or later, or name a server with --database."
      })
    const user = unprivileged()
    const directory = yield* LocalServer.folder("postgres")
    const data = join(directory, "data")
    const port = yield* LocalServer.freePort
    yield* Effect.try({
      try: () => {
        if (user.uid !== undefined) chownSync(directory, user.uid, user.gid)
        execFileSync(
          `${binaries}initdb`,
          ["-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8"],
          { ...user, cwd: directory, stdio: "ignore" }
        )
      },
      catch: (cause) => new LocalServer.ServerFailed({ server: "PostgreSQL", detail: String(cause) })
    })
    yield* LocalServer.run({
      program: `${binaries}postgres`,
      parameters: ["-D", data, "-p", String(port), "-k", directory, "-c", "listen_addresses=127.0.0.1"],
      cwd: directory,
      ...user
    })
    return yield* connected(`postgres://postgres@127.0.0.1:${port}/postgres`)
  })
)

/** Postgres refuses to run as root. */
const unprivileged = () =>
  process.getuid?.() === 0
    ? {
        uid: Number(execFileSync("id", ["-u", "postgres"])),
        gid: Number(execFileSync("id", ["-g", "postgres"]))
      }
    : {}

const connected = Effect.fnUntraced(function* (url: string) {
  const admin = yield* clientOf(url, 2)
  yield* admin`select 1`.pipe(
    Effect.retry({ schedule: Schedule.spaced("50 millis"), times: 600 }),
    Effect.timeout("60 seconds")
  )
  const urlOf = (database: string) => {
    const other = new URL(url)
    other.pathname = `/${database}`
    return other.href
  }
  return BenchPostgres.of({ admin, urlOf })
})

/** A pool of the driver that LayerCake uses. */
export const clientOf = (
  url: string,
  maxConnections: number
): Effect.Effect<PgClient.PgClient, SqlError, Scope.Scope> =>
  PgClient.make({ url: Redacted.make(url), maxConnections }).pipe(Effect.provide(Reactivity.layer))

/** A pool of the peers' driver, as large as it is by itself. */
export const pool = (url: string): Effect.Effect<Pool, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const pool = new Pool({ connectionString: url, max: 10 })
      // A connection that breaks while nobody uses it.
      return pool.on("error", () => {})
    }),
    (pool) => Effect.ignore(attempt("pool", () => pool.end()))
  )

let databases = 0

/** The address of an empty database, which is dropped when the scope closes. */
export const emptyDatabase = Effect.fn("BenchPostgres.emptyDatabase")(function* (purpose: string) {
  const server = yield* BenchPostgres
  const name = `layercake_bench_${purpose}_${process.pid}_${++databases}`
  yield* Effect.acquireRelease(server.admin.unsafe(`create database ${name}`), () =>
    Effect.ignore(server.admin.unsafe(`drop database if exists ${name} with (force)`))
  )
  return server.urlOf(name)
})

/** So that nobody pays for the pages that somebody else made dirty. */
export const checkpoint = Effect.gen(function* () {
  const { admin } = yield* BenchPostgres
  yield* admin.unsafe("checkpoint")
}).pipe(failsAs("checkpoint"))

/** Version and the settings that every figure stands on. */
export const facts = Effect.gen(function* () {
  const { admin } = yield* BenchPostgres
  const rows = yield* admin<{ readonly name: string; readonly setting: string }>`
    select name, setting from pg_settings
    where name in ('server_version', 'fsync', 'synchronous_commit', 'full_page_writes', 'wal_sync_method')
    order by name`
  const of = (name: string) =>
    Option.getOrElse(Option.fromNullishOr(rows.find((row) => row.name === name)?.setting), () => "?")
  return (
    `PostgreSQL ${of("server_version")}, fsync ${of("fsync")} (${of("wal_sync_method")}), ` +
    `synchronous_commit ${of("synchronous_commit")}, full_page_writes ${of("full_page_writes")}`
  )
})
