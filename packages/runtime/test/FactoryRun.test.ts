/**
 * The standard pipeline end to end on the memory adapters, with a scripted executor.
 */
import { assert, describe, it } from "@effect/vitest"
import { person } from "@layercake/core/actor/Actor"
import { defaultPolicy } from "@layercake/core/pipeline/Policy"
import { GateId } from "@layercake/core/gate/Gate"
import { ProofKind } from "@layercake/core/proof/Proof"
import { gatesInOrder } from "@layercake/core/pipeline/GateProgress"
import { projectOf } from "@layercake/core/project/ProjectState"
import { Effect } from "effect"
import * as Intake from "../src/intake/Intake.ts"
import { ProjectStates } from "../src/project/ProjectStates.ts"
import * as Verification from "../src/verify/Verification.ts"
import * as MemoryFactory from "./MemoryFactory.ts"

const policy = {
  ...defaultPolicy,
  unattended: {
    name: "test",
    gates: ["G1", "G2", "G3", "G4", "G7", "G8", "G9"].map((gate) => GateId.make(gate)),
    acceptInconclusive: [ProofKind.make("audit")]
  }
}

describe("the factory on memory adapters", () => {
  it.live(
    "carries a brief from G0 to G9",
    () =>
      Effect.gen(function* () {
        const project = yield* Intake.take({ brief: MemoryFactory.brief, policy }, person("ada"))
        const state = yield* MemoryFactory.settled(project)

        assert.strictEqual(projectOf(state)?.status, "completed")
        assert.isTrue(gatesInOrder(state).every((gate) => gate.status === "approved"))
        const report = yield* Verification.verify()
        assert.deepStrictEqual(report.differences, [])
        const states = yield* ProjectStates
        assert.strictEqual((yield* states.load(project)).version, state.version)
      }).pipe(Effect.provide(MemoryFactory.layer())),
    20_000
  )
})
