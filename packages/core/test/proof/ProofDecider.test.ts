/**
 * What a proof leads to: a repair, a person, the end of a build.
 */
import { assert, describe, it } from "@effect/vitest"
import { BuildId } from "@layercake/core/build/BuildEvent"
import { projectOf, type ProjectState, rowOf } from "@layercake/core/project/ProjectState"
import { ProofKind } from "@layercake/core/proof/Proof"
import { StartBuild } from "@layercake/core/proof/ProofCommand"
import { EntryId } from "@layercake/core/register/Register"
import { ResolveHold } from "@layercake/core/register/RegisterCommand"
import { ada, after, gateId, proving, tags, when } from "../project/GivenProject.ts"
import { ran, underPolicy, unproven } from "../pipeline/GateStanding.ts"

const escalated = ["EscalationRaised", "GateBlocked"]
const failing = (state: ProjectState, said = "failed") =>
  proving(state, "C", "specifications", "failed", said)

describe("a proof", () => {
  it("is recorded once, however often it is told", () => {
    const state = unproven("C")
    const proof = proving(state, "C", "specifications")
    assert.deepStrictEqual(tags(when(state, proof)), ["ProofRecorded"])
    assert.deepStrictEqual(when(after(state, proof), proof), [])
  })

  it("that passes again in other words says nothing new while nobody reviews it", () => {
    const state = unproven("C")
    const passed = after(state, proving(state, "C", "specifications"))
    assert.deepStrictEqual(when(passed, proving(state, "C", "specifications", "passed", "in 12 ms")), [])
    const failed = after(state, proving(state, "C", "specifications", "failed"))
    assert.deepStrictEqual(tags(when(failed, failing(state, "elsewhere"))), ["ProofRecorded", "HealAssessed"])
  })

  it("that failed is repaired as often as the policy says, then goes to a person", () => {
    let state = underPolicy(unproven("C"), { healAttempts: 2 })
    for (const heals of [1, 2]) {
      const failed = failing(state, `said ${"again ".repeat(heals)}`)
      assert.deepStrictEqual(tags(when(state, failed)), ["ProofRecorded", "HealAssessed"])
      state = ran(after(state, failed), "C", "specs", "writes")
      assert.strictEqual(rowOf(state, "task", "C/specs")?.heals, heals)
    }
    assert.deepStrictEqual(tags(when(state, failing(state))), [
      "ProofRecorded",
      "HealAssessed",
      "HealExhausted",
      ...escalated
    ])
    const blocked = after(state, failing(state))
    const resolved = after(
      blocked,
      new ResolveHold({ id: EntryId.make("escalation-1"), resolution: "go" }),
      ada
    )
    assert.strictEqual(rowOf(resolved, "task", "C/specs")?.heals, 0)
    assert.isUndefined(rowOf(resolved, "proof", `specifications@${projectOf(resolved)?.tree}`))
  })

  it("that passes after a repair says so", () => {
    const healed = ran(after(unproven("C"), failing(unproven("C"))), "C", "specs", "writes")
    assert.deepStrictEqual(tags(when(healed, proving(healed, "C", "specifications"))), [
      "ProofRecorded",
      "HealSucceeded"
    ])
  })

  it("that could not be carried out goes to a person, unless that may be", () => {
    const state = unproven("C")
    assert.deepStrictEqual(tags(when(state, proving(state, "C", "specifications", "inconclusive"))), [
      "ProofRecorded",
      ...escalated
    ])
    const last = unproven("F")
    assert.deepStrictEqual(tags(when(last, proving(last, "F", "audit", "inconclusive"))), ["ProofRecorded"])
  })

  it("that nobody owns goes to a person when it fails", () => {
    const state = unproven("F")
    assert.deepStrictEqual(tags(when(state, proving(state, "F", "push", "failed"))), [
      "ProofRecorded",
      ...escalated
    ])
  })

  it("that is known to fail and stands where no repair is left goes to a person when it is told again", () => {
    const state = underPolicy(after(unproven("C"), failing(unproven("C"))), { healAttempts: 0 })
    assert.deepStrictEqual(tags(when(state, failing(state))), ["HealExhausted", ...escalated])
    assert.deepStrictEqual(when(after(state, failing(state)), failing(state)), [])
  })
})

describe("a build", () => {
  const begun = () => {
    const state = unproven("E")
    return after(
      state,
      new StartBuild({
        buildId: BuildId.make("E.1"),
        gate: gateId("E"),
        tree: projectOf(state)!.tree!,
        steps: ["install", "test"].map((step) => ProofKind.make(step)),
        sandbox: "none",
        isolated: true
      })
    )
  }

  it("is over after its last step", () => {
    const state = begun()
    assert.deepStrictEqual(tags(when(state, proving(state, "E", "install"))), ["ProofRecorded"])
    const installed = after(state, proving(state, "E", "install"))
    assert.deepStrictEqual(tags(when(installed, proving(installed, "E", "test"))), [
      "ProofRecorded",
      "BuildFinished"
    ])
    const built = after(installed, proving(installed, "E", "test"))
    assert.deepStrictEqual(
      [rowOf(built, "build", "E.1")?.outcome, rowOf(built, "build", "E.1")?.summary],
      ["passed", "2 steps passed"]
    )
  })

  it("is over after a step that ends it", () => {
    const state = begun()
    const ended = after(state, proving(state, "E", "install", "failed"))
    assert.deepStrictEqual(
      [rowOf(ended, "build", "E.1")?.outcome, rowOf(ended, "build", "E.1")?.summary],
      ["failed", "install: install failed"]
    )
  })
})
