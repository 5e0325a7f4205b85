/**
 * Runs a shell script in whatever sandbox is provided, with limits that do not matter, and reads what it printed as text.
 */
import { Sandbox, type SandboxCommand } from "@layercake/core/port/Sandbox"
import { Duration, Effect } from "effect"

export const run = Effect.fnUntraced(function* (
  directory: string,
  script: string,
  options: Partial<SandboxCommand> = {}
) {
  const sandbox = yield* Sandbox
  const result = yield* sandbox.run({
    directory,
    argv: ["sh", "-c", script],
    network: "none",
    timeout: Duration.seconds(20),
    outputLimit: 100_000,
    diskLimit: 100_000_000,
    memoryLimit: 1_000_000_000,
    ...options
  })
  return { ...result, text: new TextDecoder().decode(result.output) }
})
