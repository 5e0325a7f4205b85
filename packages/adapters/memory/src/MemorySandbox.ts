/**
 * A `Sandbox` that plays a script and runs nothing: the scripted reference for tests and for examples of the SDK.
 * Keeps the limits of time and output like a real one; disk and memory are up to the script.
 */
import {
  Sandbox,
  type SandboxCommand,
  type SandboxEnd,
  type SandboxProcess,
  type SandboxResult,
  SandboxUnavailable
} from "@layercake/core/port/Sandbox"
import { bytesOf } from "@layercake/core/store/BlobText"
import { type Cause, Clock, Deferred, Duration, Effect, Layer, Queue, Stream } from "effect"

/** What one command does. Everything left out is that of a command that says nothing and succeeds at once. */
export interface ScriptedRun {
  readonly output?: string
  /** 0 when left out. */
  readonly exitCode?: number
  /** Ended by a limit of disk or memory. Limits of time and output follow from `takes` and `output`. */
  readonly killed?: "disk" | "memory"
  /** Time that passes on the clock before the command ends. */
  readonly takes?: Duration.Duration
  /** What it says to stderr when it is started; `run` puts it after `output`. */
  readonly errors?: string
  /** Connections that were not let through. */
  readonly refused?: ReadonlyArray<string>
  /**
   * What it answers to its input when it is started, in place of `output`. It ends when this stream ends, with
   * `exitCode`; `takes` and a `killed` limit count as always.
   */
  readonly converse?: (input: Stream.Stream<Uint8Array>) => Stream.Stream<Uint8Array>
  /** The command cannot be started, and why. */
  readonly unavailable?: string
}

/** Asked once for every command. */
export type SandboxScript = (command: SandboxCommand) => ScriptedRun

export const layerWith = (script: SandboxScript): Layer.Layer<Sandbox> =>
  Layer.succeed(Sandbox, {
    name: "memory",
    isolated: true,
    run: Effect.fn("MemorySandbox.run")(function* (command) {
      const scripted = yield* play(script, command)
      const wanted = scripted.takes ?? Duration.zero
      const isTooLong = Duration.isGreaterThan(wanted, command.timeout)
      const taken = isTooLong ? command.timeout : wanted
      if (Duration.toMillis(taken) > 0) yield* Effect.sleep(taken)
      return end(command, scripted, isTooLong, Duration.toMillis(taken))
    }),
    start: Effect.fn("MemorySandbox.start")(function* (command) {
      return yield* converse(command, yield* play(script, command))
    })
  })

/** A script from whole command lines, for example `{ "npm test": { exitCode: 1 } }`; `otherwise` for all others. */
export const byCommandLine =
  (runs: Readonly<Record<string, ScriptedRun>>, otherwise: ScriptedRun = {}): SandboxScript =>
  (command) =>
    runs[command.argv.join(" ")] ?? plausible(command.argv.join(" ")) ?? otherwise

/** Every command succeeds; those of a build with npm also say so in the words of the real ones. */
export const layer: Layer.Layer<Sandbox> = layerWith(byCommandLine({}))

const play = Effect.fnUntraced(function* (script: SandboxScript, command: SandboxCommand) {
  const scripted = script(command)
  return scripted.unavailable === undefined
    ? scripted
    : yield* new SandboxUnavailable({ sandbox: "memory", reason: scripted.unavailable })
})

const end = (
  command: SandboxCommand,
  scripted: ScriptedRun,
  isTooLong: boolean,
  durationMillis: number
): SandboxResult => {
  const output = bytesOf((scripted.output ?? "") + (scripted.errors ?? ""))
  const truncated = output.byteLength > command.outputLimit
  const killed = scripted.killed ?? (isTooLong ? "timeout" : truncated ? "output" : null)
  return {
    exitCode: killed === null ? (scripted.exitCode ?? 0) : null,
    killed,
    output: output.slice(0, command.outputLimit),
    truncated,
    durationMillis,
    refused: scripted.refused ?? []
  }
}

type Outcome = Pick<SandboxEnd, "exitCode" | "killed" | "truncated">

/** The conversation goes on while somebody reads the output; its end is told when it is over or a limit is reached. */
const converse = Effect.fnUntraced(function* (command: SandboxCommand, scripted: ScriptedRun) {
  const startedAt = yield* Clock.currentTimeMillis
  const input = yield* Queue.bounded<Uint8Array, Cause.Done>(16)
  const output = yield* Queue.bounded<Uint8Array, Cause.Done>(16)
  const over = yield* Deferred.make<Outcome>()
  const ended = yield* Deferred.make<SandboxEnd>()
  const finish = Effect.fnUntraced(function* (outcome: Outcome) {
    yield* Queue.shutdown(input)
    yield* Queue.end(output)
    const durationMillis = (yield* Clock.currentTimeMillis) - startedAt
    yield* Deferred.succeed(ended, { ...outcome, durationMillis, refused: scripted.refused ?? [] })
  })
  yield* Effect.addFinalizer(() => finish({ exitCode: null, killed: null, truncated: false }))
  const said = scripted.converse ?? (() => Stream.make(bytesOf(scripted.output ?? "")))
  let size = bytesOf(scripted.errors ?? "").length
  yield* Stream.runForEachWhile(said(Stream.fromQueue(input)), (chunk) =>
    Effect.gen(function* () {
      const kept = chunk.subarray(0, Math.max(0, command.outputLimit - size))
      size += chunk.length
      if (kept.length > 0) yield* Queue.offer(output, kept)
      return size <= command.outputLimit
    })
  ).pipe(
    Effect.andThen(Effect.sleep(scripted.takes ?? Duration.zero)),
    Effect.andThen(
      Effect.suspend(() => {
        const truncated = size > command.outputLimit
        const killed: Outcome["killed"] = scripted.killed ?? (truncated ? "output" : null)
        const exitCode = killed === null ? (scripted.exitCode ?? 0) : null
        return Deferred.succeed(over, { exitCode, killed, truncated })
      })
    ),
    Effect.forkScoped
  )
  const limit = Effect.as(Effect.sleep(command.timeout), {
    exitCode: null,
    killed: "timeout",
    truncated: false
  } as const)
  yield* Effect.raceFirst(Deferred.await(over), limit).pipe(Effect.flatMap(finish), Effect.forkScoped)
  return {
    write: (bytes) => Effect.asVoid(Queue.offer(input, bytes)),
    endInput: Effect.asVoid(Queue.end(input)),
    output: Stream.fromQueue(output),
    errors: Effect.succeed(scripted.errors ?? ""),
    ended: Deferred.await(ended)
  } satisfies SandboxProcess
})

const onePassingTest = `TAP version 13
# Subtest: works
ok 1 - works
  ---
  duration_ms: 1.5
  type: 'test'
  ...
1..1
# tests 1
# suites 0
# pass 1
# fail 0
# cancelled 0
# skipped 0
# todo 0
# duration_ms 12.5
`

const noVulnerability = `{
  "auditReportVersion": 2,
  "vulnerabilities": {},
  "metadata": { "vulnerabilities": { "info": 0, "low": 0, "moderate": 0, "high": 0, "critical": 0, "total": 0 } }
}
`

const plausible = (line: string): ScriptedRun | undefined => {
  if (line === "node --version") return { output: "v24.21.0\n" }
  if (line === "npm --version") return { output: "11.19.1\n" }
  if (line.startsWith("npm ci ") || line.startsWith("npm install "))
    return { output: "added 1 package in 1s\n" }
  if (line === "npm test") return { output: onePassingTest }
  return line === "npm audit --json" ? { output: noVulnerability } : undefined
}
