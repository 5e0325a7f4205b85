/**
 * How every `Sandbox` adapter must keep to its limits and leave nothing running. Called by `SandboxConformance`.
 */
import { assert, it } from "@effect/vitest"
import type { Sandbox, SandboxCommand } from "@layercake/core/port/Sandbox"
import { Duration, Effect, Fiber, type Layer, Random } from "effect"
import * as SandboxTrial from "./SandboxTrial.ts"

const { megabyte } = SandboxTrial

/** Digits that no other suite on this machine has in its commands: they run at the same time. */
const own = Effect.runSync(Random.next).toFixed(12).slice(2)

export const suite = <E>(
  name: string,
  layer: Layer.Layer<Sandbox, E>,
  surroundings: SandboxTrial.SandboxSurroundings,
  expected: { readonly isolated: boolean }
) =>
  it.layer(layer, { excludeTestServices: true, timeout: "30 seconds" })(
    `Limits of Sandbox (${name})`,
    (it) => {
      const { folder, read, running } = surroundings
      const run = (argv: SandboxCommand["argv"], options?: Partial<SandboxCommand>) =>
        SandboxTrial.run(surroundings, argv, options)
      const shell = (script: string, options?: Partial<SandboxCommand>) =>
        SandboxTrial.shell(surroundings, script, options)

      it.effect("leaves nothing running when the command ends before what it started", () =>
        Effect.gen(function* () {
          const result = yield* shell(`sleep 9301.${own} & (setsid sleep 9301.${own} &) ; echo done`)

          assert.strictEqual(result.text, "done\n")
          assert.strictEqual(result.exitCode, 0)
          assert.strictEqual(yield* running(`9301.${own}`), 0)
        })
      )

      it.effect("kills grandchildren, daemons and what ignores signals when the time is over", () =>
        Effect.gen(function* () {
          const result = yield* shell(
            `trap "" TERM INT HUP
           (sh -c 'sleep 9302.${own}; true' &)
           (setsid sh -c 'trap "" TERM INT HUP; cd /; sleep 9302.${own}; true' > /dev/null 2>&1 &)
           echo begun
           sleep 9302.${own}
           sleep 9302.${own}`,
            { timeout: Duration.millis(1500) }
          )

          assert.strictEqual(result.killed, "timeout")
          assert.strictEqual(result.exitCode, null)
          assert.strictEqual(result.text, "begun\n")
          assert.isBelow(result.durationMillis, 6_000)
          assert.strictEqual(yield* running(`9302.${own}`), 0)
        })
      )

      it.effect("kills a command that prints more than the limit", () =>
        Effect.gen(function* () {
          const result = yield* run(["yes", `9303.${own}`], { outputLimit: 10_000 })

          assert.strictEqual(result.killed, "output")
          assert.strictEqual(result.exitCode, null)
          assert.strictEqual(result.output.length, 10_000)
          assert.strictEqual(result.truncated, true)
          assert.strictEqual(yield* running(`9303.${own}`), 0)
        })
      )

      it.effect("keeps output that ends right at the limit", () =>
        Effect.gen(function* () {
          const result = yield* run(["printf", "0123456789"], { outputLimit: 10 })

          assert.strictEqual(result.text, "0123456789")
          assert.strictEqual(result.truncated, false)
          assert.strictEqual(result.exitCode, 0)
        })
      )

      it.effect("kills a command that writes a file beyond the disk limit", () =>
        Effect.gen(function* () {
          const result = yield* shell(`head -c 500000000 /dev/zero > big; sleep 9304.${own}`, {
            diskLimit: 20 * megabyte
          })

          assert.strictEqual(result.killed, "disk")
          assert.strictEqual(yield* running(`9304.${own}`), 0)
        })
      )

      it.effect("kills a command that writes many files beyond the disk limit", () =>
        Effect.gen(function* () {
          const result = yield* shell(
            "mkdir d; i=0; while true; do i=$((i+1)); head -c 2000000 /dev/zero > d/$i || exit 3; done",
            { diskLimit: 40 * megabyte }
          )

          assert.strictEqual(result.killed, "disk")
        })
      )

      it.effect("lets a command write up to the disk limit", () =>
        Effect.gen(function* () {
          const result = yield* shell("head -c 18000000 /dev/zero > big && rm big && echo fine", {
            diskLimit: 20 * megabyte
          })

          assert.strictEqual(result.text, "fine\n")
          assert.strictEqual(result.killed, null)
        })
      )

      it.effect("kills a process tree that takes more memory than the limit", () =>
        Effect.gen(function* () {
          const grow = `const kept${own} = []; setInterval(() => kept${own}.push(Buffer.alloc(8e6, 1)), 10)`

          const result = yield* shell(`node -e "${grow}" & node -e "${grow}" & wait`, {
            memoryLimit: 300 * megabyte
          })

          assert.strictEqual(result.killed, "memory")
          assert.strictEqual(yield* running(`kept${own}.push`), 0)
        })
      )

      it.effect("kills the whole tree when it is interrupted", () =>
        Effect.scoped(
          Effect.gen(function* () {
            const directory = yield* folder
            const fiber = yield* Effect.forkChild(
              shell(`(setsid sleep 9305.${own} &) ; echo yes > begun; sleep 9305.${own}; true`, { directory })
            )
            yield* read(`${directory}/begun`).pipe(Effect.repeat({ until: (text) => text !== "" }))

            yield* Fiber.interrupt(fiber)

            assert.strictEqual(yield* running(`9305.${own}`), 0)
          })
        )
      )

      if (expected.isolated) {
        it.effect("bounds how many processes there are", () =>
          Effect.gen(function* () {
            const result = yield* shell(
              `i=0; while [ $i -lt 5000 ]; do i=$((i+1)); sleep 9306.${own} & done; echo all of them`,
              { outputLimit: 100_000 }
            )

            assert.notInclude(result.text, "all of them")
            assert.notStrictEqual(result.exitCode, 0)
            assert.strictEqual(yield* running(`9306.${own}`), 0)
          })
        )

        it.effect("survives a fork bomb", () =>
          Effect.gen(function* () {
            const result = yield* shell(`bomb() { bomb | bomb & }; bomb 9307.${own}; sleep 9307.${own}`, {
              timeout: Duration.seconds(2)
            })

            assert.notStrictEqual(result.exitCode, 0)
            assert.strictEqual(yield* running(`9307.${own}`), 0)
          })
        )
      }
    }
  )
