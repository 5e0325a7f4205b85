import { assert, describe, it } from "@effect/vitest"
import { Sandbox, type SandboxCommand } from "@layercake/core/port/Sandbox"
import * as MemorySandbox from "@layercake/memory/MemorySandbox"
import { Duration, Effect, Fiber, Stream } from "effect"
import { TestClock } from "effect/testing"

const command = (...argv: readonly [string, ...ReadonlyArray<string>]): SandboxCommand => ({
  directory: "/workspace",
  argv,
  network: "none",
  timeout: Duration.seconds(10),
  outputLimit: 8,
  diskLimit: 1000,
  memoryLimit: 1000
})

const run = (asked: SandboxCommand) => Effect.flatMap(Sandbox, (sandbox) => sandbox.run(asked))
const text = (bytes: Uint8Array) => Stream.make(bytes).pipe(Stream.decodeText, Stream.mkString)

describe("MemorySandbox", () => {
  it.effect("lets every command succeed", () =>
    Effect.gen(function* () {
      const result = yield* run(command("rm", "-rf", "/"))

      assert.deepStrictEqual(result, {
        exitCode: 0,
        killed: null,
        output: new Uint8Array(),
        truncated: false,
        durationMillis: 0
      })
    }).pipe(Effect.provide(MemorySandbox.layer))
  )

  it.effect("plays what the script says for a command line", () =>
    Effect.gen(function* () {
      const failed = yield* run(command("npm", "run", "lint"))
      const other = yield* run(command("npm", "run", "build"))

      assert.strictEqual(failed.exitCode, 2)
      assert.strictEqual(yield* text(failed.output), "no rule")
      assert.strictEqual(other.exitCode, 7)
    }).pipe(
      Effect.provide(
        MemorySandbox.layerWith(
          MemorySandbox.byCommandLine({ "npm run lint": { exitCode: 2, output: "no rule" } }, { exitCode: 7 })
        )
      )
    )
  )

  it.effect("cuts output at the limit and kills the command", () =>
    Effect.gen(function* () {
      const result = yield* run(command("yes"))

      assert.strictEqual(result.killed, "output")
      assert.strictEqual(result.exitCode, null)
      assert.isTrue(result.truncated)
      assert.strictEqual(yield* text(result.output), "yyyyyyyy")
    }).pipe(Effect.provide(MemorySandbox.layerWith(() => ({ output: "y".repeat(9) }))))
  )

  it.effect("kills a command that takes longer than it may", () =>
    Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(run(command("sleep", "60")))
      yield* TestClock.adjust("10 seconds")

      const result = yield* Fiber.join(fiber)

      assert.strictEqual(result.killed, "timeout")
      assert.strictEqual(result.durationMillis, 10_000)
    }).pipe(Effect.provide(MemorySandbox.layerWith(() => ({ takes: Duration.minutes(1) }))))
  )

  it.effect("reports the limits that the script names, and that it cannot start", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* run(command("fill"))).killed, "disk")

      const error = yield* Effect.flip(run(command("nothing")))
      assert.strictEqual(error._tag, "SandboxUnavailable")
      assert.strictEqual(error.reason, "no such program")
    }).pipe(
      Effect.provide(
        MemorySandbox.layerWith(
          MemorySandbox.byCommandLine({
            fill: { killed: "disk" },
            nothing: { unavailable: "no such program" }
          })
        )
      )
    )
  )
})
