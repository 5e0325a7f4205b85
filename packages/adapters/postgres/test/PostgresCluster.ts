/**
 * A Postgres server of the test's own: an empty cluster in a folder of its own, on loopback and a free port, with
 * fsync on, stopped and removed with the scope.
 */
import * as PgClient from "@effect/sql-pg/PgClient"
import { Effect, Layer, Schedule } from "effect"
import { type ChildProcess, execFileSync, spawn } from "node:child_process"
import { chownSync, existsSync, mkdtempSync, rmSync } from "node:fs"
import { createServer } from "node:net"
import { join } from "node:path"

const binaries = "/usr/lib/postgresql/15/bin"
export const isInstalled = existsSync(join(binaries, "postgres"))
export const notInstalled = `there is no PostgreSQL 15 at ${binaries}`

/** Postgres refuses to run as root. */
const user =
  process.getuid?.() === 0
    ? {
        uid: Number(execFileSync("id", ["-u", "postgres"])),
        gid: Number(execFileSync("id", ["-g", "postgres"]))
      }
    : {}

export interface Cluster {
  readonly port: number
}

export const cluster = Effect.gen(function* () {
  const directory = yield* Effect.acquireRelease(
    Effect.sync(() => mkdtempSync("/tmp/layercake-postgres-")),
    (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
  )
  const data = join(directory, "data")
  const port = yield* freePort
  yield* Effect.sync(() => {
    if (user.uid !== undefined) chownSync(directory, user.uid, user.gid)
    execFileSync(
      join(binaries, "initdb"),
      ["-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
      { ...user, cwd: directory, stdio: "ignore" }
    )
  })
  yield* Effect.acquireRelease(
    Effect.sync(() =>
      spawn(
        join(binaries, "postgres"),
        ["-D", data, "-p", String(port), "-k", directory, "-c", "listen_addresses=127.0.0.1"],
        { ...user, cwd: directory, stdio: "ignore" }
      )
    ),
    stop
  )
  return { port }
})

/** A client of the cluster, once it answers. */
export const client = ({ port }: Cluster, options: Partial<PgClient.PgPoolConfig> = {}) =>
  PgClient.layerFrom(
    Effect.gen(function* () {
      const sql = yield* PgClient.make({ host: "127.0.0.1", port, username: "postgres", ...options })
      yield* sql`select 1`.pipe(Effect.retry(Schedule.spaced("50 millis")), Effect.timeout("60 seconds"))
      return sql
    })
  )

/** A client of a new cluster. */
export const layer = Layer.unwrap(Effect.map(cluster, (made) => client(made)))

/** SIGINT: a fast shutdown. */
const stop = (server: ChildProcess) =>
  Effect.callback<void>((resume) => {
    if (server.exitCode !== null) return resume(Effect.void)
    server.once("exit", () => resume(Effect.void))
    server.kill("SIGINT")
  })

const freePort = Effect.callback<number>((resume) => {
  const server = createServer().listen(0, "127.0.0.1", () => {
    const address = server.address()
    server.close(() =>
      resume(Effect.succeed(typeof address === "object" && address !== null ? address.port : 0))
    )
  })
})
