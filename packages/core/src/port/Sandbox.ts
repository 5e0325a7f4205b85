/**
 * Runs one command of a build away from the machine it runs on. Owns isolation, limits and killing; knows nothing of
 * what the command means.
 */
import { Context, type Duration, type Effect, Schema } from "effect"

/**
 * `none`: nothing outside of the sandbox. `registry`: what is needed to install packages. `loopback`: nothing outside of
 * the sandbox either, and inside it a 127.0.0.1 of its own works.
 */
export type NetworkAccess = "none" | "registry" | "loopback"

export interface SandboxCommand {
  /** Absolute path of the only folder that may be written. The command starts there. */
  readonly directory: string
  /** Program and arguments; never a shell line. */
  readonly argv: readonly [string, ...ReadonlyArray<string>]
  /** The whole environment besides PATH, HOME and TMPDIR, which the sandbox sets. Nothing of the host's is inherited. */
  readonly env?: Readonly<Record<string, string>>
  readonly network: NetworkAccess
  /** The whole process tree is killed when it has passed. */
  readonly timeout: Duration.Duration
  /** Bytes of stdout and stderr together that are kept; the process tree is killed when more is printed. */
  readonly outputLimit: number
  /** Bytes the command may add to the folder before it is killed. */
  readonly diskLimit: number
  /** Bytes of memory of the whole process tree before it is killed. */
  readonly memoryLimit: number
}

export interface SandboxResult {
  /** Null when the command was killed; with `killed: null` by something outside of LayerCake, such as the kernel. */
  readonly exitCode: number | null
  /** Why LayerCake killed it; null when it ended by itself. */
  readonly killed: "timeout" | "output" | "disk" | "memory" | null
  /** Stdout and stderr as they came, cut at the limit. */
  readonly output: Uint8Array
  readonly truncated: boolean
  readonly durationMillis: number
}

/** The command could not be started: no such program, no sandbox on this machine, folder missing. */
export class SandboxUnavailable extends Schema.TaggedError<SandboxUnavailable>()("SandboxUnavailable", {
  sandbox: Schema.String,
  reason: Schema.String
}) {
  readonly isRetryable = false
  override get message() {
    return `The ${this.sandbox} sandbox cannot run commands here: ${this.reason}`
  }
}

export class Sandbox extends Context.Service<
  Sandbox,
  {
    /** For proofs and the screen, for example `bubblewrap`. */
    readonly name: string
    /** False for the plain process, which protects nothing; a build then carries a visible warning. */
    readonly isolated: boolean
    /** Interrupting kills the whole process tree. */
    readonly run: (command: SandboxCommand) => Effect.Effect<SandboxResult, SandboxUnavailable>
  }
>()("@layercake/core/port/Sandbox") {}
