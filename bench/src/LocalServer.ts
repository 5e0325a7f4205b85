/**
 * A server process of the benchmark's own: a folder that goes with it, a free port on loopback, an end with the scope.
 */
import { Effect, Schema, type Scope } from "effect"
import { type ChildProcess, spawn } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"

/** The server could not be started. */
export class ServerFailed extends Schema.TaggedError<ServerFailed>()("ServerFailed", {
  server: Schema.String,
  detail: Schema.String
}) {
  override get message() {
    return `${this.server} did not start: ${this.detail}`
  }
}

/** An empty folder, removed with everything in it when the scope closes. */
export const folder = (prefix: string): Effect.Effect<string, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.sync(() => mkdtempSync(join(tmpdir(), `layercake-bench-${prefix}-`))),
    (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true, maxRetries: 5 }))
  )

export interface ServerCommand {
  readonly program: string
  readonly parameters: ReadonlyArray<string>
  readonly cwd: string
  readonly uid?: number
  readonly gid?: number
}

/** Runs until the scope closes. Not in our process group: the terminal's Ctrl-C is for us, and we end it in order. */
export const run = ({ program, parameters, ...options }: ServerCommand) =>
  Effect.acquireRelease(
    Effect.sync(() => spawn(program, parameters, { ...options, stdio: "ignore", detached: true })),
    stop
  ).pipe(
    Effect.tap((server) =>
      // A program that is not there is found out by whoever waits for its answer.
      Effect.sync(() => server.on("error", () => {}))
    )
  )

/** SIGINT: Postgres, Redis and our own server then end at once and in good order. */
export const stop = (server: ChildProcess) =>
  Effect.callback<void>((resume) => {
    if (server.pid === undefined || server.exitCode !== null || server.signalCode !== null)
      return resume(Effect.void)
    server.once("exit", () => resume(Effect.void))
    server.kill("SIGINT")
  })

/** Free at this moment. */
export const freePort: Effect.Effect<number> = Effect.callback((resume) => {
  const server = createServer().listen(0, "127.0.0.1", () => {
    const address = server.address()
    server.close(() =>
      resume(Effect.succeed(typeof address === "object" && address !== null ? address.port : 0))
    )
  })
})
