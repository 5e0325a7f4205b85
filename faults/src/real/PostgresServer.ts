/**
 * A Postgres 15 of the harness's own, with fsync on, on loopback: started, killed as `kill -9` does it, restarted.
 */
import * as PgClient from "@effect/sql-pg/PgClient"
import * as Reactivity from "effect/reactivity/Reactivity"
import { Effect, Redacted, Schedule, Schema, type Scope } from "effect"
import { type ChildProcess, execFileSync, spawn } from "node:child_process"
import { chownSync, existsSync, mkdtempSync, rmSync } from "node:fs"
import { createServer } from "node:net"
import { join } from "node:path"

const binaries = "/usr/lib/postgresql/15/bin"
export const isInstalled = existsSync(join(binaries, "postgres"))
export const notInstalled = `there is no PostgreSQL 15 at ${binaries}`

export const isRoot = process.getuid?.() === 0

/** Postgres refuses to run as root. */
const user = isRoot
  ? {
      uid: Number(execFileSync("id", ["-u", "postgres"])),
      gid: Number(execFileSync("id", ["-g", "postgres"]))
    }
  : {}

/** The server did not start or does not answer. */
export class ServerFailed extends Schema.TaggedError<ServerFailed>()("ServerFailed", {
  cause: Schema.Defect()
}) {
  override get message() {
    return `The Postgres of the harness does not answer: ${String(this.cause)}`
  }
}

export interface PostgresServer {
  readonly port: number
  /** SIGKILL of the server; its sessions end with it. Gone when this returns. */
  readonly kill: Effect.Effect<void>
  /** Ends every session at once, in good order or (`immediate`) without. Gone when this returns. */
  readonly stop: (how: "fast" | "immediate") => Effect.Effect<void>
  /** Answers when this returns. */
  readonly start: Effect.Effect<void, ServerFailed>
  /** A copy of the template, or an empty database where there is none. */
  readonly database: (name: string, template?: string) => Effect.Effect<void, ServerFailed>
  readonly drop: (name: string) => Effect.Effect<void, ServerFailed>
}

export const url = (port: number, database: string): Redacted.Redacted =>
  Redacted.make(`postgres://postgres@127.0.0.1:${port}/${database}`)

/** Running; removed with the scope. */
export const make: Effect.Effect<PostgresServer, ServerFailed, Scope.Scope> = Effect.gen(function* () {
  const directory = yield* Effect.acquireRelease(
    Effect.sync(() => mkdtempSync("/tmp/layercake-faults-postgres-")),
    (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
  )
  const data = join(directory, "data")
  const port = yield* freePort
  yield* Effect.try({
    try: () => {
      if (user.uid !== undefined) chownSync(directory, user.uid, user.gid)
      execFileSync(
        join(binaries, "initdb"),
        ["-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8"],
        { ...user, cwd: directory, stdio: "ignore" }
      )
    },
    catch: (cause) => new ServerFailed({ cause })
  })
  let running: ChildProcess | undefined

  const launch = Effect.sync(() => {
    if (running !== undefined && running.exitCode === null && running.signalCode === null) return
    running = spawn(
      join(binaries, "postgres"),
      ["-D", data, "-p", String(port), "-k", directory, "-c", "listen_addresses=127.0.0.1"],
      { ...user, cwd: directory, stdio: "ignore" }
    )
  })
  const end = (signal: NodeJS.Signals) =>
    Effect.callback<void>((resume) => {
      const server = running
      if (server === undefined || server.exitCode !== null || server.signalCode !== null)
        return resume(Effect.void)
      server.once("exit", () => resume(Effect.void))
      server.kill(signal)
    })
  /** While sessions of a killed server hold its memory the next one ends at once. */
  const start = launch.pipe(
    Effect.andThen(administer(port, "select 1")),
    Effect.retry(Schedule.spaced("100 millis").pipe(Schedule.upTo({ times: 300 })))
  )
  yield* Effect.addFinalizer(() => end("SIGQUIT"))
  yield* start
  return {
    port,
    kill: end("SIGKILL"),
    stop: (how) => end(how === "fast" ? "SIGINT" : "SIGQUIT"),
    start,
    database: (name, template = "template1") =>
      administer(port, `create database ${name} template ${template}`),
    drop: (name) => administer(port, `drop database ${name} with (force)`)
  }
})

const administer = (port: number, statement: string): Effect.Effect<void, ServerFailed> =>
  PgClient.make({ url: url(port, "postgres"), maxConnections: 1, connectTimeout: "2 seconds" }).pipe(
    Effect.flatMap((sql) => sql.unsafe(statement)),
    Effect.scoped,
    Effect.provide(Reactivity.layer),
    Effect.mapError((cause) => new ServerFailed({ cause })),
    Effect.asVoid
  )

const freePort = Effect.callback<number>((resume) => {
  const server = createServer().listen(0, "127.0.0.1", () => {
    const address = server.address()
    server.close(() =>
      resume(Effect.succeed(typeof address === "object" && address !== null ? address.port : 0))
    )
  })
})
