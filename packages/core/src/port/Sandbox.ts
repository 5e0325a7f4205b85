/**
 * Runs one command of a build away from the machine it runs on. Owns isolation, limits and killing; knows nothing of
 * what the command means.
 */
import { Context, type Duration, type Effect, Schema, type Scope, type Stream } from "effect"

/**
 * `none`: nothing outside of the sandbox. `registry`: what is needed to install packages. `loopback`: nothing outside of
 * the sandbox either, and inside it a 127.0.0.1 of its own works. `hosts`: these and no others, through a proxy that the
 * variables HTTP_PROXY and HTTPS_PROXY name: `api.example.com`, or `*.example.com` for all names below it, each for port
 * 443 unless a port is given (`api.example.com:8443`). Addresses instead of names, and names that lead to an address that
 * is not public, are refused.
 */
export type NetworkAccess = "none" | "registry" | "loopback" | { readonly hosts: ReadonlyArray<string> }

export interface SandboxCommand {
  /** Absolute path of the only folder that may be written. The command starts there. */
  readonly directory: string
  /** Program and arguments; never a shell line. */
  readonly argv: readonly [string, ...ReadonlyArray<string>]
  /** The whole environment besides PATH, HOME and TMPDIR, which the sandbox sets. Nothing of the host's is inherited. */
  readonly env?: Readonly<Record<string, string>>
  /**
   * Absolute paths of files and folders outside of `directory` that are shown read-only under the same path, for example
   * an installed program. The command may run as another user, so they must be readable by everybody.
   */
  readonly readable?: ReadonlyArray<string>
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

/** How a command ended. */
export interface SandboxEnd {
  /** Null when the command was killed; with `killed: null` by something outside of LayerCake, such as the kernel. */
  readonly exitCode: number | null
  /** Why LayerCake killed it; null when it ended by itself. */
  readonly killed: "timeout" | "output" | "disk" | "memory" | null
  /** Whether it printed more than the limit. */
  readonly truncated: boolean
  readonly durationMillis: number
  /** Connections that were not let through, each once: `evil.example:443: it is not on the list`. */
  readonly refused: ReadonlyArray<string>
}

export interface SandboxResult extends SandboxEnd {
  /** Stdout and stderr as they came, cut at the limit, and then a line for each refused connection. */
  readonly output: Uint8Array
}

/** A command that runs and is talked to, for example an agent. */
export interface SandboxProcess {
  /** To its standard input, in the order of the calls; waits while it does not read. What it no longer reads is lost. */
  readonly write: (bytes: Uint8Array) => Effect.Effect<void>
  /** Closes its standard input; what is written later is lost. */
  readonly endInput: Effect.Effect<void>
  /** Its stdout, which can be read once; ends when it has ended, and is cut at the limit. It waits while nobody reads. */
  readonly output: Stream.Stream<Uint8Array>
  /** The last 16 kB of its stderr so far as text, and a line for each refused connection. */
  readonly errors: Effect.Effect<string>
  /** Waits for its end, by itself or by a limit. Whatever it started is gone then. */
  readonly ended: Effect.Effect<SandboxEnd>
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
    /** Under the same limits. The whole process tree is killed when the scope is closed. */
    readonly start: (
      command: SandboxCommand
    ) => Effect.Effect<SandboxProcess, SandboxUnavailable, Scope.Scope>
  }
>()("@layercake/core/port/Sandbox") {}
