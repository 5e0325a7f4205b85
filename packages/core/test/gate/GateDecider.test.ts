/**
 * Who may move a gate, when, and on what evidence.
 */
import { assert, describe, it } from "@effect/vitest"
import { agent, automation, person, system } from "@layercake/core/actor/Actor"
import {
  ApproveGate,
  OpenGate,
  PassGate,
  RejectGate,
  ReopenGate,
  SkipGate,
  SubmitGate
} from "@layercake/core/gate/GateCommand"
import { ReviewId } from "@layercake/core/gate/Review"
import { GateBlocked } from "@layercake/core/gate/GateEvent"
import { passesWithoutPerson } from "@layercake/core/gate/GatePassing"
import { ChangePolicy } from "@layercake/core/project/ProjectCommand"
import { projectOf, type ProjectState, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { ProofKind } from "@layercake/core/proof/Proof"
import { RaiseHold } from "@layercake/core/register/RegisterCommand"
import { FilePath } from "@layercake/core/tree/Tree"
import {
  ada,
  after,
  at,
  created,
  digestOf,
  gateId,
  pipeline,
  policy,
  proving,
  refusal,
  tags,
  when
} from "../project/GivenProject.ts"
import { type Outcomes, ran, reviewed as submitted, standing } from "../pipeline/GateStanding.ts"
import { shown } from "./GivenReview.ts"

const never = ReviewId.make("review-99")
/** In review, and ada was shown the evidence. */
const reviewed = (gate: string, outcomes: Outcomes = {}) => shown(submitted(gate, outcomes), gate)
const approve = (state: ProjectState, gate: string, rest: { accept?: boolean; design?: string } = {}) =>
  new ApproveGate({
    gate: gateId(gate),
    review: rowsOf(state, "review").findLast((review) => review.gate === gate)?.review ?? never,
    at: at(state.version),
    accept: rest.accept ?? false,
    comment: "fine",
    design: rest.design === undefined ? null : FilePath.make(rest.design)
  })
const pass = (state: ProjectState, gate: string) =>
  new PassGate({ gate: gateId(gate), reviewed: rowOf(state, "gate", gate)?.digest ?? digestOf(state, gate) })
const submit = (state: ProjectState, gate: string) =>
  new SubmitGate({ gate: gateId(gate), digest: digestOf(state, gate) })
const night = automation("night")
const nightly = (gates: ReadonlyArray<string>, accepts: ReadonlyArray<string> = []) =>
  new ChangePolicy({
    policy: {
      ...policy,
      unattended: {
        name: "night",
        gates: gates.map(gateId),
        acceptInconclusive: accepts.map((kind) => ProofKind.make(kind))
      }
    }
  })

describe("opening a gate", () => {
  it("is possible for the first one, and brings a task for each step that takes part", () => {
    const state = standing("C")
    assert.deepStrictEqual(tags(when(created(), new OpenGate({ gate: gateId("A") }))), ["GateOpened"])
    assert.deepStrictEqual(tags(when(state, new OpenGate({ gate: gateId("C") }))), [
      "GateOpened",
      "TaskCreated"
    ])
  })

  it("is refused while an earlier one is not passed, and says which", () => {
    const refused = refusal(created(), new OpenGate({ gate: gateId("C") }))
    assert.strictEqual(refused._tag, "GateNotPassed")
    if (refused._tag === "GateNotPassed")
      assert.deepStrictEqual(
        refused.findings.map((finding) => [finding.rule, finding.subject]),
        [
          ["order", "A"],
          ["order", "B"]
        ]
      )
  })

  it("is refused twice", () => {
    const opened = after(created(), new OpenGate({ gate: gateId("A") }))
    assert.strictEqual(refusal(opened, new OpenGate({ gate: gateId("A") }))._tag, "GateNotReady")
  })

  it("blocks it at once when something was raised about it before", () => {
    const held = after(
      standing("C"),
      new RaiseHold({ kind: "query", gate: gateId("C"), title: "Which?", detail: "" })
    )
    const events = when(held, new OpenGate({ gate: gateId("C") }))
    assert.deepStrictEqual(
      events.at(-1),
      new GateBlocked({ gate: gateId("C"), by: "query-1", reason: "Which?" })
    )
  })

  it("names the gates there are when there is none of that name", () => {
    const refused = refusal(created(), new OpenGate({ gate: gateId("Z") }))
    assert.strictEqual(refused._tag, "GateUnknown")
    if (refused._tag === "GateUnknown")
      assert.deepStrictEqual(
        refused.known,
        pipeline.gates.map((gate) => gate.id)
      )
  })
})

describe("submitting a gate", () => {
  it("is refused with a finding for each document, task and proof that is missing", () => {
    const state = after(standing("C"), new OpenGate({ gate: gateId("C") }))
    const refused = refusal(state, submit(state, "C"))
    assert.strictEqual(refused._tag, "GateNotPassed")
    if (refused._tag === "GateNotPassed")
      assert.deepStrictEqual(
        refused.findings.map((finding) => [finding.rule, finding.subject]),
        [
          ["items", "specs/openapi.yaml"],
          ["items", "specs"],
          ["proofs", "specifications"]
        ]
      )
  })

  it("binds the tree, the documents and the proofs as they are", () => {
    const state = reviewed("C")
    const evidence = rowOf(state, "gate", "C")?.evidence
    assert.deepStrictEqual(
      evidence?.documents.map((document) => document.path),
      [FilePath.make("specs/openapi.yaml")]
    )
    assert.deepStrictEqual(
      evidence?.proofs.map((proof) => [proof.kind, proof.outcome]),
      [[ProofKind.make("specifications"), "passed"]]
    )
    assert.strictEqual(evidence?.tree, projectOf(state)?.tree)
  })
})

describe("approving a gate", () => {
  it("is for persons alone", () => {
    const state = reviewed("B")
    for (const actor of [night, agent("scope-agent"), system])
      assert.strictEqual(refusal(state, approve(state, "B"), actor)._tag, "PersonRequired", actor.kind)
    const [approved] = when(state, approve(state, "B"), ada)
    assert.strictEqual(approved?._tag, "GateApproved")
    if (approved?._tag === "GateApproved") assert.strictEqual(approved.authority, "person")
  })

  it("is refused before review, twice, of an unknown gate, and without a review", () => {
    const state = reviewed("B")
    const approved = after(state, approve(state, "B"), ada)
    assert.strictEqual(refusal(approved, approve(approved, "B"), ada)._tag, "GateNotReady")
    assert.strictEqual(refusal(state, approve(state, "C"), ada)._tag, "GateNotReady")
    assert.strictEqual(refusal(state, approve(state, "Z"), ada)._tag, "GateUnknown")
    const other = new ApproveGate({ ...approve(state, "B"), review: never })
    assert.strictEqual(refusal(state, other, ada)._tag, "ReviewUnknown")
  })

  it("is refused to whoever wrote part of it", () => {
    const author = person("scope-agent")
    const state = shown(submitted("B"), "B", author)
    const refused = refusal(state, approve(state, "B"), author)
    assert.strictEqual(refused._tag, "GateNotPassed")
  })

  it("starts over when a proof is made anew during the review", () => {
    const state = reviewed("C")
    const events = when(state, proving(state, "C", "specifications", "passed", "said otherwise"))
    assert.deepStrictEqual(tags(events), ["ProofRecorded", "GateReviewVoided"])
    const anew = after(state, proving(state, "C", "specifications", "passed", "said otherwise"))
    assert.strictEqual(rowOf(anew, "gate", "C")?.status, "open")
    assert.strictEqual(refusal(anew, approve(state, "C"), ada)._tag, "GateNotReady")
  })

  it("lets an inconclusive proof stand only when told to", () => {
    const state = reviewed("F", { audit: "inconclusive" })
    const refused = refusal(state, approve(state, "F"), ada)
    assert.strictEqual(refused._tag, "GateNotPassed")
    const events = when(state, approve(state, "F", { accept: true }), ada)
    assert.deepStrictEqual(tags(events), ["GateApproved", "ProjectCompleted"])
    if (events[0]?._tag === "GateApproved")
      assert.deepStrictEqual(events[0].accepted, ["The audit proof is inconclusive: audit inconclusive"])
  })

  it("asks which of the designs it is to be", () => {
    const state = reviewed("D")
    for (const design of [undefined, "designs/nine.html"]) {
      const refused = refusal(state, approve(state, "D", design === undefined ? {} : { design }), ada)
      assert.strictEqual(refused._tag, "DesignNotChosen")
      if (refused._tag === "DesignNotChosen")
        assert.deepStrictEqual(refused.offered, ["designs/one.html", "designs/two.html"])
    }
    const chosen = after(state, approve(state, "D", { design: "designs/two.html" }), ada)
    assert.isTrue(rowOf(chosen, "design", "designs/two.html")?.chosen)
    assert.isFalse(rowOf(chosen, "design", "designs/one.html")?.chosen)
  })
})

describe("passing a gate without a person", () => {
  it("goes by proof where the definition or the policy says so", () => {
    for (const gate of ["A", "E"]) {
      const state = reviewed(gate)
      const [passed] = when(state, pass(state, gate))
      assert.strictEqual(passed?._tag === "GateApproved" ? passed.authority : "", "proof", gate)
      assert.strictEqual(refusal(state, pass(state, gate), agent("backend-agent"))._tag, "PersonRequired")
    }
    const asked = after(reviewed("E"), new ChangePolicy({ policy: { ...policy, passOnProof: [] } }), ada)
    assert.strictEqual(refusal(asked, pass(asked, "E"))._tag, "PersonRequired")
  })

  it("goes by an unattended policy that names the gate, and then for automation alone", () => {
    const state = reviewed("B")
    assert.strictEqual(refusal(state, pass(state, "B"), night)._tag, "PersonRequired")
    const other = after(state, nightly(["C"]), ada)
    assert.strictEqual(refusal(other, pass(other, "B"), night)._tag, "PersonRequired")
    const named = after(state, nightly(["B"]), ada)
    for (const actor of [system, agent("scope-agent"), ada])
      assert.strictEqual(refusal(named, pass(named, "B"), actor)._tag, "PersonRequired", actor.kind)
    const [passed] = when(named, pass(named, "B"), night)
    assert.strictEqual(passed?._tag === "GateApproved" ? passed.authority : "", "policy")
  })

  it("waits for a person when a proof is inconclusive and the policy does not accept that", () => {
    const inconclusive = reviewed("F", { audit: "inconclusive" })
    const strict = after(inconclusive, nightly(["F"]), ada)
    assert.strictEqual(refusal(strict, pass(strict, "F"), night)._tag, "GateNotPassed")
    const definition = pipeline.gates.find((gate) => gate.id === "F")!
    assert.isUndefined(passesWithoutPerson(strict, projectOf(strict)!, definition))
    const lenient = after(inconclusive, nightly(["F"], ["audit"]), ada)
    assert.strictEqual(passesWithoutPerson(lenient, projectOf(lenient)!, definition), "policy")
    assert.deepStrictEqual(tags(when(lenient, pass(lenient, "F"), night)), [
      "GateApproved",
      "ProjectCompleted"
    ])
  })
})

describe("rejecting, reopening and skipping a gate", () => {
  const reason = "think again"

  it("is rejected by persons alone, and its next round does the tasks again", () => {
    const state = reviewed("B")
    const reject = new RejectGate({ gate: gateId("B"), reason })
    for (const actor of [night, agent("scope-agent"), system])
      assert.strictEqual(refusal(state, reject, actor)._tag, "PersonRequired")
    const rejected = after(state, reject, ada)
    assert.deepStrictEqual(tags(when(rejected, new ReopenGate({ gate: gateId("B"), reason }))), [
      "GateReopened",
      "TaskReopened"
    ])
    const again = after(rejected, new ReopenGate({ gate: gateId("B"), reason }))
    assert.strictEqual(rowOf(again, "gate", "B")?.round, 2)
    assert.strictEqual(rowOf(again, "task", "B/scope")?.status, "todo")
    assert.strictEqual(rowOf(again, "task", "B/scope")?.reopened, reason)
  })

  it("is reopened with every later gate that had begun, whose own work stays done", () => {
    const state = standing("E")
    const again = after(state, new ReopenGate({ gate: gateId("B"), reason }), ada)
    const statuses = ["A", "B", "C", "D", "E"].map((gate) => rowOf(again, "gate", gate)?.status)
    assert.deepStrictEqual(statuses, ["approved", "reopened", "reopened", "reopened", "pending"])
    assert.strictEqual(rowOf(again, "task", "C/specs")?.status, "done")
  })

  it("leaves a later gate blocked until what blocks it is resolved", () => {
    const opened = after(standing("C"), new OpenGate({ gate: gateId("C") }))
    const held = after(
      opened,
      new RaiseHold({ kind: "blocker", gate: gateId("C"), title: "Wait", detail: "" })
    )
    const again = after(held, new ReopenGate({ gate: gateId("B"), reason }), ada)
    assert.strictEqual(rowOf(again, "gate", "C")?.status, "blocked")
  })

  it("is skipped by itself only where the project has no user interface, else by a person", () => {
    const withInterface = standing("D")
    const skip = (gate: string) => new SkipGate({ gate: gateId(gate), reason })
    assert.strictEqual(refusal(withInterface, skip("D"))._tag, "PersonRequired")
    assert.deepStrictEqual(tags(when(withInterface, skip("D"), ada)), ["GateSkipped"])
    const without = standing("D", { userInterface: false })
    assert.deepStrictEqual(tags(when(without, skip("D"))), ["GateSkipped"])
    assert.strictEqual(refusal(without, skip("F"), ada)._tag, "GateNotPassed")
    assert.strictEqual(refusal(without, skip("A"), ada)._tag, "GateNotReady")
  })

  it("takes its failed tasks up again when an earlier gate is reopened", () => {
    const failed = ran(standing("C"), "C", "specs", "fails")
    const skipped = after(failed, new SkipGate({ gate: gateId("C"), reason }), ada)
    const again = after(skipped, new ReopenGate({ gate: gateId("B"), reason }), ada)
    assert.strictEqual(rowOf(again, "task", "C/specs")?.status, "todo")
    assert.strictEqual(rowOf(again, "gate", "C")?.status, "blocked")
  })

  it("makes a completed project active again", () => {
    const done = after(reviewed("F"), approve(reviewed("F"), "F"), ada)
    assert.strictEqual(projectOf(done)?.status, "completed")
    assert.strictEqual(refusal(done, approve(done, "F"), ada)._tag, "ProjectNotActive")
    assert.strictEqual(
      projectOf(after(done, new ReopenGate({ gate: gateId("F"), reason }), ada))?.status,
      "active"
    )
  })
})
