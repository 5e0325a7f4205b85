/**
 * How an agent run begins, is answered, sent back, given up, and paid for.
 */
import { assert, describe, it } from "@effect/vitest"
import { AgentRunId } from "@layercake/core/agent/AgentCall"
import {
  CompleteAgentRun,
  FailAgentRun,
  RecordAnswer,
  RefuseAnswer,
  StartAgentRun
} from "@layercake/core/agent/AgentRunCommand"
import { OpenGate } from "@layercake/core/gate/GateCommand"
import type { ProjectState } from "@layercake/core/project/ProjectState"
import { projectOf, rowOf } from "@layercake/core/project/ProjectState"
import { EntryId } from "@layercake/core/register/Register"
import { ResolveHold } from "@layercake/core/register/RegisterCommand"
import { ada, after, blob, gateId, refusal, tags, when } from "../project/GivenProject.ts"
import { standing, underPolicy } from "../pipeline/GateStanding.ts"
import { TreeDigest } from "@layercake/core/tree/Tree"

const runId = AgentRunId.make("C.specs.1")
const start = new StartAgentRun({
  runId,
  gate: gateId("C"),
  step: "specs",
  purpose: "work",
  attempt: 1,
  templateVersion: 1,
  executor: "none",
  prompt: blob("prompt"),
  idempotencyKey: "key"
})
const answer = (microUsd: number | null, id = runId) =>
  new RecordAnswer({
    runId: id,
    answer: blob("answer"),
    model: "none/model",
    finishReason: "stop",
    usage: { inputTokens: 1, outputTokens: 1, cachedInputTokens: 0 },
    recorded: false,
    durationMillis: 1,
    microUsd
  })
const refuse = (id = runId) =>
  new RefuseAnswer({ runId: id, findings: [{ code: "no-file", message: "There is no file in it." }] })
const open = () => after(standing("C"), new OpenGate({ gate: gateId("C") }))
const started = (state: ProjectState = open()) => after(state, start)

describe("an agent run", () => {
  it("begins with its task, and beginning it twice is one", () => {
    assert.deepStrictEqual(tags(when(open(), start)), ["TaskStarted", "AgentRunStarted"])
    assert.deepStrictEqual(when(started(), start), [])
    assert.strictEqual(refusal(after(started(), answer(1)), start)._tag, "AgentRunNotOpen")
  })

  it("changes nothing when another run has changed the tree meanwhile, and can be completed on the new one", () => {
    const state = after(started(), answer(1))
    const complete = (before: TreeDigest | null) =>
      new CompleteAgentRun({
        runId,
        written: [],
        removed: [],
        before,
        tree: TreeDigest.make("f".repeat(64)),
        register: null
      })
    assert.deepStrictEqual(when(state, complete(TreeDigest.make("0".repeat(64)))), [])
    assert.deepStrictEqual(tags(when(state, complete(projectOf(state)?.tree ?? null))), [
      "AgentRunCompleted",
      "TaskCompleted",
      "HandoffMade"
    ])
  })

  it("is refused for a step that there is not, and for a gate that is not open", () => {
    assert.strictEqual(
      refusal(open(), new StartAgentRun({ ...start, step: "nothing" }))._tag,
      "AgentRunNotOpen"
    )
    assert.strictEqual(refusal(standing("C"), start)._tag, "AgentRunNotOpen")
    assert.strictEqual(refusal(open(), answer(1))._tag, "AgentRunNotOpen")
  })

  it("is answered and paid for once, whoever tells it twice", () => {
    assert.deepStrictEqual(tags(when(started(), answer(7))), ["AgentRunAnswered", "CostRecorded"])
    const answered = after(started(), answer(7))
    assert.deepStrictEqual(when(answered, answer(7)), [])
    assert.strictEqual(rowOf(answered, "cost", "C.specs.1")?.microUsd, 7)
  })

  it("counts an answer whose price is not known apart", () => {
    const before = rowOf(started(), "cost", "total")
    const total = rowOf(after(started(), answer(null)), "cost", "total")
    assert.strictEqual(total?.unpriced, 1)
    assert.strictEqual(total?.microUsd, before?.microUsd)
  })

  it("says once that the budget is used up", () => {
    const spent = rowOf(open(), "cost", "total")?.microUsd ?? 0
    const poor = started(underPolicy(open(), { budgetMicroUsd: spent + 5 }))
    assert.deepStrictEqual(tags(when(poor, answer(5))), ["AgentRunAnswered", "CostRecorded"])
    assert.deepStrictEqual(tags(when(poor, answer(6))), [
      "AgentRunAnswered",
      "CostRecorded",
      "BudgetExhausted",
      "EscalationRaised",
      "GateBlocked"
    ])
    const second = AgentRunId.make("C.specs.2")
    const over = after(
      after(after(poor, answer(6)), refuse()),
      new StartAgentRun({ ...start, runId: second })
    )
    assert.deepStrictEqual(tags(when(over, answer(5, second))), ["AgentRunAnswered", "CostRecorded"])
  })

  it("is sent back up to the limit, then a person is asked, and resolving lets it begin afresh", () => {
    const once = after(after(started(), answer(1)), refuse())
    assert.strictEqual(rowOf(once, "task", "C/specs")?.refusals, 1)
    assert.strictEqual(refusal(once, refuse())._tag, "AgentRunNotOpen")
    const second = AgentRunId.make("C.specs.2")
    const again = after(once, new StartAgentRun({ ...start, runId: second, purpose: "correct" }))
    assert.deepStrictEqual(tags(when(again, refuse(second))), [
      "AgentRunRefused",
      "TaskFailed",
      "EscalationRaised",
      "GateBlocked"
    ])
    const blocked = after(again, refuse(second))
    assert.strictEqual(rowOf(blocked, "gate", "C")?.status, "blocked")
    const resolved = after(
      blocked,
      new ResolveHold({ id: EntryId.make("escalation-1"), resolution: "go" }),
      ada
    )
    const task = rowOf(resolved, "task", "C/specs")
    assert.deepStrictEqual([task?.status, task?.refusals, task?.runs], ["todo", 0, 2])
    assert.strictEqual(rowOf(resolved, "gate", "C")?.status, "open")
  })

  it("that fails goes to a person at once", () => {
    const fail = new FailAgentRun({ runId, reason: "quota", detail: "used up" })
    assert.deepStrictEqual(tags(when(started(), fail)), [
      "AgentRunFailed",
      "TaskFailed",
      "EscalationRaised",
      "GateBlocked"
    ])
    assert.strictEqual(refusal(after(started(), fail), fail)._tag, "AgentRunNotOpen")
  })
})
