/**
 * How every `Sandbox` adapter must let a command be talked to while it runs. Called by `SandboxConformance`.
 */
import { assert, it } from "@effect/vitest"
import type { Sandbox, SandboxProcess } from "@layercake/core/port/Sandbox"
import { bytesOf } from "@layercake/core/store/BlobText"
import { Duration, Effect, Exit, type Layer, Random, Scope, Stream } from "effect"
import * as SandboxTrial from "./SandboxTrial.ts"

const own = Effect.runSync(Random.next).toFixed(12).slice(2)

export const suite = <E>(
  name: string,
  layer: Layer.Layer<Sandbox, E>,
  surroundings: SandboxTrial.SandboxSurroundings
) =>
  it.layer(layer, { excludeTestServices: true, timeout: "30 seconds" })(
    `Sessions of Sandbox (${name})`,
    (it) => {
      const { folder, read, running } = surroundings
      const start = (script: string, options?: Parameters<typeof SandboxTrial.start>[2]) =>
        SandboxTrial.start(surroundings, ["sh", "-c", script], options)

      it.effect("answers line by line, and ends with its input", () =>
        Effect.gen(function* () {
          const process = yield* start('while read line; do echo "<$line>"; done; exit 3')
          yield* process.write(bytesOf("one\n"))
          const first = yield* process.output.pipe(
            Stream.decodeText,
            Stream.splitLines,
            Stream.mapEffect((line) =>
              Effect.as(line === "<one>" ? process.write(bytesOf("two\n")) : process.endInput, line)
            ),
            Stream.runCollect
          )
          const end = yield* process.ended

          assert.deepStrictEqual(first, ["<one>", "<two>"])
          assert.strictEqual(end.exitCode, 3)
          assert.strictEqual(end.killed, null)
          assert.strictEqual(end.truncated, false)
        }).pipe(Effect.scoped)
      )

      it.effect("keeps stderr away from stdout, and its end", () =>
        Effect.gen(function* () {
          const process = yield* start(
            "i=0; while [ $i -lt 3000 ]; do i=$((i+1)); echo line $i >&2; done; echo out; echo last >&2"
          )
          const output = yield* textOf(process)
          yield* process.ended
          const errors = yield* process.errors

          assert.strictEqual(output, "out\n")
          assert.match(errors, /line 3000\nlast\n$/)
          assert.isAtMost(errors.length, 16_384)
        }).pipe(Effect.scoped)
      )

      it.effect("hands over everything that was printed before the end, however late it is read", () =>
        Effect.gen(function* () {
          const process = yield* start("head -c 40000 /dev/zero | tr '\\0' x")
          yield* process.ended

          assert.strictEqual((yield* textOf(process)).length, 40_000)
        }).pipe(Effect.scoped)
      )

      it.effect("lets input wait that is not read yet, and loses none of it", () =>
        Effect.gen(function* () {
          const process = yield* start("sleep 0.2; wc -c")
          const block = new Uint8Array(100_000).fill(65)
          for (let index = 0; index < 40; index++) yield* process.write(block)
          yield* process.endInput

          assert.strictEqual((yield* textOf(process)).trim(), "4000000")
        }).pipe(Effect.scoped)
      )

      it.effect("takes no harm from input that comes after the end", () =>
        Effect.gen(function* () {
          const process = yield* start("exit 0")
          yield* process.ended
          yield* Effect.forEach(Array.from({ length: 40 }), () => process.write(bytesOf("late")))
          yield* process.endInput

          assert.strictEqual((yield* process.ended).exitCode, 0)
        }).pipe(Effect.scoped)
      )

      it.effect("kills a command that prints more than the limit on both streams together", () =>
        Effect.gen(function* () {
          const process = yield* start(`head -c 60000 /dev/zero >&2; cat /dev/zero; sleep 9401.${own}`, {
            outputLimit: 100_000
          })
          const size = yield* process.output.pipe(
            Stream.runFold(
              () => 0,
              (total, chunk) => total + chunk.length
            )
          )
          const end = yield* process.ended

          assert.isAtMost(size, 100_000)
          assert.strictEqual(end.killed, "output")
          assert.isTrue(end.truncated)
          assert.strictEqual(yield* running(`9401.${own}`), 0)
        }).pipe(Effect.scoped)
      )

      it.effect("kills a command that takes too long, though nobody reads", () =>
        Effect.gen(function* () {
          const process = yield* start(`(setsid sleep 9402.${own} &) ; sleep 9402.${own}; true`, {
            timeout: Duration.millis(700)
          })
          const end = yield* process.ended

          assert.strictEqual(end.killed, "timeout")
          assert.strictEqual(end.exitCode, null)
          assert.strictEqual(yield* running(`9402.${own}`), 0)
        }).pipe(Effect.scoped)
      )

      it.effect("kills the whole tree when its scope is closed, and ends for those who wait outside", () =>
        Effect.gen(function* () {
          const directory = yield* folder
          const scope = yield* Scope.make()
          const process = yield* start(
            `(setsid sleep 9403.${own} &) ; echo yes > begun; sleep 9403.${own}; true`,
            { directory }
          ).pipe(Scope.provide(scope))
          yield* read(`${directory}/begun`).pipe(Effect.repeat({ until: (text) => text !== "" }))

          yield* Scope.close(scope, Exit.void)

          assert.strictEqual(yield* running(`9403.${own}`), 0)
          assert.strictEqual((yield* process.ended).exitCode, null)
        }).pipe(Effect.scoped)
      )

      it.effect("refuses a program that is not there, naming it", () =>
        Effect.gen(function* () {
          const error = yield* Effect.flip(SandboxTrial.start(surroundings, ["no-such-program"]))

          assert.strictEqual(error._tag, "SandboxUnavailable")
          assert.include(error.message, "no-such-program")
        }).pipe(Effect.scoped)
      )
    }
  )

const textOf = (process: SandboxProcess) => process.output.pipe(Stream.decodeText, Stream.mkString)
