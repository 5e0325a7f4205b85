/**
 * A program of the test in a process of its own, run from its TypeScript source.
 */
import { Effect, type Scope } from "effect"
import { type ChildProcess, spawn } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"

export interface TestProcess {
  readonly pid: number
  /** Waits for the next line of standard output; fails the test when there will be none. */
  readonly line: Effect.Effect<string>
  /** SIGKILL, and waits until it is gone. Lines that came before can still be read. */
  readonly kill: Effect.Effect<void>
}

export const run = (
  program: string,
  ...parameters: ReadonlyArray<string>
): Effect.Effect<TestProcess, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const file = fileURLToPath(new URL(`process/${program}.ts`, import.meta.url))
      const child = spawn(process.execPath, [file, ...parameters], { stdio: ["ignore", "pipe", "inherit"] })
      const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
      const line = Effect.flatMap(
        Effect.promise(() => lines.next()),
        ({ done, value }) =>
          done === true ? Effect.die(`${program} ended without a further line`) : Effect.succeed(value)
      )
      return { pid: child.pid ?? 0, line, kill: end(child) }
    }),
    ({ kill }) => kill
  )

const end = (child: ChildProcess) =>
  Effect.callback<void>((resume) => {
    if (child.exitCode !== null || child.signalCode !== null) return resume(Effect.void)
    child.once("exit", () => resume(Effect.void))
    child.kill("SIGKILL")
  })

/** An empty folder that is removed with the scope. */
export const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync("/tmp/layercake-test-")),
  (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
)
