/**
 * What follows when somebody ends an agent run, and when what was given up is to be done after all.
 */
import { assert, describe, it } from "@effect/vitest"
import { AgentRunId } from "@layercake/core/agent/AgentCall"
import {
  FailAgentRun,
  RecordAnswer,
  RefuseAnswer,
  RetryAgentRun,
  StartAgentRun,
  StopAgentRun
} from "@layercake/core/agent/AgentRunCommand"
import { OpenGate } from "@layercake/core/gate/GateCommand"
import * as Planner from "@layercake/core/pipeline/Planner"
import { type ProjectState, rowOf } from "@layercake/core/project/ProjectState"
import { standing } from "../pipeline/GateStanding.ts"
import { ada, after, blob, gateId, refusal, tags, when } from "../project/GivenProject.ts"

const idOf = (attempt: number) => AgentRunId.make(`C.specs.${attempt}`)
const start = (attempt: number, purpose: "work" | "correct" = "work") =>
  new StartAgentRun({
    runId: idOf(attempt),
    gate: gateId("C"),
    step: "specs",
    purpose,
    attempt: 1,
    templateVersion: 1,
    executor: "none",
    prompt: blob("prompt"),
    idempotencyKey: `key-${attempt}`
  })
const answer = (attempt: number) =>
  new RecordAnswer({
    runId: idOf(attempt),
    answer: blob("answer"),
    model: "none/model",
    finishReason: "stop",
    usage: { inputTokens: 1, outputTokens: 1, cachedInputTokens: 0 },
    recorded: false,
    durationMillis: 1,
    microUsd: 7
  })
const refuse = (attempt: number) =>
  new RefuseAnswer({ runId: idOf(attempt), findings: [{ code: "no-file", message: "There is no file." }] })
const open = () => after(standing("C"), new OpenGate({ gate: gateId("C") }))
const begun = () => after(open(), start(1))
const stop = (attempt: number) => new StopAgentRun({ runId: idOf(attempt), reason: "the brief changes" })
const retry = (attempt: number) => new RetryAgentRun({ runId: idOf(attempt) })
const names = (state: ProjectState) => Planner.due(state).map((work) => Planner.nameOf(work))
const whyOf = (error: ReturnType<typeof refusal>) =>
  error._tag === "AgentRunNotRetryable" ? error.why : error._tag

describe("stopping an agent run", () => {
  it("ends it and leaves its work to a person, so that it is not begun anew at once", () => {
    assert.deepStrictEqual(tags(when(begun(), stop(1), ada)), [
      "AgentRunCancelled",
      "TaskFailed",
      "BlockerRaised",
      "GateBlocked"
    ])
    const state = after(begun(), stop(1), ada)
    assert.deepStrictEqual(names(state), [])
    assert.strictEqual(rowOf(state, "agentRun", idOf(1))?.status, "cancelled")
    assert.strictEqual(rowOf(state, "hold", "blocker-1")?.title, "The agent run C.specs.1 was stopped")
  })

  it("is refused for a run that has ended or never was", () => {
    const state = after(begun(), stop(1), ada)
    assert.strictEqual(refusal(state, stop(1), ada)._tag, "AgentRunNotOpen")
    assert.strictEqual(refusal(open(), stop(4), ada)._tag, "AgentRunNotOpen")
  })

  it("takes an answer that comes all the same for what it cost, and nothing else of it", () => {
    const state = after(begun(), stop(1), ada)
    assert.deepStrictEqual(tags(when(state, answer(1))), ["CostRecorded"])
    assert.deepStrictEqual(when(state, refuse(1)), [])
    assert.deepStrictEqual(
      when(state, new FailAgentRun({ runId: idOf(1), reason: "network", detail: "" })),
      []
    )
  })
})

describe("retrying an agent run", () => {
  it("lets the stopped work go on, as a new run", () => {
    const stopped = after(begun(), stop(1), ada)
    assert.deepStrictEqual(tags(when(stopped, retry(1), ada)), ["BlockerResolved", "GateUnblocked"])
    assert.deepStrictEqual(names(after(stopped, retry(1), ada)), ["run/C.specs.2"])
  })

  it("resolves what was escalated when the agent could not be asked, and nothing else", () => {
    const failed = after(
      begun(),
      new FailAgentRun({ runId: idOf(1), reason: "quota", detail: "nothing: at all" })
    )
    const again = after(failed, retry(1), ada)
    assert.isFalse(rowOf(again, "hold", "escalation-1")?.open)
    assert.deepStrictEqual(names(again), ["run/C.specs.2"])
  })

  it("resolves what was escalated when no answer could be used", () => {
    const once = after(after(begun(), answer(1)), refuse(1))
    assert.strictEqual(whyOf(refusal(once, retry(1), ada)), "goesOn")
    const twice = after(after(after(once, start(2, "correct")), answer(2)), refuse(2))
    assert.deepStrictEqual(names(twice), [])
    assert.strictEqual(whyOf(refusal(twice, retry(1), ada)), "later")
    const again = after(twice, retry(2), ada)
    assert.deepStrictEqual(names(again), ["run/C.specs.3"])
    assert.strictEqual(rowOf(again, "task", "C/specs")?.refusals, 0)
  })

  it("says why there is nothing to retry", () => {
    assert.strictEqual(whyOf(refusal(open(), retry(1), ada)), "unknown")
    assert.strictEqual(whyOf(refusal(begun(), retry(1), ada)), "open")
    assert.include(refusal(begun(), retry(1), ada).message, "agents.cancel")
  })
})
