/**
 * Runs a prepared command to its end or to its limits: collects the output, watches time, memory and disk, and leaves
 * nothing behind. How the command is kept away from the machine is the business of each sandbox.
 */
import { type SandboxCommand, type SandboxResult, SandboxUnavailable } from "@layercake/core/port/Sandbox"
import { Clock, Deferred, Duration, Effect, Fiber, Stream } from "effect"
import { ChildProcess, ChildProcessSpawner } from "effect/process"
import * as FolderGrowth from "./FolderGrowth.ts"
import * as ProcessTree from "./ProcessTree.ts"
import * as SandboxLauncher from "./SandboxLauncher.ts"

export interface PreparedCommand {
  /** Ends in what `SandboxLauncher.launch` makes. */
  readonly argv: readonly [string, ...ReadonlyArray<string>]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  /** Text the command can read once on file descriptor 4. */
  readonly input?: string
  /** See `ProcessTree`; left out where nothing can leave the tree. */
  readonly mark?: string
}

/** How long output may take to arrive after everything that could write it has ended. */
const drainTime = Duration.seconds(2)
const watchInterval = Duration.millis(100)

export const run = Effect.fnUntraced(function* (
  sandbox: string,
  command: SandboxCommand,
  prepared: PreparedCommand
) {
  const unavailable = (reason: string) => new SandboxUnavailable({ sandbox, reason })
  const startedAt = yield* Clock.currentTimeMillis
  const growth = yield* FolderGrowth.start(command.directory)
  const { handle, tree, killOnce } = yield* Effect.acquireRelease(
    Effect.mapError(begin(prepared), (error) => unavailable(error.message)),
    // What was killed may wait for its burial for a while; the spawner need not.
    ({ handle, killOnce }) => Effect.andThen(killOnce, Effect.ignore(handle.unref))
  )
  const overflow = yield* Deferred.make<"output">()
  const output = yield* collect(handle.stdout, command.outputLimit, Deferred.succeed(overflow, "output"))
  const progress = yield* collect(handle.getOutputFd(3), 64)
  const complaint = yield* collect(handle.stderr, 4_096)

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
        watch(command, tree, growth)
      ]),
      (killed) => ({ exitCode: null, killed })
    )
  ])
  yield* killOnce
  for (const part of [output, progress, complaint]) {
    yield* Effect.timeoutOption(Fiber.await(part.fiber), drainTime)
  }

  const said = text(progress.kept())
  if (ended.killed === null && said !== SandboxLauncher.started) {
    const reason =
      text(complaint.kept()).trim() || `it ended with exit code ${ended.exitCode} before the command`
    return yield* unavailable(
      said === SandboxLauncher.missing ? `there is no program ${command.argv[0]}` : reason
    )
  }
  const killed = ended.killed ?? (yield* overrun(command, ended.exitCode, growth, output.isCut()))
  return {
    exitCode: killed === null ? ended.exitCode : null,
    killed,
    output: output.kept(),
    truncated: output.isCut(),
    durationMillis: (yield* Clock.currentTimeMillis) - startedAt
  } satisfies SandboxResult
}, Effect.scoped)

/** Refuses what no sandbox can start: a folder that is not there or not named absolutely, and NUL in any text. */
export const check = (
  sandbox: string,
  command: SandboxCommand,
  isFolder: boolean
): Effect.Effect<void, SandboxUnavailable> => {
  const refuse = (reason: string) => Effect.fail(new SandboxUnavailable({ sandbox, reason }))
  if (!command.directory.startsWith("/") || !isFolder) {
    return refuse(`${command.directory} is not the absolute path of a folder`)
  }
  const words = [command.directory, ...command.argv, ...Object.entries(command.env ?? {}).flat()]
  return words.some((word) => word.includes("\0"))
    ? refuse("its folder, arguments or environment hold a NUL character")
    : Effect.void
}

const begin = Effect.fnUntraced(function* (prepared: PreparedCommand) {
  const spawner = yield* ChildProcessSpawner.ChildProcessSpawner
  const [program, ...args] = prepared.argv
  const handle = yield* spawner.spawn(
    ChildProcess.make(program, args, {
      cwd: prepared.cwd,
      env: prepared.env,
      extendEnv: false,
      stdin: "ignore",
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
  return { handle, tree, killOnce: yield* Effect.cached(ProcessTree.kill(tree)) }
})

/** Keeps the first `limit` bytes. On the byte after them it says so and reads no further, or else drops what follows. */
const collect = Effect.fnUntraced(function* <E>(
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
  return { fiber, kept: () => Buffer.concat(chunks), isCut: () => size > limit }
})

/** Ends when the command has taken more memory or disk than it may. */
const watch = Effect.fnUntraced(function* (
  command: SandboxCommand,
  tree: ProcessTree.ProcessTree,
  growth: FolderGrowth.FolderGrowth
) {
  while (true) {
    yield* Effect.sleep(watchInterval)
    const alive = yield* ProcessTree.members(tree)
    const resident = alive.reduce((total, entry) => total + entry.residentBytes, 0)
    if (resident > command.memoryLimit) return "memory" as const
    if (yield* FolderGrowth.exceeds(growth, command.diskLimit)) return "disk" as const
  }
})

/** Limits that a command ran into so fast, or was so stopped by, that it ended before it could be killed. */
const overrun = Effect.fnUntraced(function* (
  command: SandboxCommand,
  exitCode: number | null,
  growth: FolderGrowth.FolderGrowth,
  cut: boolean
) {
  if (cut) return "output" as const
  if (exitCode === 0) return null
  return (yield* FolderGrowth.exceedsNow(growth, command.diskLimit)) ? ("disk" as const) : null
})

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)
