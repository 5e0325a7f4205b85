/**
 * A prepared command as a process of this machine with everything it starts: begun, watched against its limits, and
 * ended so that nothing of it is left. How it is kept away from the machine is the business of each sandbox.
 */
import type { SandboxCommand, SandboxEnd } from "@layercake/core/port/Sandbox"
import { Clock, Deferred, Duration, Effect, Fiber, Stream } from "effect"
import { ChildProcess, ChildProcessSpawner } from "effect/process"
import * as FolderGrowth from "./FolderGrowth.ts"
import * as NamelessFiles from "./NamelessFiles.ts"
import * as ProcessTree from "./ProcessTree.ts"

export interface PreparedCommand {
  /** Ends in what `SandboxLauncher.launch` makes. */
  readonly argv: readonly [string, ...ReadonlyArray<string>]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  /** Text the command can read once on file descriptor 4. */
  readonly input?: string
  /** See `ProcessTree`; left out where nothing can leave the tree. */
  readonly mark?: string
  /** What the launcher said so far, where it cannot be read on file descriptor 3. */
  readonly progress?: Effect.Effect<string>
  /** A limit that something else than this process enforced; asked after the end, when the command failed. */
  readonly overrun?: Effect.Effect<SandboxEnd["killed"]>
  /** What `SandboxEnd.refused` says; nothing when left out. */
  readonly refused?: Effect.Effect<ReadonlyArray<string>>
  /** Ends what the process tree does not hold, before anything else is ended. */
  readonly stop?: Effect.Effect<void>
  /** Bytes of memory held by no process of the tree, which one of its processes leads to. */
  readonly memory?: (pid: number) => Effect.Effect<number>
  /** A folder besides that of the command that it may write to; the limit of disk counts for it alone. */
  readonly growing?: string
}

export interface CommandProcess {
  readonly command: SandboxCommand
  readonly prepared: PreparedCommand
  readonly handle: ChildProcessSpawner.ChildProcessHandle
  readonly tree: ProcessTree.ProcessTree
  /** Of every folder that it may write to. */
  readonly growths: ReadonlyArray<FolderGrowth.FolderGrowth>
  readonly startedAt: number
  /** To be completed when it printed too much. */
  readonly overflow: Deferred.Deferred<"output">
  /** Kills all of it; the second time it waits for the first. */
  readonly killOnce: Effect.Effect<void>
}

/** How long output may take to arrive after everything that could write it has ended. */
export const drainTime = Duration.seconds(2)
const watchInterval = Duration.millis(100)

/** Its scope kills all of it. Stdin is closed when it is left out. */
export const begin = Effect.fnUntraced(function* (
  command: SandboxCommand,
  prepared: PreparedCommand,
  stdin?: Stream.Stream<Uint8Array>
) {
  const startedAt = yield* Clock.currentTimeMillis
  const growths = yield* Effect.forEach(
    [command.directory, ...(prepared.growing === undefined ? [] : [prepared.growing])],
    FolderGrowth.start
  )
  const overflow = yield* Deferred.make<"output">()
  const spawned = yield* Effect.acquireRelease(
    spawn(prepared, stdin),
    // What was killed may wait for its burial for a while; the spawner need not.
    ({ handle, killOnce }) => Effect.andThen(killOnce, Effect.ignore(handle.unref))
  )
  return { ...spawned, command, prepared, growths, startedAt, overflow } satisfies CommandProcess
})

/** Waits until it has ended or ran into a limit, and kills what is left of it. */
export const end = Effect.fnUntraced(function* (running: CommandProcess) {
  const { command, handle, killOnce, overflow } = running
  const ended = yield* Effect.raceAllFirst([
    handle.exitCode.pipe(
      Effect.map((exitCode) => ({ exitCode: Number(exitCode), killed: null })),
      // Somebody else killed it.
      Effect.orElseSucceed(() => ({ exitCode: null, killed: null }))
    ),
    Effect.map(
      Effect.raceAllFirst([
        Deferred.await(overflow),
        Effect.as(Effect.sleep(command.timeout), "timeout" as const),
        watch(running)
      ]),
      (killed) => ({ exitCode: null, killed })
    )
  ])
  yield* killOnce
  return ended
})

/** What the port says of the end; `isCut` when it printed more than it may. */
export const report = Effect.fnUntraced(function* (
  { command, growths, prepared, startedAt }: CommandProcess,
  ended: Pick<SandboxEnd, "exitCode" | "killed">,
  isCut: boolean
) {
  // Limits that it ran into so fast, or was so stopped by, that it ended before it could be killed.
  const overrun = Effect.gen(function* () {
    if (isCut) return "output" as const
    if (ended.exitCode === 0) return null
    const known = prepared.overrun === undefined ? null : yield* prepared.overrun
    if (known !== null) return known
    for (const growth of growths) {
      if (yield* FolderGrowth.exceedsNow(growth, command.diskLimit)) return "disk" as const
    }
    return null
  })
  const killed = ended.killed ?? (yield* overrun)
  return {
    exitCode: killed === null ? ended.exitCode : null,
    killed,
    truncated: isCut,
    durationMillis: (yield* Clock.currentTimeMillis) - startedAt,
    refused: yield* refused(prepared)
  } satisfies SandboxEnd
})

export const refused = (prepared: PreparedCommand): Effect.Effect<ReadonlyArray<string>> =>
  prepared.refused ?? Effect.succeed([])

/** A line for each connection that was not let through, as it stands in the output. */
export const refusalLines = (lines: ReadonlyArray<string>): string =>
  lines.map((line) => `[sandbox] refused a connection to ${line}\n`).join("")

/**
 * Keeps the first `limit` bytes, or the last of them, in a fiber of the scope. On the byte after them it says so and
 * reads no further, or else drops what is too much.
 */
export const collect = Effect.fnUntraced(function* <E>(
  stream: Stream.Stream<Uint8Array, E>,
  limit: number,
  onCut?: Effect.Effect<unknown>
) {
  const chunks: Array<Uint8Array> = []
  let size = 0
  const fiber = yield* Stream.runForEachWhile(stream, (chunk) =>
    Effect.suspend(() => {
      if (size < limit) chunks.push(chunk.subarray(0, limit - size))
      size += chunk.length
      return size > limit && onCut !== undefined ? Effect.as(onCut, false) : Effect.succeed(true)
    })
  ).pipe(Effect.ignore, Effect.forkScoped)
  return {
    drained: Effect.asVoid(Effect.timeoutOption(Fiber.await(fiber), drainTime)),
    kept: () => Buffer.concat(chunks),
    isCut: () => size > limit
  }
})

export const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

const spawn = Effect.fnUntraced(function* (prepared: PreparedCommand, stdin?: Stream.Stream<Uint8Array>) {
  const spawner = yield* ChildProcessSpawner.ChildProcessSpawner
  const [program, ...args] = prepared.argv
  const handle = yield* spawner.spawn(
    ChildProcess.make(program, args, {
      cwd: prepared.cwd,
      env: prepared.env,
      extendEnv: false,
      stdin: stdin ?? "ignore",
      killSignal: "SIGKILL",
      additionalFds: {
        fd3: { type: "output" },
        ...(prepared.input === undefined
          ? {}
          : { fd4: { type: "input", stream: Stream.make(new TextEncoder().encode(prepared.input)) } })
      }
    })
  )
  const tree = yield* ProcessTree.from(handle.pid, prepared.mark)
  const killAll = Effect.andThen(prepared.stop ?? Effect.void, ProcessTree.kill(tree))
  return { handle, tree, killOnce: yield* Effect.cached(killAll) }
})

/** Ends when the command has taken more memory or disk than it may. */
const watch = Effect.fnUntraced(function* ({ command, growths, prepared, tree }: CommandProcess) {
  while (true) {
    yield* Effect.sleep(watchInterval)
    const alive = yield* ProcessTree.members(tree)
    // The last one that was started is the deepest in the sandbox.
    const last = alive.toSorted((a, b) => a.startedAt - b.startedAt || a.pid - b.pid).at(-1)
    const elsewhere = last === undefined ? 0 : yield* (prepared.memory ?? nothing)(last.pid)
    const resident = alive.reduce((total, entry) => total + entry.residentBytes, elsewhere)
    if (resident > command.memoryLimit) return "memory" as const
    for (const growth of growths) {
      if (yield* FolderGrowth.exceeds(growth, command.diskLimit)) return "disk" as const
      if (!(yield* FolderGrowth.hasLost(growth, command.diskLimit))) continue
      const nameless = yield* NamelessFiles.bytesOf(alive.map(({ pid }) => pid))
      if (nameless > command.diskLimit) return "disk" as const
    }
  }
})

const nothing = () => Effect.succeed(0)
