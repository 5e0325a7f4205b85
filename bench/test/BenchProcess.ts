/**
 * Runs the benchmarks as a user does, in a process and a temporary folder of its own.
 */
import { Effect, Schema } from "effect"
import { spawn } from "node:child_process"
import { chmodSync, mkdtempSync, readdirSync, rmSync } from "node:fs"
import { Figure } from "../src/Figure.ts"

export interface BenchProcess {
  readonly figures: ReadonlyArray<Figure>
  readonly stdout: string
  readonly stderr: string
  readonly code: number | null
  /** What it left in its temporary folder. */
  readonly left: ReadonlyArray<string>
}

const decode = Schema.decodeUnknownSync(Schema.fromJsonString(Figure))

export interface RunOptions {
  /** Sends Ctrl-C as soon as standard error holds this. */
  readonly interruptAt?: string
}

export const run = (parameters: ReadonlyArray<string>, { interruptAt }: RunOptions = {}) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const folder = mkdtempSync("/tmp/layercake-bench-test-")
      // The database runs as a user of its own.
      chmodSync(folder, 0o755)
      const main = new URL("../src/main.ts", import.meta.url).pathname
      const child = spawn(process.execPath, [main, ...parameters], {
        stdio: ["ignore", "pipe", "pipe"],
        env: { ...process.env, TMPDIR: folder }
      })
      return { folder, child }
    }),
    ({ child, folder }) =>
      Effect.sync(() => {
        child.kill("SIGKILL")
        rmSync(folder, { recursive: true, force: true })
      })
  ).pipe(
    Effect.flatMap(({ child, folder }) =>
      Effect.callback<BenchProcess>((resume) => {
        let [stdout, stderr, interrupted] = ["", "", false]
        child.stdout.on("data", (data) => (stdout += data))
        child.stderr.on("data", (data) => {
          stderr += data
          if (interruptAt === undefined || interrupted || !stderr.includes(interruptAt)) return
          interrupted = true
          child.kill("SIGINT")
        })
        child.once("close", (code) => {
          const lines = stdout.split("\n").filter((line) => line.startsWith("{"))
          const left = readdirSync(folder).filter((name) => name.startsWith("layercake-bench-"))
          resume(Effect.succeed({ figures: lines.map((line) => decode(line)), stdout, stderr, code, left }))
        })
      })
    ),
    Effect.scoped
  )
