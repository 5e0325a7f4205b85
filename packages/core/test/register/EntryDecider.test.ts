/**
 * Entries that are there already: said more of, given to somebody, opened again, accepted, replaced, taken away.
 */
import { assert, describe, it } from "@effect/vitest"
import { agent, automation } from "@layercake/core/actor/Actor"
import { AgentName } from "@layercake/core/agent/Agent"
import { recollections } from "@layercake/core/memory/Recollection"
import { registersClear } from "@layercake/core/pipeline/GateRules"
import { type ProjectState, projectOf, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import {
  AcceptRisk,
  AssignEntry,
  CommentEntry,
  EditNote,
  RemoveNote,
  ReopenEntry,
  SupersedeDecision,
  UpdateRisk
} from "@layercake/core/register/EntryCommand"
import { waitsForAgent } from "@layercake/core/register/QueryRouting"
import { EntryId, type Severity } from "@layercake/core/register/Register"
import {
  AddNote,
  CloseRisk,
  IdentifyRisk,
  RaiseHold,
  RecordDecision,
  RecordError,
  ResolveError,
  ResolveHold
} from "@layercake/core/register/RegisterCommand"
import { titleOfCritical } from "@layercake/core/register/RegisterDecider"
import { ada, after, created, gateId, refusal, tags, when } from "../project/GivenProject.ts"
import { reviewed, standing } from "../pipeline/GateStanding.ts"

const id = (text: string) => EntryId.make(text)
const blocker = (gate: string | null = null) =>
  new RaiseHold({ kind: "blocker", gate: gate === null ? null : gateId(gate), title: "Wait", detail: "" })
const query = (to?: string) =>
  new RaiseHold({
    kind: "query",
    gate: gateId("C"),
    title: "Which?",
    detail: "Say",
    ...(to === undefined ? {} : { to })
  })
const resolve = (text: string) => new ResolveHold({ id: id(text), resolution: "go" })
const reopen = (text: string) => new ReopenEntry({ id: id(text), reason: "not so" })
const risk = (severity: Severity) => new IdentifyRisk({ title: "Fire", severity, mitigation: "" })
const coder = agent("coder")

/** Findings of the registers at the gate. */
const holding = (state: ProjectState, gate: string) =>
  registersClear(
    state,
    projectOf(state)?.pipeline.gates.find((definition) => definition.id === gate) ?? assert.fail(gate)
  ).map(({ subject }) => subject)

/** B in review, with a critical risk and the escalation that puts it to a person. */
const critical = () => {
  const state = after(reviewed("B"), risk("critical"), coder)
  const title = titleOfCritical({ id: "risk-1", title: "Fire" })
  return after(state, new RaiseHold({ kind: "escalation", gate: gateId("B"), title, detail: "" }), coder)
}

describe("a blocker, query or escalation", () => {
  it("is commented on, open or settled, and each comment is kept in order", () => {
    const comment = (text: string) => new CommentEntry({ id: id("blocker-1"), text })
    const state = after(after(created(), blocker()), comment("one"), ada)
    const both = after(after(state, resolve("blocker-1"), ada), comment("two"), coder)
    assert.deepStrictEqual(
      rowsOf(both, "comment").map(({ by, entry, text }) => [entry as string, text, by.id]),
      [
        ["blocker-1", "one", "ada"],
        ["blocker-1", "two", "coder"]
      ]
    )
    assert.strictEqual(
      refusal(both, new CommentEntry({ id: id("blocker-2"), text: "x" }))._tag,
      "EntryUnknown"
    )
  })

  it("is for somebody to look after while it waits, and nothing happens when it is theirs already", () => {
    const assign = (to: string | null) => new AssignEntry({ id: id("blocker-1"), to })
    const state = after(created(), blocker())
    const given = after(state, assign("grace"), ada)
    assert.strictEqual(rowOf(given, "hold", "blocker-1")?.assignee, "grace")
    assert.deepStrictEqual(when(given, assign("grace"), ada), [])
    assert.deepStrictEqual(when(state, assign(null), ada), [])
    assert.isUndefined(rowOf(after(given, assign(null), ada), "hold", "blocker-1")?.assignee)
    assert.strictEqual(
      refusal(after(given, resolve("blocker-1"), ada), assign("ada"), ada)._tag,
      "EntryNotOpen"
    )
  })

  it("that is opened again holds its gate again, and frees it when it is settled again", () => {
    const settled = after(after(reviewed("B"), blocker("B")), resolve("blocker-1"), ada)
    assert.deepStrictEqual(tags(when(settled, reopen("blocker-1"), ada)), ["EntryReopened", "GateBlocked"])
    const again = after(settled, reopen("blocker-1"), ada)
    const { open, reopened, resolution, resolvedBy } = rowOf(again, "hold", "blocker-1") ?? assert.fail()
    assert.deepStrictEqual([open, reopened, resolution, resolvedBy], [true, 1, null, null])
    assert.deepStrictEqual(holding(again, "B"), ["blocker-1"])
    assert.deepStrictEqual(tags(when(again, resolve("blocker-1"), ada)), ["BlockerResolved", "GateUnblocked"])
  })

  it("that is opened again holds no gate that is passed, is not remembered as answered, and not open twice", () => {
    const settled = after(after(standing("C"), blocker("B")), resolve("blocker-1"), ada)
    const reminded = { gate: "C", step: "specs", agent: AgentName.make("specs-agent") }
    const remembers = (state: ProjectState) => recollections(state, reminded).map((memory) => memory.id)
    assert.include(remembers(settled), "blocker-1")
    const again = after(settled, reopen("blocker-1"), ada)
    assert.deepStrictEqual(tags(when(settled, reopen("blocker-1"), ada)), ["EntryReopened"])
    assert.notInclude(remembers(again), "blocker-1")
    assert.strictEqual(refusal(again, reopen("blocker-1"), ada)._tag, "EntryNotSettled")
    assert.strictEqual(refusal(again, reopen("blocker-9"), ada)._tag, "EntryUnknown")
  })

  it("is not opened again by an agent, who might answer it itself then", () => {
    const settled = after(after(reviewed("B"), blocker("B")), resolve("blocker-1"), ada)
    assert.strictEqual(refusal(settled, reopen("blocker-1"), coder)._tag, "EntryNotForAgent")
  })
})

describe("a query of a person", () => {
  it("goes to the agent that is asked, and back to a person when it is opened again", () => {
    const asked = after(standing("C"), query("scope-agent"), ada)
    const hold = rowOf(asked, "hold", "query-1") ?? assert.fail("not asked")
    assert.isTrue(waitsForAgent(hold))
    const answered = after(asked, resolve("query-1"), agent("scope-agent"))
    const again = rowOf(after(answered, reopen("query-1"), ada), "hold", "query-1") ?? assert.fail()
    assert.isFalse(waitsForAgent(again))
  })

  it("goes to a person when nobody is called that, when the agent asks itself, and when it holds no gate", () => {
    const nobody = rowOf(after(standing("C"), query("wizard"), ada), "hold", "query-1")
    assert.isUndefined(nobody?.to)
    assert.match(nobody?.detail ?? "", /^Say\nTo: wizard\nNo agent of this project is called wizard/)
    const itself = rowOf(after(standing("C"), query("scope-agent"), agent("scope-agent")), "hold", "query-1")
    assert.isUndefined(itself?.to)
    const free = new RaiseHold({ kind: "query", gate: null, title: "Which?", detail: "", to: "scope-agent" })
    assert.isUndefined(rowOf(after(standing("C"), free, ada), "hold", "query-1")?.to)
  })
})

describe("a risk", () => {
  it("is updated in what is said and stays as it is in the rest", () => {
    const state = after(created(), risk("low"), ada)
    const update = new UpdateRisk({ id: id("risk-1"), mitigation: "A hose" })
    const updated = rowOf(after(state, update, ada), "risk", "risk-1")
    assert.deepInclude(updated, { title: "Fire", severity: "low", mitigation: "A hose" })
    assert.deepStrictEqual(
      when(state, new UpdateRisk({ id: id("risk-1"), severity: "low", title: "Fire" }), ada),
      []
    )
    assert.strictEqual(refusal(state, new UpdateRisk({ id: id("risk-2") }), ada)._tag, "EntryNotOpen")
  })

  it("that is critical is let stand by a person alone, which answers the escalation about it", () => {
    const accept = new AcceptRisk({ id: id("risk-1"), reason: "We are insured" })
    for (const actor of [coder, automation("night")])
      assert.strictEqual(refusal(critical(), accept, actor)._tag, "RiskNeedsPerson")
    assert.deepStrictEqual(tags(when(critical(), accept, ada)), [
      "RiskAccepted",
      "EscalationResolved",
      "GateUnblocked"
    ])
    const accepted = after(critical(), accept, ada)
    assert.isTrue(rowOf(accepted, "risk", "risk-1")?.open)
    assert.deepStrictEqual(holding(accepted, "B"), [])
  })

  it("that was accepted holds gates again as soon as it is another", () => {
    const accepted = after(critical(), new AcceptRisk({ id: id("risk-1"), reason: "Insured" }), ada)
    const other = after(accepted, new UpdateRisk({ id: id("risk-1"), title: "A greater fire" }), coder)
    assert.isUndefined(rowOf(other, "risk", "risk-1")?.accepted)
    assert.deepStrictEqual(holding(other, "B"), ["risk-1"])
  })

  it("that is critical is neither lowered nor closed by an agent", () => {
    const lower = new UpdateRisk({ id: id("risk-1"), severity: "low" })
    const close = new CloseRisk({ id: id("risk-1"), resolution: "gone" })
    for (const command of [lower, close])
      assert.strictEqual(refusal(critical(), command, coder)._tag, "RiskNeedsPerson")
    const lowered = after(critical(), lower, ada)
    assert.isTrue(rowOf(lowered, "risk", "risk-1")?.open)
    assert.deepStrictEqual(holding(lowered, "B"), [])
    const closed = after(critical(), close, ada)
    assert.isFalse(rowOf(closed, "risk", "risk-1")?.open)
    assert.strictEqual(rowOf(closed, "gate", "B")?.status, "open")
  })

  it("is closed with the escalation about it, whatever it is called by then", () => {
    const renamed = after(critical(), new UpdateRisk({ id: id("risk-1"), title: "Smoke" }), coder)
    const events = when(renamed, resolve("escalation-1"), ada)
    assert.deepStrictEqual(tags(events), ["EscalationResolved", "RiskClosed", "GateUnblocked"])
  })
})

describe("a decision", () => {
  it("that another takes the place of is kept, and agents are told the other alone", () => {
    const state = after(created(), new RecordDecision({ title: "Mongo", reason: "fast" }), ada)
    const command = new SupersedeDecision({ id: id("decision-1"), title: "Postgres", reason: "safe" })
    const superseded = after(state, command, ada)
    assert.strictEqual(rowOf(superseded, "record", "decision-1")?.supersededBy, "decision-2")
    const told = recollections(superseded, { gate: "A", step: "x", agent: AgentName.make("x") })
    assert.deepStrictEqual(
      told.map(({ id }) => id),
      ["decision-2"]
    )
    assert.strictEqual(refusal(superseded, command, ada)._tag, "EntryNotOpen")
    const other = new SupersedeDecision({ id: id("decision-7"), title: "x", reason: "" })
    assert.strictEqual(refusal(superseded, other, ada)._tag, "EntryNotOpen")
  })
})

describe("a note", () => {
  const noted = (actor = ada) => after(created(), new AddNote({ text: "Rooms\nhave doors" }), actor)
  const edit = (text: string) => new EditNote({ id: id("note-1"), text })
  const remove = new RemoveNote({ id: id("note-1") })

  it("is edited, and once removed it is gone for agents and its number is not given again", () => {
    const edited = after(noted(), edit("Halls\nhave doors"), ada)
    assert.deepInclude(rowOf(edited, "record", "note-1"), { title: "Halls", text: "Halls\nhave doors" })
    assert.deepStrictEqual(when(edited, edit("Halls\nhave doors"), ada), [])
    const removed = after(edited, remove, ada)
    assert.deepInclude(rowOf(removed, "record", "note-1"), { text: "", removed: true })
    assert.deepStrictEqual(when(removed, remove, ada), [])
    assert.strictEqual(refusal(removed, edit("back"), ada)._tag, "EntryNotOpen")
    assert.lengthOf(recollections(removed, { gate: "A", step: "x", agent: AgentName.make("x") }), 0)
    assert.deepStrictEqual(
      rowsOf(after(removed, new AddNote({ text: "new" }), ada), "record").map((row) => row.id as string),
      ["note-1", "note-2"]
    )
  })

  it("of somebody else is not an agent's to change", () => {
    for (const command of [edit("mine"), remove]) {
      assert.strictEqual(refusal(noted(), command, coder)._tag, "EntryNotForAgent")
      assert.strictEqual(refusal(noted(agent("other")), command, coder)._tag, "EntryNotForAgent")
      assert.lengthOf(when(noted(coder), command, coder), 1)
    }
    assert.strictEqual(
      refusal(after(created(), new RecordDecision({ title: "x", reason: "" })), remove)._tag,
      "EntryUnknown"
    )
  })
})

describe("an error", () => {
  it("that somebody tells has a number of its own, and is counted when it comes again", () => {
    const tell = new RecordError({ source: "forge", message: "no answer" })
    const two = after(after(created(), tell, ada), tell, ada)
    const ids = rowsOf(two, "error").map((row) => row.errorId)
    assert.deepStrictEqual(ids as ReadonlyArray<string>, ["reported-1", "reported-2"])
    const settle = new ResolveError({ errorId: ids[0] ?? assert.fail(), resolution: "restarted" })
    const settled = after(two, settle, ada)
    assert.deepInclude(rowOf(settled, "error", "reported-1"), {
      open: false,
      resolution: "restarted",
      times: 1
    })
    const again = after(settled, new RecordError({ ...tell, errorId: settle.errorId }))
    const row = rowOf(again, "error", "reported-1")
    assert.deepInclude(row, { open: true, times: 2 })
    assert.isUndefined(row?.resolution)
  })
})
