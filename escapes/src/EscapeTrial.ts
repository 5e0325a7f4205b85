/**
 * One attempt in one sandbox: made ready, run, and judged by what was seen from outside.
 */
import { hostname } from "node:os"
import { Sandbox, type SandboxCommand, type NetworkAccess } from "@layercake/core/port/Sandbox"
import { Duration, Effect, Result } from "effect"
import type { EscapeAttempt } from "./EscapeAttempt.ts"
import * as EscapeObserver from "./EscapeObserver.ts"
import * as EscapeWorld from "./EscapeWorld.ts"

export type EscapeOutcome =
  | { readonly outcome: "contained" }
  /** What was seen. */
  | { readonly outcome: "escaped"; readonly seen: string }
  /** Why nothing can be said. */
  | { readonly outcome: "not applicable"; readonly why: string }

export const attempt = Effect.fn("EscapeTrial.attempt")(
  function* (attempt: EscapeAttempt, registryPort: number) {
    const why = EscapeObserver.blindness(attempt.success)
    if (why !== undefined) return { outcome: "not applicable", why } satisfies EscapeOutcome
    const sandbox = yield* Sandbox
    const world = yield* EscapeWorld.make(attempt, registryPort)
    const observer = EscapeObserver.make(attempt.success, world)
    const command = commandOf(attempt, world)
    const run = (script: string) => sandbox.run({ ...command, argv: ["sh", "-c", script] })
    const all = Effect.gen(function* () {
      const first = yield* Effect.all(
        [
          run(attempt.script),
          ...(attempt.beside === undefined
            ? []
            : Array.from({ length: 12 }, (_, turn) =>
                Effect.delay(run(attempt.beside ?? ""), Duration.millis(turn * 150))
              ))
        ],
        { concurrency: 3 }
      )
      return attempt.afterwards === undefined ? first : [...first, yield* run(attempt.afterwards)]
    })
    const results = yield* Effect.result(Effect.raceFirst(all, observer.watch))
    if (Result.isFailure(results)) {
      return { outcome: "not applicable", why: results.failure.message } satisfies EscapeOutcome
    }
    const seen = yield* observer.seen(results.success)
    return (
      seen === undefined ? { outcome: "contained" } : { outcome: "escaped", seen }
    ) satisfies EscapeOutcome
  },
  Effect.scoped,
  Effect.orDie
)

const megabyte = 1024 * 1024

const commandOf = ({ limits, network }: EscapeAttempt, world: EscapeWorld.EscapeWorld) =>
  ({
    directory: world.folder,
    env: { ...world.variables, HOST_NAME: hostname() },
    network: networkOf(network, world.port),
    timeout: Duration.millis(limits?.timeoutMillis ?? 20_000),
    outputLimit: limits?.output ?? 4 * megabyte,
    diskLimit: limits?.disk ?? 200 * megabyte,
    memoryLimit: limits?.memory ?? 1024 * megabyte
  }) satisfies Omit<SandboxCommand, "argv">

/** Lists that name the machine itself, which a careless person might write. */
const networkOf = (network: EscapeAttempt["network"], port: number): NetworkAccess => {
  if (network === "localhost") return { hosts: [`localhost:${port}`] }
  if (network === "hostname") return { hosts: [`${hostname()}:${port}`] }
  return network ?? "none"
}
