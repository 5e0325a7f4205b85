/**
 * What the rest of the pipeline may cost, from what passed gates did cost; and ceilings that a person sets.
 */
import { assert, describe, it } from "@effect/vitest"
import { automation } from "@layercake/core/actor/Actor"
import { SetCeilings } from "@layercake/core/cost/CostCommand"
import { forecastOf } from "@layercake/core/cost/CostForecast"
import { projectOf, type ProjectState } from "@layercake/core/project/ProjectState"
import { unproven } from "../pipeline/GateStanding.ts"
import { ada, after, created, refusal, when } from "../project/GivenProject.ts"

const forecast = (state: ProjectState) => forecastOf(state, projectOf(state) ?? assert.fail("no project"))

describe("the forecast", () => {
  it("is none before any gate with work is passed", () => {
    const { basis, gates, rest, suffices } = forecast(created())
    assert.deepStrictEqual([basis, rest, suffices], [[], null, null])
    assert.isTrue(gates.every((gate) => gate.rest === null))
    assert.isAbove(gates.length, 3)
  })

  it("gives every step that is left what a step of the passed gates did cost, less what is spent on it", () => {
    // The only step of B has cost 10, and that of C has, too; C is not passed.
    const state = unproven("C")
    const { basis, gates, rest, spentMicroUsd } = forecast(state)
    assert.deepStrictEqual([basis as ReadonlyArray<string>, spentMicroUsd], [["B"], 20])
    assert.deepStrictEqual(
      gates.map((gate) => [gate.gate as string, gate.steps, gate.spentMicroUsd, gate.rest?.likely]),
      [
        ["C", 1, 10, 0],
        ["D", 1, 0, 10],
        ["E", 2, 0, 20],
        ["F", 1, 0, 10]
      ]
    )
    assert.deepStrictEqual(rest, { low: 40, likely: 40, high: 40 })
  })

  it("says whether the ceiling suffices", () => {
    const under = (budgetMicroUsd: number) =>
      forecast(after(unproven("C"), new SetCeilings({ budgetMicroUsd }), ada))
    assert.deepInclude(under(60), { leftMicroUsd: 40, suffices: true })
    assert.deepInclude(under(59), { leftMicroUsd: 39, suffices: false })
  })
})

describe("ceilings", () => {
  it("are set one by one, and the rest of the policy stays as it is", () => {
    const state = after(created(), new SetCeilings({ budgetMicroUsd: 50, gateBudgetMicroUsd: 20 }), ada)
    const policy = projectOf(state)?.policy
    assert.deepStrictEqual(policy, {
      ...(projectOf(created())?.policy ?? assert.fail()),
      budgetMicroUsd: 50,
      gateBudgetMicroUsd: 20
    })
    const none = after(state, new SetCeilings({ gateBudgetMicroUsd: null }), ada)
    assert.deepStrictEqual(
      [projectOf(none)?.policy.budgetMicroUsd, projectOf(none)?.policy.gateBudgetMicroUsd],
      [50, null]
    )
  })

  it("that are so already change nothing, and nobody but a person sets them", () => {
    assert.deepStrictEqual(when(created(), new SetCeilings({ runBudgetMicroUsd: null }), ada), [])
    const command = new SetCeilings({ budgetMicroUsd: 1 })
    assert.strictEqual(refusal(created(), command, automation("night"))._tag, "PolicyNeedsPerson")
  })
})
