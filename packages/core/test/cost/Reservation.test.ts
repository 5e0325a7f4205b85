/**
 * What is held back when an agent run begins, and what happens where a ceiling has no room for it.
 */
import { assert, describe, it } from "@effect/vitest"
import { reservedIn } from "@layercake/core/cost/CostBoard"
import { AgentName } from "@layercake/core/agent/Agent"
import { GateBlocked } from "@layercake/core/gate/GateEvent"
import { growth } from "@layercake/core/cost/Reservation"
import { gateKey, repairKey, total } from "@layercake/core/cost/CostKey"
import * as GateRules from "@layercake/core/pipeline/GateRules"
import { projectOf, type ProjectState, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { EntryId } from "@layercake/core/register/Register"
import { QueryAsked } from "@layercake/core/register/RegisterEvent"
import { RaiseHold } from "@layercake/core/register/RegisterCommand"
import { ada, after, fold, gateId, tags, when } from "../project/GivenProject.ts"
import { underPolicy } from "../pipeline/GateStanding.ts"
import {
  allowing,
  answering,
  broken,
  cancelling,
  dueWork,
  estimated,
  failing,
  openHold,
  refusing,
  resolving,
  starting,
  stop
} from "./CostWorld.ts"

const held = (state: ProjectState, ...keys: ReadonlyArray<string>) =>
  keys.map((key) => reservedIn(rowOf(state, "cost", key)))

describe("a call that is paid for", () => {
  it("has its cost held back in the decision that begins it, wherever it counts, and only there", () => {
    const state = broken()
    const begun = when(state, starting("C.specs.2", estimated(70)))
    assert.deepStrictEqual(tags(begun).slice(-2), ["AgentRunStarted", "CostReserved"])
    const started = after(state, starting("C.specs.2", estimated(70)))
    const where = [
      "C.specs.2",
      total,
      gateKey("C"),
      "agent:specs-agent",
      "purpose:heal",
      repairKey("C", "specifications")
    ]
    assert.deepStrictEqual(
      held(started, ...where),
      where.map(() => 70)
    )
    assert.deepStrictEqual(
      rowsOf(started, "cost")
        .filter((row) => reservedIn(row) > 0)
        .map((row) => row.id)
        .toSorted(),
      where.toSorted()
    )
  })

  it("is settled by what it did cost, and by its end without an answer", () => {
    const started = after(broken(), starting("C.specs.2", estimated(70)))
    for (const [end, spent] of [
      [answering("C.specs.2", 33), 53],
      [answering("C.specs.2", null), 20],
      [failing("C.specs.2"), 20],
      [cancelling("C.specs.2"), 20]
    ] as const) {
      const ended = after(started, end)
      assert.isTrue(
        rowsOf(ended, "cost").every((row) => row.reserved.length === 0),
        end._tag
      )
      assert.strictEqual(rowOf(ended, "cost", total)?.microUsd, spent)
    }
  })

  it("is begun once: repeated after a crash it keeps what was held back for it", () => {
    const started = after(broken(), starting("C.specs.2", estimated(70)))
    assert.deepStrictEqual(when(started, starting("C.specs.2", estimated(90))), [])
    assert.deepStrictEqual(held(started, total), [70])
  })

  it("that another executor takes over has the difference held back, or waits for a person", () => {
    const started = after(broken({ gateBudgetMicroUsd: 100 }), starting("C.specs.2", estimated(50)))
    const by = (microUsd: number | null) =>
      starting("C.specs.2", estimated(microUsd), { executor: "acme/two" })
    assert.deepStrictEqual(tags(when(started, by(40))), [])
    assert.deepStrictEqual(tags(when(started, by(90))), ["CostReserved"])
    assert.deepStrictEqual(held(after(started, by(90)), total, gateKey("C")), [90, 90])
    assert.deepStrictEqual(tags(when(started, by(91))), stop)
    assert.deepStrictEqual(tags(when(started, by(null))), ["PriceUnknown", "EscalationRaised", "GateBlocked"])
    const stopped = after(started, by(91))
    assert.deepStrictEqual(dueWork(stopped), [])
    assert.deepStrictEqual(dueWork(after(stopped, allowing("escalation-1"), ada)), ["run/C.specs.2"])
  })

  it("holds nothing back where nobody is paid, where it is free, and where its price may be unknown", () => {
    for (const estimate of [undefined, estimated(0), estimated(null)])
      assert.notInclude(tags(when(broken(), starting("C.specs.2", estimate))), "CostReserved")
  })
})

describe("a ceiling", () => {
  const room = {
    budgetMicroUsd: (left: number) => 20 + left,
    gateBudgetMicroUsd: (left: number) => 10 + left,
    healBudgetMicroUsd: (left: number) => left,
    runBudgetMicroUsd: (left: number) => left
  } as const
  const scopes = {
    budgetMicroUsd: "project",
    gateBudgetMicroUsd: "gate",
    healBudgetMicroUsd: "heal",
    runBudgetMicroUsd: "agent-run"
  } as const

  for (const field of Object.keys(room) as ReadonlyArray<keyof typeof room>)
    it(`of ${scopes[field]} lets in what just fits, and nothing above`, () => {
      const state = broken({ [field]: room[field](70) })
      assert.include(tags(when(state, starting("C.specs.2", estimated(70)))), "CostReserved")
      const stopped = when(state, starting("C.specs.2", estimated(71)))
      assert.deepStrictEqual(tags(stopped), stop)
      assert.deepInclude(stopped[0], {
        scope: scopes[field],
        limitMicroUsd: room[field](70),
        neededMicroUsd: room[field](0) + Math.ceil(71 * growth),
        hold: EntryId.make("escalation-1")
      })
      const detail = openHold(after(state, starting("C.specs.2", estimated(71))))?.detail ?? ""
      assert.include(
        detail,
        `Raise ${field} in the policy to at least ${room[field](0) + Math.ceil(71 * growth)} `
      )
      assert.include(detail, "layercake allow escalation-1")
    })

  it("that is passed together with others asks once, and names each", () => {
    const state = broken({ budgetMicroUsd: 30, gateBudgetMicroUsd: 30, runBudgetMicroUsd: 5 })
    assert.deepStrictEqual(tags(when(state, starting("C.specs.2", estimated(25)))), [
      "BudgetExhausted",
      "BudgetExhausted",
      "BudgetExhausted",
      "EscalationRaised",
      "GateBlocked"
    ])
    const allowed = after(after(state, starting("C.specs.2", estimated(25))), allowing("escalation-1"), ada)
    assert.include(tags(when(allowed, starting("C.specs.2", estimated(25)))), "CostReserved")
  })

  it("begins nothing, counts no attempt, and the same work goes on when it was raised", () => {
    const state = broken({ gateBudgetMicroUsd: 30 })
    const due = dueWork(state)
    const stopped = after(state, starting("C.specs.2", estimated(25)))
    assert.deepStrictEqual(rowsOf(stopped, "agentRun"), rowsOf(state, "agentRun"))
    assert.deepStrictEqual(rowsOf(stopped, "task"), rowsOf(state, "task"))
    assert.deepStrictEqual(rowsOf(stopped, "heal"), rowsOf(state, "heal"))
    assert.deepStrictEqual(rowsOf(stopped, "cost"), rowsOf(state, "cost"))
    assert.deepStrictEqual(dueWork(stopped), [])
    assert.deepStrictEqual(when(stopped, starting("C.specs.2", estimated(25))), [], "asked once")
    const raised = underPolicy(stopped, { gateBudgetMicroUsd: 35 })
    assert.deepStrictEqual(dueWork(raised), [], "a person has not said to go on")
    const resumed = after(raised, resolving("escalation-1"), ada)
    assert.deepStrictEqual(dueWork(resumed), due)
    assert.include(tags(when(resumed, starting("C.specs.2", estimated(25)))), "CostReserved")
  })

  it("gives no attempt back when it is raised in the middle of a series", () => {
    const state = broken({ healBudgetMicroUsd: 80, healAttempts: 3 })
    const once = after(after(state, starting("C.specs.2", estimated(50))), answering("C.specs.2", 50))
    const stopped = after(
      after(once, refusing("C.specs.2")),
      starting("C.specs.3", estimated(50), { purpose: "correct" })
    )
    assert.strictEqual(
      openHold(stopped)?.title,
      "The ceiling of the repairs of specifications at C leaves too little for the next call"
    )
    const resumed = after(underPolicy(stopped, { healBudgetMicroUsd: 100 }), resolving("escalation-1"), ada)
    const task = rowOf(resumed, "task", "C/specs")
    assert.deepStrictEqual([task?.heals, task?.refusals], [1, 1])
    assert.deepStrictEqual(rowOf(resumed, "heal", "C/specifications")?.attempts, 1)
    assert.strictEqual(rowOf(resumed, "cost", repairKey("C", "specifications"))?.microUsd, 50)
    assert.deepStrictEqual(dueWork(resumed), ["run/C.specs.3"])
  })

  it("stops an answer to another agent, too, while the gate is held by the query, and it is not tried again", () => {
    const id = EntryId.make("query-1")
    const to = AgentName.make("scope-agent")
    const asked = fold(broken({ budgetMicroUsd: 20 }), [
      new QueryAsked({ id, gate: gateId("C"), title: "When?", detail: "", to }),
      new GateBlocked({ gate: gateId("C"), by: id, reason: "When?" })
    ])
    const answer = starting("C.query-1.1", estimated(1), { purpose: "answer", step: "query-1" })
    assert.deepStrictEqual(dueWork(asked), ["run/C.query-1.1"])
    assert.deepStrictEqual(tags(when(asked, answer)), ["BudgetExhausted", "EscalationRaised"])
    const stopped = after(asked, answer)
    assert.deepStrictEqual(dueWork(stopped), [])
    assert.deepStrictEqual(dueWork(after(stopped, allowing("escalation-1"), ada)), ["run/C.query-1.1"])
  })

  it("that was not raised asks again", () => {
    const stopped = after(broken({ gateBudgetMicroUsd: 30 }), starting("C.specs.2", estimated(25)))
    const resumed = after(stopped, resolving("escalation-1"), ada)
    assert.deepStrictEqual(tags(when(resumed, starting("C.specs.2", estimated(25)))), stop)
  })

  it("of the repairs begins anew when a person gives the gate new attempts, and not when they answer about money", () => {
    const state = broken({ healBudgetMicroUsd: 60 })
    const spent = after(after(state, starting("C.specs.2", estimated(50))), answering("C.specs.2", 50))
    const blocked = after(
      spent,
      new RaiseHold({ kind: "blocker", gate: gateId("C"), title: "Wait", detail: "" })
    )
    const freed = after(blocked, resolving("blocker-1"), ada)
    assert.isUndefined(rowOf(freed, "cost", repairKey("C", "specifications")))
    assert.strictEqual(rowOf(freed, "cost", gateKey("C"))?.microUsd, 60)
  })

  it("holds back all that one run may cost for a run of many calls, as far as the others have it", () => {
    const open = estimated(5, { openEnded: true })
    const amount = (state: ProjectState) => held(after(state, starting("C.specs.2", open)), total)[0]
    assert.strictEqual(amount(broken({ runBudgetMicroUsd: 40 })), 40)
    assert.strictEqual(amount(broken({ runBudgetMicroUsd: 40, gateBudgetMicroUsd: 30 })), 20)
    assert.strictEqual(amount(broken({ gateBudgetMicroUsd: 30 })), 5)
    assert.strictEqual(amount(broken()), 5)
  })

  it("of the project that an answer passes after all asks, keeps the answer, and lets no gate pass before it is settled", () => {
    const state = after(broken({ budgetMicroUsd: 90 }), starting("C.specs.2", estimated(70)))
    assert.deepStrictEqual(tags(when(state, answering("C.specs.2", 70))), [
      "AgentRunAnswered",
      "CostRecorded"
    ])
    assert.deepStrictEqual(tags(when(state, answering("C.specs.2", 71))), [
      "AgentRunAnswered",
      "CostRecorded",
      ...stop
    ])
    const over = after(state, answering("C.specs.2", 71))
    const definition = projectOf(over)!.pipeline.gates.find((gate) => gate.id === "C")!
    const limits = (state: ProjectState) =>
      GateRules.limitsRespected(state, definition).map(({ subject }) => subject)
    assert.include(limits(over), "budget")
    assert.notInclude(limits(after(over, allowing("escalation-1"), ada)), "budget")
    assert.notInclude(limits(underPolicy(over, { budgetMicroUsd: 91 })), "budget")
  })

  it("of nothing lets in what costs nothing", () => {
    const state = broken({ budgetMicroUsd: 0 })
    assert.include(tags(when(state, starting("C.specs.2", estimated(0)))), "AgentRunStarted")
    assert.include(tags(when(state, starting("C.specs.2", undefined))), "AgentRunStarted")
    assert.deepStrictEqual(tags(when(state, starting("C.specs.2", estimated(1)))), stop)
  })
})
