/**
 * Repairs that were given up and that a person lets go on.
 */
import { assert, describe, it } from "@effect/vitest"
import { GateBlocked } from "@layercake/core/gate/GateEvent"
import { RetryHealing } from "@layercake/core/heal/HealCommand"
import { HealExhausted } from "@layercake/core/heal/HealEvent"
import { ProofKind } from "@layercake/core/proof/Proof"
import { EntryId } from "@layercake/core/register/Register"
import { BlockerRaised, EscalationRaised } from "@layercake/core/register/RegisterEvent"
import { ada, after, fold, gateId, refusal, tags, when } from "../project/GivenProject.ts"
import { unproven } from "../pipeline/GateStanding.ts"
import { rowOf } from "@layercake/core/project/ProjectState"

const gate = gateId("E")
const kind = ProofKind.make("test")
const escalation = EntryId.make("escalation-1")
const retry = new RetryHealing({ gate, reason: "the registry was down" })

const exhausted = (title = "test fails as it did before: repair 2 changed nothing about it") =>
  fold(unproven("E"), [
    new HealExhausted({ gate, kind, attempts: 2, reason: "repeated" }),
    new EscalationRaised({ id: escalation, gate, title, detail: "" }),
    new GateBlocked({ gate, by: escalation, reason: title })
  ])

describe("a repair that was given up", () => {
  it("goes on when a person says so, and counts anew", () => {
    assert.deepStrictEqual(tags(when(exhausted(), retry, ada)), ["EscalationResolved", "GateUnblocked"])
    const state = after(exhausted(), retry, ada)
    assert.strictEqual(rowOf(state, "gate", gate)?.status, "open")
    assert.isUndefined(rowOf(state, "heal", "E/test"))
    assert.strictEqual(refusal(state, retry, ada)._tag, "HealingNotExhausted")
  })

  it("leaves everything else that holds the gate to whoever it waits for", () => {
    const blocker = EntryId.make("blocker-1")
    const state = fold(exhausted(), [new BlockerRaised({ id: blocker, gate, title: "weakened", detail: "" })])
    assert.deepStrictEqual(tags(when(state, retry, ada)), ["EscalationResolved"])
    assert.strictEqual(rowOf(after(state, retry, ada), "hold", blocker)?.open, true)
  })

  it("is none where another matter waits for a person", () => {
    assert.strictEqual(refusal(exhausted("Which colour?"), retry, ada)._tag, "HealingNotExhausted")
    assert.strictEqual(refusal(unproven("E"), retry, ada)._tag, "HealingNotExhausted")
  })
})
