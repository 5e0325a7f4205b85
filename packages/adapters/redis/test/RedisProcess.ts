/**
 * A Redis server of the test's own: on loopback and a free port, with an append-only file in a folder of its own. It can
 * be killed and started again on the same folder; it ends with the scope, and its folder goes.
 */
import { Effect, Redacted, Schedule } from "effect"
import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { connect, createServer } from "node:net"

export const isInstalled = spawnSync("redis-server", ["--version"]).status === 0
export const notInstalled = "there is no redis-server on the PATH"

export interface RedisProcess {
  readonly url: Redacted.Redacted
  readonly port: number
  /** SIGKILL, and wait until it is gone. */
  readonly kill: Effect.Effect<void>
  /** On the same port and folder; returns once it answers. */
  readonly start: Effect.Effect<void>
  /** Stops it half-way, so that connections stay open and nothing is answered, and lets it go on. */
  readonly freeze: Effect.Effect<void>
  readonly thaw: Effect.Effect<void>
  /** Waits until so many connections wait for a job. */
  readonly blocks: (count: number) => Effect.Effect<void>
}

export interface RedisProcessOptions {
  /** `always` unless something else is said. */
  readonly appendfsync?: "always" | "everysec"
  readonly arguments?: ReadonlyArray<string>
}

export const started = Effect.fnUntraced(function* (options: RedisProcessOptions = {}) {
  const directory = yield* Effect.acquireRelease(
    Effect.sync(() => mkdtempSync("/tmp/layercake-redis-")),
    (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
  )
  const port = yield* freePort
  let server: ChildProcess | undefined
  const start = Effect.andThen(
    Effect.sync(() => {
      server = spawn(
        "redis-server",
        [
          `--port ${port} --bind 127.0.0.1 --appendonly yes --appendfsync ${options.appendfsync ?? "always"}`.split(
            " "
          ),
          ["--dir", directory, "--save", ""],
          options.arguments ?? []
        ].flat(),
        { stdio: "ignore" }
      )
    }),
    Effect.retry(answers(port), { schedule: Schedule.spaced("10 millis"), times: 1000 })
  ).pipe(Effect.orDie)
  const kill = Effect.callback<void>((resume) => {
    if (server === undefined || server.exitCode !== null || server.signalCode !== null)
      return resume(Effect.void)
    server.once("exit", () => resume(Effect.void))
    server.kill("SIGKILL")
  })
  yield* Effect.addFinalizer(() => kill)
  yield* start
  const process: RedisProcess = {
    url: Redacted.make(`redis://127.0.0.1:${port}`),
    port,
    kill,
    start,
    freeze: Effect.sync(() => server?.kill("SIGSTOP")),
    thaw: Effect.sync(() => server?.kill("SIGCONT")),
    blocks: (count) =>
      Effect.orDie(
        Effect.retry(
          answer(port, "INFO clients", new RegExp(`blocked_clients:${count}\\b`)),
          Schedule.spaced("2 millis")
        )
      )
  }
  return process
})

/** PING is answered once the append-only file is read, if only with the wish for a password. */
const answers = (port: number) => answer(port, "PING", /^(\+PONG|-NOAUTH)/)

const answer = (port: number, command: string, wanted: RegExp) =>
  Effect.callback<void, string>((resume) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(`${command}\r\n`))
    socket.once("data", (data) =>
      resume(wanted.test(data.toString()) ? Effect.void : Effect.fail(`not yet: ${data.toString()}`))
    )
    socket.once("error", () => resume(Effect.fail("not there")))
    return Effect.sync(() => socket.destroy())
  })

const freePort = Effect.callback<number>((resume) => {
  const server = createServer().listen(0, "127.0.0.1", () => {
    const address = server.address()
    server.close(() =>
      resume(Effect.succeed(typeof address === "object" && address !== null ? address.port : 0))
    )
  })
})
