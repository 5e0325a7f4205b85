/**
 * A proof that a person wants made again.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Planner from "@layercake/core/pipeline/Planner"
import { projectOf, rowOf } from "@layercake/core/project/ProjectState"
import { ProofKind } from "@layercake/core/proof/Proof"
import { proofKey } from "@layercake/core/proof/ProofBoard"
import { RequestProof } from "@layercake/core/proof/ProofCommand"
import { ada, after, proving, refusal, tags, when } from "../project/GivenProject.ts"
import { standing, unproven } from "../pipeline/GateStanding.ts"

const again = (kind: string) => new RequestProof({ kind: ProofKind.make(kind) })

describe("a proof that is wanted again", () => {
  it("does not count any more and is due again", () => {
    const state = after(unproven("E"), proving(unproven("E"), "E", "install"))
    const key = proofKey("install", projectOf(state)?.tree ?? "")
    assert.strictEqual(rowOf(state, "proof", key)?.outcome, "passed")
    const asked = after(state, again("install"), ada)
    assert.isUndefined(rowOf(asked, "proof", key))
    assert.deepStrictEqual(
      Planner.due(asked).map(({ _tag }) => _tag),
      ["BuildTree"]
    )
    assert.deepStrictEqual(tags(when(state, again("install"), ada)), ["ProofRequested"])
  })

  it("is one that the gate needs now and that there is", () => {
    assert.deepInclude(refusal(unproven("E"), again("form"), ada), { _tag: "ProofNotNeeded", gate: "E" })
    assert.strictEqual(refusal(unproven("E"), again("install"), ada)._tag, "ProofUnknown")
    assert.strictEqual(refusal(standing("E"), again("install"), ada)._tag, "ProofNotNeeded")
  })
})
