/**
 * A program that outlives the process that started it: starting it, finding it again, and ending it with everything it
 * has started. Remembers nothing on disk.
 */
import { readFileSync } from "node:fs"
import { type Duration, Effect, FileSystem, Option, Schedule, Stream } from "effect"
import { ChildProcess, ChildProcessSpawner } from "effect/process"
import type { ProcessName } from "./DeploymentRecord.ts"
import * as ProcessTree from "./ProcessTree.ts"

/** Variable that names the deployment's key in the environment of the program and of all it starts. */
export const markName = "LAYERCAKE_DEPLOYMENT"
export const markOf = (key: string) => `${markName}=${key}`

/** Starts it in a session of its own, both outputs in the log, which is begun anew. Does not wait for anything. */
export const start = Effect.fnUntraced(
  function* (options: {
    readonly argv: ReadonlyArray<string>
    readonly directory: string
    readonly log: string
    readonly env: Readonly<Record<string, string>>
  }) {
    const spawner = yield* ChildProcessSpawner.ChildProcessSpawner
    const handle = yield* spawner.spawn(
      ChildProcess.make("/bin/sh", ["-c", intoLog, "program", options.log, ...options.argv], {
        cwd: options.directory,
        env: options.env,
        extendEnv: false,
        detached: true,
        stdin: "ignore",
        stdout: "ignore",
        stderr: "ignore"
      })
    )
    // From here on the end of this scope, and of this process, is not the end of the program.
    yield* Effect.asVoid(handle.unref)
    const name = Option.map(yield* ProcessTree.find(handle.pid), nameOf)
    return { name, ended: Effect.exit(handle.exitCode) }
  },
  Effect.scoped,
  Effect.uninterruptible
)

/** What runs under the mark without a record of it: its eldest process. */
export const findMarked = Effect.fnUntraced(function* (mark: string) {
  const marked = yield* Effect.filter(yield* ProcessTree.all, (entry) => ProcessTree.carries(entry.pid, mark))
  const pids = new Set(marked.map((entry) => entry.pid))
  const eldest = marked
    .filter((entry) => !pids.has(entry.parent))
    .sort((a, b) => a.startedAt - b.startedAt || a.pid - b.pid)[0]
  return Option.map(Option.fromUndefinedOr(eldest), nameOf)
})

export const isRunning = (name: ProcessName): Effect.Effect<boolean> =>
  Effect.map(
    ProcessTree.find(name.pid),
    (entry) => Option.isSome(entry) && entry.value.startedAt === name.startedAt && name.boot === bootId
  )

/** Asks it to end, and kills what is left after the grace. False when something is still there. */
export const end = Effect.fnUntraced(function* (name: ProcessName, mark: string, grace: Duration.Duration) {
  if (name.boot !== bootId) return true
  const tree = ProcessTree.make(name.pid, name.startedAt, mark)
  yield* ProcessTree.signal(tree, "SIGTERM")
  yield* isGone(tree).pipe(
    Effect.repeat({ until: (gone) => gone, schedule: Schedule.spaced("20 millis") }),
    Effect.timeoutOption(grace)
  )
  yield* ProcessTree.kill(tree)
  return yield* isGone(tree)
})

/** How a log ends, at most so many bytes. */
export const endOf = Effect.fnUntraced(function* (log: string, most: number) {
  const files = yield* FileSystem.FileSystem
  const { size } = yield* files.stat(log)
  return yield* files
    .stream(log, { offset: Number(size) > most ? Number(size) - most : 0, bytesToRead: most })
    .pipe(Stream.decodeText(), Stream.mkString)
})

/** The last lines of a log, for people to read. */
export const tailOf = Effect.fnUntraced(function* (log: string) {
  const text = yield* Effect.orElseSucceed(endOf(log, tailBytes), () => "")
  return text.split("\n").slice(-20).join("\n").trim()
})

const tailBytes = 2_000

const isGone = (tree: ProcessTree.ProcessTree) =>
  Effect.map(ProcessTree.members(tree), (alive) => alive.length === 0)

const nameOf = (entry: ProcessTree.ProcessEntry): ProcessName => ({
  pid: entry.pid,
  startedAt: entry.startedAt,
  boot: bootId
})

const intoLog = `log=$1; shift; : > "$log"; exec "$@" >> "$log" 2>&1`

const bootId: string = Effect.runSync(
  Effect.orElseSucceed(
    Effect.try(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()),
    () => ""
  )
)
