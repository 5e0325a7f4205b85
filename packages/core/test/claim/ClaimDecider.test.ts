/**
 * How a run that nobody is called for is claimed, renewed, answered, mended, released and withdrawn.
 */
import { assert, describe, it } from "@effect/vitest"
import { claimOn, isUpToDate, waitingRuns } from "@layercake/core/claim/ClaimStanding"
import { textOf } from "@layercake/core/event/EventText"
import * as Planner from "@layercake/core/pipeline/Planner"
import { PauseProject } from "@layercake/core/project/ProjectCommand"
import { type ProjectState, projectOf, rowOf } from "@layercake/core/project/ProjectState"
import { TreeDigest } from "@layercake/core/tree/Tree"
import { HashMap } from "effect"
import { ada, after, blob, hex, policy, refusal, tags, when } from "../project/GivenProject.ts"
import {
  claim,
  claimId,
  claude,
  finding,
  minute,
  open,
  release,
  renew,
  runId,
  script,
  submit,
  waiting,
  withdraw
} from "./ClaimStory.ts"

const claimed = (state: ProjectState = waiting()) => after(state, claim("one"), claude)
const whyOf = (error: ReturnType<typeof refusal>) =>
  error._tag === "ClaimLost" ? [error.why, error.holder?.claimant.label ?? null] : error._tag

describe("a run that nobody is called for", () => {
  it("waits, and nothing is due until it is answered", () => {
    const state = waiting()
    assert.deepStrictEqual(Planner.due(state), [])
    assert.deepStrictEqual(
      waitingRuns(state).map((run) => run.runId),
      [runId]
    )
    assert.deepStrictEqual(Planner.due(claimed()), [])
    const answered = after(claimed(), submit("one"), claude)
    assert.deepStrictEqual(
      Planner.due(answered).map((work) => Planner.nameOf(work)),
      ["run/C.specs.1"]
    )
    assert.deepStrictEqual(waitingRuns(answered), [])
  })

  it("is begun anew when the tree has become another than the one it was told of", () => {
    const state = waiting()
    const project = projectOf(state)
    if (project === undefined) return assert.fail("there is no project")
    const moved: ProjectState = {
      ...state,
      project: HashMap.set(state.project, "project", { ...project, tree: TreeDigest.make(hex("another")) })
    }
    const run = rowOf(moved, "agentRun", runId)
    assert.isFalse(run !== undefined && isUpToDate(moved, run))
    assert.deepStrictEqual(
      Planner.due(moved).map((work) => Planner.nameOf(work)),
      ["run/C.specs.1"]
    )
    assert.deepStrictEqual(refusal(moved, claim("one"), claude)._tag, "RunNotClaimable")
  })

  it("is claimed by one: the other is told who holds it until when", () => {
    const events = when(waiting(), claim("one"), claude)
    assert.deepStrictEqual(tags(events), ["AgentRunClaimed"])
    assert.include(textOf(events[0]!), "claimed by agent claude (one) until 2026-12-01T10:30:00.000Z")
    const second = refusal(claimed(), claim("two", 29), script)
    assert.strictEqual(second._tag, "RunClaimed")
    assert.include(second.message, "agent claude (one) holds it until 2026-12-01T10:30:00.000Z")
  })

  it("is free again at the very moment its lease ends, and the late one is told who has it", () => {
    assert.strictEqual(refusal(claimed(), claim("two", 29), script)._tag, "RunClaimed")
    const taken = after(claimed(), claim("two", 30), script)
    assert.strictEqual(rowOf(taken, "claim", claimId("one"))?.status, "lost")
    assert.deepStrictEqual(whyOf(refusal(taken, submit("one", 31), claude)), ["expired", "two"])
    assert.deepStrictEqual(whyOf(refusal(taken, renew("one", 31, 60), claude)), ["expired", "two"])
    assert.deepStrictEqual(tags(when(taken, submit("two", 31), script)), ["AgentRunAnswered", "CostRecorded"])
  })

  it("takes no late answer even when nobody else has come", () => {
    assert.deepStrictEqual(whyOf(refusal(claimed(), submit("one", 30), claude)), ["expired", null])
    const again = after(claimed(), claim("three", 31), claude)
    assert.deepStrictEqual(tags(when(again, submit("three", 32), claude))[0], "AgentRunAnswered")
  })

  it("is held longer by renewing, never shorter", () => {
    const longer = after(claimed(), renew("one", 20, 50), claude)
    assert.strictEqual(claimOn(longer, runId)?.until, minute(50))
    assert.deepStrictEqual(when(longer, renew("one", 21, 40), claude), [])
    assert.strictEqual(refusal(longer, claim("two", 49), script)._tag, "RunClaimed")
  })

  it("takes the same answer twice as one, and no second answer", () => {
    const answered = after(claimed(), submit("one"), claude)
    assert.deepStrictEqual(when(answered, submit("one", 300), claude), [])
    const other = refusal(answered, submit("one", 2, { answer: blob("other") }), claude)
    assert.deepStrictEqual(whyOf(other), ["answered", null])
    const files = refusal(answered, submit("one", 2, { files: blob("files") }), claude)
    assert.deepStrictEqual(whyOf(files), ["answered", null])
  })

  it("says of its cost that it is not known, and of its tokens whether they were told", () => {
    const told = { inputTokens: 7, outputTokens: 3, cachedInputTokens: 0 }
    const [answered, cost] = when(claimed(), submit("one"), claude)
    if (answered?._tag !== "AgentRunAnswered" || cost?._tag !== "CostRecorded")
      return assert.fail("no answer")
    assert.deepStrictEqual(
      [answered.usageUnknown, cost.microUsd, answered.claim],
      [true, null, claimId("one")]
    )
    assert.include(textOf(answered), "tokens not told")
    const [counted] = when(claimed(), submit("one", 1, { usage: told }), claude)
    if (counted?._tag !== "AgentRunAnswered") return assert.fail("no answer")
    assert.deepStrictEqual([counted.usageUnknown, counted.usage], [undefined, told])
  })

  it("is mended under the same claim, the same unusable answer counting once, until a person is asked", () => {
    const bad = { findings: [finding] }
    const state = claimed()
    assert.deepStrictEqual(tags(when(state, submit("one", 1, bad), claude)), ["AgentRunClaimRefused"])
    const once = after(state, submit("one", 1, bad), claude)
    assert.deepStrictEqual(when(once, submit("one", 2, bad), claude), [])
    assert.strictEqual(rowOf(once, "task", "C/specs")?.refusals, 0)
    assert.deepStrictEqual(tags(when(once, submit("one", 2), claude))[0], "AgentRunAnswered")
    assert.strictEqual(policy.correctionAttempts, 1)
    // Letting go of it does not make it count anew.
    const other = after(after(once, release("one"), claude), claim("two", 3), script)
    const last = when(other, submit("two", 4, { ...bad, answer: blob("worse") }), script)
    assert.deepStrictEqual(tags(last), [
      "AgentRunClaimRefused",
      "AgentRunRefused",
      "TaskFailed",
      "EscalationRaised",
      "GateBlocked"
    ])
    const ended = after(other, submit("two", 4, { ...bad, answer: blob("worse") }), script)
    assert.strictEqual(rowOf(ended, "claim", claimId("two"))?.status, "ended")
    assert.deepStrictEqual(whyOf(refusal(ended, submit("two", 5), script)), ["ended", null])
  })

  it("is released once, by its claimant or a person, and claimed by another", () => {
    const state = claimed()
    assert.strictEqual(refusal(state, release("one"), script)._tag, "ClaimNotYours")
    for (const actor of [claude, ada]) {
      const free = after(state, release("one"), actor)
      assert.deepStrictEqual(when(free, release("one", 2), actor), [])
      assert.deepStrictEqual(tags(when(free, claim("two", 2), script)), ["AgentRunClaimed"])
      assert.deepStrictEqual(whyOf(refusal(free, submit("one", 2), claude)), ["released", null])
    }
    const answered = after(state, submit("one"), claude)
    assert.deepStrictEqual(whyOf(refusal(answered, release("one", 2), claude)), ["answered", null])
  })

  it("is used by its claimant alone, and not under a claim that there is not", () => {
    for (const command of [submit("one"), renew("one", 1, 60)]) {
      assert.strictEqual(refusal(claimed(), command, script)._tag, "ClaimNotYours")
      assert.strictEqual(refusal(claimed(), command, ada)._tag, "ClaimNotYours")
    }
    assert.deepStrictEqual(whyOf(refusal(waiting(), submit("one"), claude)), ["unknown", null])
  })

  it("is withdrawn by whoever may, and its work is due again", () => {
    const state = claimed()
    assert.strictEqual(refusal(state, withdraw(), script)._tag, "RunClaimed")
    assert.deepStrictEqual(tags(when(state, withdraw(40), script)), ["AgentRunCancelled"])
    for (const actor of [ada, claude]) {
      const withdrawn = after(state, withdraw(), actor)
      assert.strictEqual(rowOf(withdrawn, "claim", claimId("one"))?.status, "ended")
      assert.deepStrictEqual(
        Planner.due(withdrawn).map((work) => Planner.nameOf(work)),
        ["run/C.specs.2"]
      )
      assert.strictEqual(refusal(withdrawn, withdraw(2), actor)._tag, "RunNotClaimable")
    }
  })

  it("is not claimed in a project that rests, nor when there is no such run", () => {
    const paused = after(waiting(), new PauseProject({ reason: "lunch" }), ada)
    assert.strictEqual(refusal(paused, claim("one"), claude)._tag, "RunNotClaimable")
    assert.strictEqual(refusal(open(), claim("one"), claude)._tag, "RunNotClaimable")
    // What is on its way when the project is paused is not lost.
    const late = after(claimed(), new PauseProject({ reason: "lunch" }), ada)
    assert.strictEqual(tags(when(late, submit("one"), claude))[0], "AgentRunAnswered")
  })
})
