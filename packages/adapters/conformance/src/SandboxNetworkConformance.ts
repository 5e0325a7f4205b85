/**
 * How every isolating `Sandbox` adapter must keep to a list of hosts. Called by `SandboxConformance`; needs no network.
 */
import { assert, it } from "@effect/vitest"
import type { Sandbox } from "@layercake/core/port/Sandbox"
import { Effect, type Layer, Stream } from "effect"
import * as SandboxTrial from "./SandboxTrial.ts"

export const suite = <E>(
  name: string,
  layer: Layer.Layer<Sandbox, E>,
  surroundings: SandboxTrial.SandboxSurroundings
) =>
  it.layer(layer, { excludeTestServices: true, timeout: "30 seconds" })(
    `Networks of Sandbox (${name})`,
    (it) => {
      const listed = { hosts: ["listed.example.com", "*.below.example.com:8443"] }
      const fetched = (address: string) => `node -e 'fetch("${address}").then(
        () => console.log("reached"), () => console.log("not reached"))'`

      it.effect("refuses hosts that are not on the list, and says so in the output", () =>
        Effect.gen(function* () {
          const result = yield* SandboxTrial.shell(surroundings, fetched("https://evil.example.com/"), {
            network: listed
          })

          assert.match(result.text, /^not reached\n/)
          assert.isTrue(result.refused.some((line) => line.includes("evil.example.com:443")))
          assert.match(result.text, /\[sandbox\] refused a connection to .*evil\.example\.com:443/)
        })
      )

      it.effect("refuses a listed host at another port", () =>
        Effect.gen(function* () {
          const result = yield* SandboxTrial.shell(
            surroundings,
            `${fetched("https://listed.example.com:444/")}; ${fetched("https://a.below.example.com/")}`,
            { network: listed }
          )

          assert.match(result.text, /^not reached\nnot reached\n/)
          assert.strictEqual(result.refused.length, 2)
        })
      )

      it.effect("refuses addresses in place of names", () =>
        Effect.gen(function* () {
          const result = yield* SandboxTrial.shell(
            surroundings,
            `${fetched("https://192.0.2.1/")}; ${fetched("https://169.254.169.254/latest/meta-data/")}`,
            { network: listed }
          )

          assert.match(result.text, /^not reached\nnot reached\n/)
          assert.isTrue(result.refused.some((line) => line.includes("192.0.2.1")))
          assert.isTrue(result.refused.some((line) => line.includes("169.254.169.254")))
        })
      )

      it.effect("names no refusal where nothing outside was asked for", () =>
        Effect.gen(function* () {
          const result = yield* SandboxTrial.shell(surroundings, "echo quiet", { network: listed })

          assert.strictEqual(result.text, "quiet\n")
          assert.deepStrictEqual(result.refused, [])
        })
      )

      it.effect("tells a session of its refusals too", () =>
        Effect.gen(function* () {
          const process = yield* SandboxTrial.start(
            surroundings,
            ["sh", "-c", fetched("https://evil.example.com/")],
            { network: listed }
          )
          const output = yield* process.output.pipe(Stream.decodeText, Stream.mkString)
          const end = yield* process.ended

          assert.strictEqual(output, "not reached\n")
          assert.include(yield* process.errors, "evil.example.com:443")
          assert.strictEqual(end.refused.length, 1)
        }).pipe(Effect.scoped)
      )

      it.effect("refuses a list that cannot be meant, naming the entry", () =>
        Effect.gen(function* () {
          const odd = ["https://example.com", "*", "*.com", "10.0.0.1", "example.com:0", "a b"]

          const errors = yield* Effect.forEach(odd, (host) =>
            Effect.flip(
              SandboxTrial.run(surroundings, ["true"], { network: { hosts: ["fine.example.com", host] } })
            )
          )

          assert.isTrue(errors.every((error, index) => error.message.includes(odd[index] ?? "never")))
        })
      )
    }
  )
