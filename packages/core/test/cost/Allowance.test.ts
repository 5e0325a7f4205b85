/**
 * What lets work go on that money or plan stopped: a person this once, a price, another plan, the next month.
 */
import { assert, describe, it } from "@effect/vitest"
import { automation } from "@layercake/core/actor/Actor"
import { gateKey, total } from "@layercake/core/cost/CostKey"
import { runsOfPlan } from "@layercake/core/cost/PlanName"
import { Timestamp } from "@layercake/core/event/Timestamp"
import { rowOf } from "@layercake/core/project/ProjectState"
import { RaiseHold } from "@layercake/core/register/RegisterCommand"
import { ada, after, gateId, refusal, tags, when } from "../project/GivenProject.ts"
import { underPolicy } from "../pipeline/GateStanding.ts"
import {
  allowing,
  answering,
  broken,
  cancelling,
  dueWork,
  estimated,
  openHold,
  refusing,
  resolving,
  starting,
  stop
} from "./CostWorld.ts"

describe("letting a call go on once", () => {
  const stopped = () => after(broken({ gateBudgetMicroUsd: 30 }), starting("C.specs.2", estimated(25)))

  it("is a person's, about an entry that a ceiling stands behind and that is open", () => {
    assert.strictEqual(
      refusal(stopped(), allowing("escalation-1"), automation("night"))._tag,
      "AllowanceNeedsPerson"
    )
    assert.strictEqual(refusal(stopped(), allowing("escalation-1"))._tag, "AllowanceNeedsPerson")
    for (const [state, id, message] of [
      [stopped(), "escalation-9", /There is no entry escalation-9/],
      [
        after(broken(), new RaiseHold({ kind: "blocker", gate: gateId("C"), title: "Wait", detail: "" })),
        "blocker-1",
        /No ceiling stands behind blocker-1/
      ],
      [after(stopped(), allowing("escalation-1"), ada), "escalation-1", /settled already/]
    ] as const) {
      const refused = refusal(state, allowing(id), ada)
      assert.strictEqual(refused._tag, "NothingToAllow")
      assert.match(refused.message, message)
    }
  })

  it("lets in what was asked for, and then asks again", () => {
    const allowed = after(stopped(), allowing("escalation-1"), ada)
    assert.deepStrictEqual(tags(when(stopped(), allowing("escalation-1"), ada)), [
      "CallAllowed",
      "EscalationResolved",
      "GateUnblocked"
    ])
    assert.deepStrictEqual(
      tags(when(allowed, starting("C.specs.2", estimated(33)))),
      stop,
      "much more than was asked for"
    )
    assert.include(tags(when(allowed, starting("C.specs.2", estimated(32)))), "CostReserved")
    const done = after(after(allowed, starting("C.specs.2", estimated(25))), answering("C.specs.2", 25))
    const again = after(done, refusing("C.specs.2"))
    assert.deepStrictEqual(
      tags(when(again, starting("C.specs.3", estimated(8), { purpose: "correct" }))),
      stop
    )
  })

  it("counts no more once the ceiling is another", () => {
    const lowered = underPolicy(after(stopped(), allowing("escalation-1"), ada), { gateBudgetMicroUsd: 29 })
    assert.deepStrictEqual(tags(when(lowered, starting("C.specs.2", estimated(25)))), stop)
  })
})

describe("a call of unknown price", () => {
  const begin = starting("C.specs.2", estimated(null))
  it("begins where there is no ceiling or the policy lets it, and is put to a person otherwise", () => {
    for (const change of [
      {},
      { unpricedModels: "allow" },
      { unpricedModels: "allow", budgetMicroUsd: 1 }
    ] as const)
      assert.include(tags(when(broken(change), begin)), "AgentRunStarted")
    for (const change of [
      { unpricedModels: "refuse" },
      { budgetMicroUsd: 1000 },
      { gateBudgetMicroUsd: 1000 },
      { runBudgetMicroUsd: 1 },
      { healBudgetMicroUsd: 1 }
    ] as const) {
      const state = broken(change)
      assert.deepStrictEqual(tags(when(state, begin)), ["PriceUnknown", "EscalationRaised", "GateBlocked"])
      const asked = after(state, begin)
      assert.include(openHold(asked)?.detail ?? "", ".layercake/prices.json")
      assert.deepStrictEqual(dueWork(asked), [])
      const allowed = after(asked, allowing("escalation-1"), ada)
      assert.include(tags(when(allowed, begin)), "AgentRunStarted")
      assert.include(tags(when(allowed, starting("C.specs.9", estimated(null)))), "PriceUnknown")
      assert.deepStrictEqual(tags(when(after(asked, resolving("escalation-1"), ada), begin)), [
        "PriceUnknown",
        "EscalationRaised",
        "GateBlocked"
      ])
    }
  })

  it("is counted apart when it is answered", () => {
    const answered = after(after(broken(), begin), answering("C.specs.2", null))
    for (const key of [total, gateKey("C"), "purpose:heal", "model:acme/one-20260101"])
      assert.deepInclude(rowOf(answered, "cost", key), { unpriced: 1 })
  })
})

describe("a plan", () => {
  const november = Timestamp.make("2026-11-30T23:59:59.999Z")
  const december = Timestamp.make("2026-12-01T00:00:00.000Z")
  const full = () => {
    let state = broken({ plan: "FREE" })
    const begun = rowOf(state, "cost", "month:2026-11")?.runs ?? 0
    for (let n = begun; n < runsOfPlan.FREE; n++)
      state = after(
        after(state, starting(`C.specs.${n + 100}`, undefined, { at: november })),
        cancelling(`C.specs.${n + 100}`)
      )
    return state
  }

  it("includes 50, 500 or 2000 agent runs a month", () => {
    assert.deepStrictEqual(runsOfPlan, { FREE: 50, PRO: 500, TEAM: 2000 })
  })

  it("lets one run more begin in the next month, under another plan, or when a person allows it, and none before", () => {
    const state = full()
    assert.strictEqual(rowOf(state, "cost", "month:2026-11")?.runs, 50)
    const next = (at: Timestamp, id = "C.specs.200") => starting(id, undefined, { at })
    assert.deepStrictEqual(tags(when(state, next(november))), [
      "PlanLimitReached",
      "EscalationRaised",
      "GateBlocked"
    ])
    assert.include(tags(when(state, next(december))), "AgentRunStarted")
    const stopped = after(state, next(november))
    assert.include(openHold(stopped)?.detail ?? "", "50 of 50 agent runs were begun in 2026-11")
    const paid = after(underPolicy(stopped, { plan: "PRO" }), resolving("escalation-1"), ada)
    assert.include(tags(when(paid, next(november))), "AgentRunStarted")
    const allowed = after(after(stopped, allowing("escalation-1"), ada), next(november))
    assert.strictEqual(rowOf(allowed, "agentRun", "C.specs.200")?.status, "started")
    assert.include(tags(when(allowed, next(november, "C.specs.201"))), "PlanLimitReached")
    const twice = after(after(allowed, next(november, "C.specs.201")), allowing("escalation-2"), ada)
    assert.include(tags(when(twice, next(november, "C.specs.201"))), "AgentRunStarted")
  })
})
