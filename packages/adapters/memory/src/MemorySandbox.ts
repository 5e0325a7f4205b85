/**
 * A `Sandbox` that plays a script and runs nothing: the scripted reference for tests and for examples of the SDK.
 * Keeps the limits of time and output like a real one; disk and memory are up to the script.
 */
import {
  Sandbox,
  type SandboxCommand,
  type SandboxResult,
  SandboxUnavailable
} from "@layercake/core/port/Sandbox"
import { bytesOf } from "@layercake/core/store/BlobText"
import { Duration, Effect, Layer } from "effect"

/** What one command does. Everything left out is that of a command that says nothing and succeeds at once. */
export interface ScriptedRun {
  readonly output?: string
  /** 0 when left out. */
  readonly exitCode?: number
  /** Ended by a limit of disk or memory. Limits of time and output follow from `takes` and `output`. */
  readonly killed?: "disk" | "memory"
  /** Time that passes on the clock before the command ends. */
  readonly takes?: Duration.Duration
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
      const scripted = script(command)
      if (scripted.unavailable !== undefined) {
        return yield* new SandboxUnavailable({ sandbox: "memory", reason: scripted.unavailable })
      }
      const wanted = scripted.takes ?? Duration.zero
      const isTooLong = Duration.isGreaterThan(wanted, command.timeout)
      const taken = isTooLong ? command.timeout : wanted
      if (Duration.toMillis(taken) > 0) yield* Effect.sleep(taken)
      return end(command, scripted, isTooLong, Duration.toMillis(taken))
    })
  })

/** A script from whole command lines, for example `{ "npm test": { exitCode: 1 } }`; `otherwise` for all others. */
export const byCommandLine =
  (runs: Readonly<Record<string, ScriptedRun>>, otherwise: ScriptedRun = {}): SandboxScript =>
  (command) =>
    runs[command.argv.join(" ")] ?? plausible(command.argv.join(" ")) ?? otherwise

/** Every command succeeds; those of a build with npm also say so in the words of the real ones. */
export const layer: Layer.Layer<Sandbox> = layerWith(byCommandLine({}))

const end = (
  command: SandboxCommand,
  scripted: ScriptedRun,
  isTooLong: boolean,
  durationMillis: number
): SandboxResult => {
  const output = bytesOf(scripted.output ?? "")
  const truncated = output.byteLength > command.outputLimit
  const killed = scripted.killed ?? (isTooLong ? "timeout" : truncated ? "output" : null)
  return {
    exitCode: killed === null ? (scripted.exitCode ?? 0) : null,
    killed,
    output: output.slice(0, command.outputLimit),
    truncated,
    durationMillis
  }
}

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
