/**
 * One command tried in the sandbox under test, with limits that do not matter unless the test says otherwise.
 */
import { Sandbox, type SandboxCommand } from "@layercake/core/port/Sandbox"
import { Duration, Effect, type Scope, Stream } from "effect"

/** The machine as seen from outside of the sandbox. */
export interface SandboxSurroundings {
  /** Absolute path of an empty folder that a command may be given; removed with its scope. */
  readonly folder: Effect.Effect<string, never, Scope.Scope>
  /** Content of a file, empty when there is none. */
  readonly read: (path: string) => Effect.Effect<string>
  /** How many processes of the machine were started with arguments that hold this text. */
  readonly running: (text: string) => Effect.Effect<number>
}

export const megabyte = 1024 * 1024

/** Runs in an empty folder when none is given; `text` is the output as text. */
export const run = Effect.fnUntraced(function* (
  surroundings: SandboxSurroundings,
  argv: SandboxCommand["argv"],
  options: Partial<SandboxCommand> = {}
) {
  const sandbox = yield* Sandbox
  const result = yield* sandbox.run(yield* commandOf(surroundings, argv, options))
  const text = yield* Stream.mkString(Stream.decodeText(Stream.make(result.output)))
  return { ...result, text }
}, Effect.scoped)

export const shell = (surroundings: SandboxSurroundings, script: string, options?: Partial<SandboxCommand>) =>
  run(surroundings, ["sh", "-c", script], options)

/** The same, to be talked to. */
export const start = Effect.fnUntraced(function* (
  surroundings: SandboxSurroundings,
  argv: SandboxCommand["argv"],
  options: Partial<SandboxCommand> = {}
) {
  const sandbox = yield* Sandbox
  return yield* sandbox.start(yield* commandOf(surroundings, argv, options))
})

const commandOf = Effect.fnUntraced(function* (
  surroundings: SandboxSurroundings,
  argv: SandboxCommand["argv"],
  options: Partial<SandboxCommand>
) {
  return {
    directory: options.directory ?? (yield* surroundings.folder),
    argv,
    network: "none",
    timeout: Duration.seconds(20),
    outputLimit: megabyte,
    diskLimit: 100 * megabyte,
    memoryLimit: 1024 * megabyte,
    ...options
  } satisfies SandboxCommand
})
