/**
 * A Postgres server of the test's own on loopback, stopped and removed with the scope, and the address of a database in
 * it.
 */
import { Effect, Schedule } from "effect"
import { type ChildProcess, execFileSync, spawn } from "node:child_process"
import { chownSync, existsSync, mkdtempSync, rmSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
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

/** Succeeds with the address once the server answers. */
export const database = Effect.gen(function* () {
  const folder = yield* Effect.acquireRelease(
    Effect.sync(() => mkdtempSync(join(tmpdir(), "layercake-cli-postgres-"))),
    (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
  )
  const data = join(folder, "data")
  const port = yield* freePort
  const options = { ...user, cwd: folder, stdio: "ignore" } as const
  yield* Effect.sync(() => {
    if (user.uid !== undefined) chownSync(folder, user.uid, user.gid)
    execFileSync(
      join(binaries, "initdb"),
      ["-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
      options
    )
  })
  yield* Effect.acquireRelease(
    Effect.sync(() =>
      spawn(
        join(binaries, "postgres"),
        ["-D", data, "-p", `${port}`, "-k", folder, "-c", "listen_addresses=127.0.0.1"],
        options
      )
    ),
    stop
  )
  const isReady = join(binaries, "pg_isready")
  yield* Effect.try(() => execFileSync(isReady, ["-h", "127.0.0.1", "-p", `${port}`], options)).pipe(
    Effect.retry({ schedule: Schedule.spaced("100 millis"), times: 300 }),
    Effect.orDie
  )
  return `postgres://postgres@127.0.0.1:${port}/postgres`
})

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
