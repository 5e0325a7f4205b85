import { assert, describe, it } from "@effect/vitest"
import { Sandbox, type SandboxCommand } from "@layercake/core/port/Sandbox"
import { bytesOf } from "@layercake/core/store/BlobText"
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
        durationMillis: 0,
        refused: []
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

  it.effect("converses by the script, and ends with the conversation", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox
      const process = yield* sandbox.start({ ...command("agent"), outputLimit: 1000 })
      yield* process.write(bytesOf("one\n"))
      yield* process.write(bytesOf("two\n"))
      yield* process.endInput

      assert.strictEqual(yield* process.output.pipe(Stream.decodeText, Stream.mkString), "<one><two>")
      assert.deepStrictEqual(yield* process.ended, {
        exitCode: 4,
        killed: null,
        truncated: false,
        durationMillis: 0,
        refused: ["evil.example.com:443: it is not on the list of hosts"]
      })
      assert.strictEqual(yield* process.errors, "a warning")
      yield* process.write(bytesOf("late"))
    }).pipe(
      Effect.scoped,
      Effect.provide(
        MemorySandbox.layerWith(() => ({
          exitCode: 4,
          errors: "a warning",
          refused: ["evil.example.com:443: it is not on the list of hosts"],
          converse: (input) =>
            input.pipe(
              Stream.decodeText,
              Stream.splitLines,
              Stream.map((line) => bytesOf(`<${line}>`))
            )
        }))
      )
    )
  )

  it.effect("ends a conversation that takes too long, or is left", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox
      const slow = yield* sandbox.start(command("agent"))
      const left = yield* Effect.scoped(sandbox.start(command("agent")))
      yield* TestClock.adjust("10 seconds")

      assert.strictEqual((yield* slow.ended).killed, "timeout")
      assert.strictEqual((yield* left.ended).exitCode, null)
    }).pipe(Effect.scoped, Effect.provide(MemorySandbox.layerWith(() => ({ converse: () => Stream.never }))))
  )

  it.effect("cuts a conversation at the limit of output, and cannot start what the script forbids", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox
      const process = yield* sandbox.start(command("agent"))
      const said = yield* process.output.pipe(Stream.decodeText, Stream.mkString)
      const error = yield* Effect.flip(sandbox.start(command("nothing")))

      assert.strictEqual(said, "yyyyyyyy")
      assert.strictEqual((yield* process.ended).killed, "output")
      assert.strictEqual(error.reason, "no such program")
    }).pipe(
      Effect.scoped,
      Effect.provide(
        MemorySandbox.layerWith(
          MemorySandbox.byCommandLine(
            { nothing: { unavailable: "no such program" } },
            { output: "y".repeat(9) }
          )
        )
      )
    )
  )
})
