/**
 * Each of the seven gate rules, with something in the way and with nothing.
 */
import { assert, describe, it } from "@effect/vitest"
import { agent } from "@layercake/core/actor/Actor"
import { ReopenGate } from "@layercake/core/gate/GateCommand"
import * as GateRules from "@layercake/core/pipeline/GateRules"
import type { ProjectState } from "@layercake/core/project/ProjectState"
import { CloseRisk, IdentifyRisk, RaiseHold, ResolveHold } from "@layercake/core/register/RegisterCommand"
import { EntryId } from "@layercake/core/register/Register"
import { TreeChanged } from "@layercake/core/tree/TreeEvent"
import { SpecificationRecorded } from "@layercake/core/document/DocumentEvent"
import { FilePath } from "@layercake/core/tree/Tree"
import {
  ada,
  after,
  blob,
  created,
  digestOf,
  fileOf,
  fold,
  gateId,
  pipeline,
  proving,
  treeWith
} from "../project/GivenProject.ts"
import { reviewed, standing, underPolicy, unproven } from "./GateStanding.ts"

const definition = (gate: string) => pipeline.gates.find((definition) => definition.id === gate)!
const subjects = (rule: typeof GateRules.findings, state: ProjectState, gate: string) =>
  rule(state, definition(gate)).map((finding) => [finding.severity, finding.subject])

describe("the gate rules", () => {
  it("1: every gate before is passed", () => {
    assert.deepStrictEqual(subjects(GateRules.orderKept, created(), "C"), [
      ["stop", "A"],
      ["stop", "B"]
    ])
    assert.deepStrictEqual(subjects(GateRules.orderKept, standing("C"), "C"), [])
  })

  it("2: every task is done and every document is there", () => {
    assert.deepStrictEqual(subjects(GateRules.itemsPresent, standing("B"), "B"), [
      ["stop", "docs/scope.md"],
      ["stop", "scope"]
    ])
    assert.deepStrictEqual(subjects(GateRules.itemsPresent, reviewed("B"), "B"), [])
  })

  it("3: every proof passed and is about the tree as it is now", () => {
    const state = reviewed("C")
    assert.deepStrictEqual(subjects(GateRules.proofsCurrent, state, "C"), [])
    assert.deepStrictEqual(subjects(GateRules.proofsCurrent, unproven("C"), "C"), [
      ["stop", "specifications"]
    ])
    const file = fileOf("src/more.ts", "more")
    const moved = fold(state, [
      new TreeChanged({
        cause: "x",
        author: "x",
        subject: "x",
        written: [file],
        removed: [],
        tree: treeWith(state, [file])
      })
    ])
    assert.deepStrictEqual(subjects(GateRules.proofsCurrent, moved, "C"), [["stop", "specifications"]])
    const failed = after(unproven("C"), proving(unproven("C"), "C", "specifications", "inconclusive"))
    assert.deepStrictEqual(subjects(GateRules.proofsCurrent, failed, "C"), [["stop", "specifications"]])
    assert.deepStrictEqual(subjects(GateRules.proofsCurrent, reviewed("F", { audit: "inconclusive" }), "F"), [
      ["accept", "audit"]
    ])
  })

  it("4: the specifications are the ones that were proven, wherever they are relied upon", () => {
    const state = standing("E")
    assert.deepStrictEqual(subjects(GateRules.specificationsAgree, state, "E"), [])
    const path = FilePath.make("specs/openapi.yaml")
    const changed = fold(state, [
      new SpecificationRecorded({
        kind: "openapi",
        path,
        digest: blob("another"),
        version: 2,
        gate: gateId("E")
      })
    ])
    assert.deepStrictEqual(subjects(GateRules.specificationsAgree, changed, "E"), [["stop", path]])
    assert.deepStrictEqual(subjects(GateRules.specificationsAgree, changed, "C"), [])
    // A gate before the one that proves them waits for nothing that comes after it.
    const reopened = after(changed, new ReopenGate({ gate: gateId("B"), reason: "again" }), ada)
    assert.deepStrictEqual(subjects(GateRules.specificationsAgree, reopened, "B"), [])
  })

  it("5: nothing that holds the gate and no critical risk is open", () => {
    const state = reviewed("B")
    assert.deepStrictEqual(subjects(GateRules.registersClear, state, "B"), [])
    const held = after(
      state,
      new RaiseHold({ kind: "blocker", gate: gateId("B"), title: "Wait", detail: "" })
    )
    const risky = after(held, new IdentifyRisk({ title: "Fire", severity: "critical", mitigation: "" }))
    assert.deepStrictEqual(subjects(GateRules.registersClear, risky, "B"), [
      ["stop", "blocker-1"],
      ["stop", "risk-1"]
    ])
    assert.deepStrictEqual(subjects(GateRules.registersClear, risky, "C"), [["stop", "risk-1"]])
    const closed = after(risky, new CloseRisk({ id: EntryId.make("risk-1"), resolution: "hose" }))
    const cleared = after(closed, new ResolveHold({ id: EntryId.make("blocker-1"), resolution: "go" }))
    assert.deepStrictEqual(subjects(GateRules.registersClear, cleared, "B"), [])
    const high = after(state, new IdentifyRisk({ title: "Rain", severity: "high", mitigation: "" }))
    assert.deepStrictEqual(subjects(GateRules.registersClear, high, "B"), [])
  })

  it("6: neither the budget nor the repairs are used up", () => {
    const state = reviewed("C")
    assert.deepStrictEqual(subjects(GateRules.limitsRespected, state, "C"), [])
    assert.deepStrictEqual(
      subjects(GateRules.limitsRespected, underPolicy(state, { budgetMicroUsd: 5 }), "C"),
      [["stop", "budget"]]
    )
    const strict = underPolicy(unproven("C"), { healAttempts: 0 })
    const failed = after(strict, proving(strict, "C", "specifications", "failed"))
    assert.deepStrictEqual(subjects(GateRules.limitsRespected, failed, "C"), [["stop", "specifications"]])
    const passed = after(failed, proving(failed, "C", "specifications", "passed"))
    assert.deepStrictEqual(subjects(GateRules.limitsRespected, passed, "C"), [])
  })

  it("7: the approver is a person, wrote none of it, and reviewed what is there", () => {
    const state = reviewed("B")
    const digest = digestOf(state, "B")
    const of = (approver: typeof ada, reviewed = digest) =>
      GateRules.approverFit(state, definition("B"), approver, reviewed).map((finding) =>
        finding.message.split(" ").slice(-3).join(" ")
      )
    assert.deepStrictEqual(of(ada), [])
    assert.deepStrictEqual(of(agent("ada")), ["is no person."])
    assert.deepStrictEqual(of({ kind: "person", id: "scope-agent" }), ["to be approved."])
    assert.deepStrictEqual(of(ada, digestOf(created(), "A")), ["at it again."])
  })
})
