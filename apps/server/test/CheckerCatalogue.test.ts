import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import { standardPipeline } from "@layercake/core/pipeline/StandardPipeline"
import { Checkers } from "@layercake/core/port/Checkers"
import * as CheckerCatalogue from "@layercake/server/CheckerCatalogue"
import { Effect, Layer, Option } from "effect"

describe("CheckerCatalogue", () => {
  it.effect("serves every kind of check that the standard pipeline asks for", () =>
    Effect.gen(function* () {
      const checkers = yield* Checkers
      const kinds = standardPipeline.gates.flatMap((gate) =>
        gate.proofs.flatMap((proof) => (proof.prover._tag === "check" ? [proof.kind] : []))
      )

      assert.isAtLeast(kinds.length, 8)
      assert.deepStrictEqual(
        kinds.filter((kind) => Option.isNone(checkers.find(kind))),
        []
      )
    }).pipe(Effect.provide(CheckerCatalogue.layer.pipe(Layer.provide(NodeServices.layer))))
  )
})
