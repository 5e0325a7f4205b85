import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import { Sandbox } from "@layercake/core/port/Sandbox"
import { Context, Effect, Layer, Option } from "effect"
import * as DetectedSandbox from "../src/DetectedSandbox.ts"
import { bwrapIsMissing } from "./BubblewrapPresence.ts"

/** Bubblewrap cannot show a Node that is not there, which is as good as having no bubblewrap. */
const unusable = { toolchain: { node: "/no/such/node", npm: Option.none() } }

const detect = (options: DetectedSandbox.DetectedSandboxOptions) =>
  Layer.build(DetectedSandbox.layer(options)).pipe(
    Effect.map((context) => Context.get(context, Sandbox)),
    Effect.scoped,
    Effect.provide(NodeServices.layer)
  )

describe("The detected sandbox", () => {
  it.live.skipIf(bwrapIsMissing !== "")("is bubblewrap where it works, also when less would do", () =>
    Effect.gen(function* () {
      const sandbox = yield* detect({ allowUnisolated: true })

      assert.strictEqual(sandbox.name, "bubblewrap")
    })
  )

  it.live("is none where bubblewrap does not work, and says why", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(detect({ ...unusable, allowUnisolated: false }))

      assert.strictEqual(error._tag, "SandboxUnavailable")
      assert.strictEqual(error.sandbox, "bubblewrap")
      assert.notStrictEqual(error.reason.trim(), "")
    })
  )

  it.live("is the plain process only when that was asked for", () =>
    Effect.gen(function* () {
      const sandbox = yield* detect({ ...unusable, allowUnisolated: true })

      assert.strictEqual(sandbox.name, "process")
      assert.strictEqual(sandbox.isolated, false)
    })
  )
})
