/**
 * A program that speaks the Agent Client Protocol over its standard streams, started in the sandbox.
 */
import * as acp from "@agentclientprotocol/sdk"
import type { AgentExecutorError } from "@layercake/core/port/AgentExecutor"
import { Sandbox, type SandboxEnd, type SandboxProcess } from "@layercake/core/port/Sandbox"
import { Duration, Effect, Redacted, type Scope, Stream } from "effect"
import type { AcpPeer } from "./AcpPeer.ts"
import type { Fail } from "./AcpFailure.ts"

export interface AcpProgram {
  /** For events and the screen. */
  readonly name: string
  /** Absolute path of the program, and its arguments. */
  readonly argv: readonly [string, ...ReadonlyArray<string>]
  /** What the program needs to know, its key for example. */
  readonly env?: Readonly<Record<string, string | Redacted.Redacted>> | undefined
  /** Files and folders the program needs besides the system. */
  readonly readable?: ReadonlyArray<string> | undefined
  /** What it may reach over the network; nothing when left out. */
  readonly hosts?: ReadonlyArray<string> | undefined
  /** 30 minutes when left out. */
  readonly timeout?: Duration.Duration | undefined
}

const megabyte = 1_000_000

export const start =
  (program: AcpProgram) =>
  (directory: string, fail: Fail): Effect.Effect<AcpPeer, AgentExecutorError, Sandbox | Scope.Scope> =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox
      const process = yield* sandbox
        .start({
          directory,
          argv: program.argv,
          env: envOf(program),
          readable: program.readable ?? [],
          network:
            program.hosts === undefined || program.hosts.length === 0 ? "none" : { hosts: program.hosts },
          timeout: program.timeout ?? Duration.minutes(30),
          outputLimit: 200 * megabyte,
          diskLimit: 200 * megabyte,
          memoryLimit: 4_000 * megabyte
        })
        .pipe(Effect.mapError((error) => fail("not-installed", withoutSecrets(program, error.message))))
      const gone = Effect.gen(function* () {
        const end = yield* process.ended
        return ending(end, withoutSecrets(program, yield* process.errors), fail)
      })
      return { target: yield* streamOf(process), gone }
    })

const streamOf = Effect.fnUntraced(function* (process: SandboxProcess) {
  const services = yield* Effect.context<never>()
  const run = Effect.runPromiseWith(services)
  const writable = new WritableStream<Uint8Array>({
    write: (bytes) => run(process.write(bytes)),
    close: () => run(process.endInput)
  })
  return acp.ndJsonStream(writable, yield* Stream.toReadableStreamEffect(process.output))
})

const envOf = ({ env = {} }: AcpProgram): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(env).map(([name, value]) => [
      name,
      typeof value === "string" ? value : Redacted.value(value)
    ])
  )

const withoutSecrets = ({ env = {} }: AcpProgram, text: string): string =>
  Object.values(env)
    .flatMap((value) => (typeof value === "string" ? [] : [Redacted.value(value)]))
    .filter((secret) => secret !== "")
    .reduce((clean, secret) => clean.replaceAll(secret, "<redacted>"), text)

const killings = {
  timeout: "it took too long",
  output: "it printed too much",
  disk: "it wrote too much",
  memory: "it used too much memory"
}

const ending = (end: SandboxEnd, errors: string, fail: Fail): AgentExecutorError => {
  if (end.killed !== null)
    return fail("other", `the agent was stopped: ${killings[end.killed]}. Make the task smaller`)
  const how = end.exitCode === null ? "was killed" : `ended with exit code ${end.exitCode}`
  const last = [errors.trim(), ...end.refused].filter((part) => part !== "")
  return fail("malformed-response", [`the agent ${how} before its work was finished`, ...last].join("; "))
}
