/**
 * What a tamper fact leads to: the gate is held for a person, who lets the change stand or takes it back.
 */
import { assert, describe, it } from "@effect/vitest"
import { agent, automation, system } from "@layercake/core/actor/Actor"
import { CompleteAgentRun, RecordAnswer, StartAgentRun } from "@layercake/core/agent/AgentRunCommand"
import type { RunAgent } from "@layercake/core/pipeline/DueWork"
import { restoreAt } from "@layercake/core/heal/TreeRestoring"
import * as Planner from "@layercake/core/pipeline/Planner"
import { projectOf, type ProjectState, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { EntryId } from "@layercake/core/register/Register"
import { RaiseHold, ResolveHold } from "@layercake/core/register/RegisterCommand"
import type { RegisterFile } from "@layercake/core/register/RegisterFile"
import type { TamperFact } from "@layercake/core/tamper/Tamper"
import { RejectTamper } from "@layercake/core/tamper/TamperCommand"
import {
  ada,
  after,
  blob,
  fileOf,
  gateId,
  proving,
  refusal,
  tags,
  treeWith,
  when
} from "../project/GivenProject.ts"
import { unproven } from "../pipeline/GateStanding.ts"

const fact: TamperFact = {
  kind: "tests-skipped",
  path: "test/a.test.ts",
  line: 3,
  detail: `"refuses" is skipped`
}
const blocker = EntryId.make("blocker-1")

/** A repair at gate E whose answer is about to become the tree. */
const answered = () => {
  const state = after(
    after(unproven("E"), proving(unproven("E"), "E", "install")),
    proving(unproven("E"), "E", "test", "failed")
  )
  const due = Planner.due(state).find((work): work is RunAgent => work._tag === "RunAgent")
  assert(due !== undefined && due.purpose === "heal")
  const { attempt, gate, purpose, runId, step } = due
  const started = after(
    state,
    new StartAgentRun({
      runId,
      gate,
      step,
      purpose,
      attempt,
      templateVersion: 1,
      executor: "x",
      prompt: blob("p"),
      idempotencyKey: "k"
    })
  )
  return {
    runId,
    state: after(
      started,
      new RecordAnswer({
        runId,
        answer: blob("a"),
        model: "none/driver",
        finishReason: "stop",
        usage: { inputTokens: 1, outputTokens: 1, cachedInputTokens: 0 },
        recorded: false,
        durationMillis: 1,
        microUsd: 0
      })
    )
  }
}
const completed = (
  { runId, state }: ReturnType<typeof answered>,
  tampered: ReadonlyArray<TamperFact>,
  register: RegisterFile | null = null
) => {
  const written = [fileOf("test/a.test.ts", "skipped")]
  return new CompleteAgentRun({
    runId,
    written,
    removed: [],
    before: projectOf(state)?.tree ?? null,
    tree: treeWith(state, written),
    register,
    tampered
  })
}
const held = () => {
  const before = answered()
  return {
    before: before.state,
    state: after(before.state, completed(before, [fact]), agent("backend-agent"))
  }
}
const status = (state: ProjectState) => rowOf(state, "gate", "E")?.status

describe("an answer that weakens the tests", () => {
  it("becomes the tree, and holds the gate with what was found", () => {
    const before = answered()
    const events = when(before.state, completed(before, [fact]))
    assert.deepStrictEqual(tags(events).slice(0, 5), [
      "TreeChanged",
      "TamperDetected",
      "BlockerRaised",
      "GateBlocked",
      "AgentRunCompleted"
    ])
    const { state } = held()
    const row = rowOf(state, "tamper", "blocker-1")
    assert.deepStrictEqual(
      [row?.status, row?.tree, row?.before?.tree, row?.facts],
      ["open", projectOf(state)?.tree, projectOf(before.state)?.tree, [fact]]
    )
    assert.match(
      rowOf(state, "hold", "blocker-1")?.detail ?? "",
      /^test\/a\.test\.ts:3 tests-skipped: "refuses" is skipped\n/
    )
    assert.strictEqual(status(state), "blocked")
    assert.deepStrictEqual(
      Planner.due(state).map(({ _tag }) => _tag),
      ["CommitTree"]
    )
  })

  it("says nothing where nothing was found", () => {
    const before = answered()
    assert.notInclude(tags(when(before.state, completed(before, []))), "TamperDetected")
  })

  it("holds the gate once, also when the agent asks something at the same time", () => {
    const before = answered()
    const events = when(before.state, completed(before, [fact], { queries: [{ question: "May I?" }] }))
    assert.strictEqual(tags(events).filter((tag) => tag === "GateBlocked").length, 1)
    assert.includeMembers(tags(events), ["TamperDetected", "BlockerRaised", "QueryAsked"])
  })

  it("lists fifty facts and says how many more there are", () => {
    const before = answered()
    const [, detected] = when(
      before.state,
      completed(
        before,
        Array.from({ length: 61 }, () => fact)
      )
    )
    assert(detected?._tag === "TamperDetected")
    assert.deepStrictEqual([detected.facts.length, detected.more], [50, 11])
  })

  it("can be settled by a person alone", () => {
    const { state } = held()
    for (const actor of [system, agent("backend-agent"), automation("night")]) {
      assert.strictEqual(
        refusal(state, new ResolveHold({ id: blocker, resolution: "fine" }), actor)._tag,
        "PersonRequired"
      )
      assert.strictEqual(
        refusal(state, new RejectTamper({ blocker, reason: "no" }), actor)._tag,
        "PersonRequired"
      )
    }
  })

  it("stands once a person has resolved the blocker", () => {
    const { state } = held()
    const resolved = after(state, new ResolveHold({ id: blocker, resolution: "the test was wrong" }), ada)
    assert.deepStrictEqual(
      [rowOf(resolved, "tamper", "blocker-1")?.status, status(resolved)],
      ["kept", "open"]
    )
    assert.strictEqual(projectOf(resolved)?.tree, projectOf(state)?.tree)
    assert.isUndefined(restoreAt(resolved, "E"))
  })

  it("is taken back once a person has rejected it, before anything else is done", () => {
    const { before, state } = held()
    const rejection = new RejectTamper({ blocker, reason: "the test is right" })
    assert.deepStrictEqual(tags(when(state, rejection, ada)), [
      "TamperRejected",
      "BlockerResolved",
      "GateUnblocked"
    ])
    const rejected = after(state, rejection, ada)
    assert.deepStrictEqual(
      [rowOf(rejected, "tamper", "blocker-1")?.status, status(rejected)],
      ["rejected", "open"]
    )
    const restore = restoreAt(rejected, "E")
    assert.deepStrictEqual(
      [restore?.tree, restore?.version, restore?.from],
      [projectOf(before)?.tree, before.version, projectOf(state)?.tree]
    )
    assert.strictEqual(refusal(rejected, rejection, ada)._tag, "EntryNotOpen")
  })

  it("keeps the gate held while its blocker is open, whatever else is resolved", () => {
    const { state } = held()
    const more = after(
      state,
      new RaiseHold({ kind: "query", gate: gateId("E"), title: "For whom?", detail: "" }),
      ada
    )
    const resolved = after(more, new ResolveHold({ id: EntryId.make("query-1"), resolution: "all" }), ada)
    assert.strictEqual(status(resolved), "blocked")
    assert.deepStrictEqual(
      rowsOf(resolved, "hold")
        .filter(({ open }) => open)
        .map(({ id }) => id),
      [blocker]
    )
  })

  it("is no blocker that can be rejected where it is none", () => {
    const plain = after(
      unproven("E"),
      new RaiseHold({ kind: "blocker", gate: gateId("E"), title: "Wait", detail: "" }),
      ada
    )
    assert.strictEqual(refusal(plain, new RejectTamper({ blocker, reason: "no" }), ada)._tag, "EntryNotOpen")
  })
})
