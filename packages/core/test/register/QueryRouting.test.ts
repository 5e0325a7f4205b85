/**
 * Whom a question goes to, what answering it comes to, and that no agent decides what is a person's.
 */
import { assert, describe, it } from "@effect/vitest"
import { agent, automation } from "@layercake/core/actor/Actor"
import { AgentName } from "@layercake/core/agent/Agent"
import { AgentRunId } from "@layercake/core/agent/AgentCall"
import {
  CompleteAgentRun,
  FailAgentRun,
  RecordAnswer,
  RefuseAnswer,
  StartAgentRun
} from "@layercake/core/agent/AgentRunCommand"
import { registerEntries } from "@layercake/core/agent/RegisterEntries"
import * as Planner from "@layercake/core/pipeline/Planner"
import { faults } from "@layercake/core/pipeline/Pipeline"
import type { FactoryCommand } from "@layercake/core/command/FactoryCommand"
import { OpenGate } from "@layercake/core/gate/GateCommand"
import type { Policy } from "@layercake/core/pipeline/Policy"
import { ChangePolicy } from "@layercake/core/project/ProjectCommand"
import { projectOf, type ProjectState, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { waitsForAgent } from "@layercake/core/register/QueryRouting"
import { EntryId } from "@layercake/core/register/Register"
import { ResolveHold, RouteQuery } from "@layercake/core/register/RegisterCommand"
import { TreeDigest } from "@layercake/core/tree/Tree"
import {
  ada,
  after,
  blob,
  fold,
  gate,
  gateId,
  pipeline,
  policy,
  refusal,
  step,
  tags,
  when
} from "../project/GivenProject.ts"
import { standing } from "../pipeline/GateStanding.ts"

const from = AgentName.make("backend-agent")

const opened = (allowed: Policy = policy): ProjectState =>
  after(after(standing("E"), new ChangePolicy({ policy: allowed }), ada), new OpenGate({ gate: gateId("E") }))

/** The backend agent of the gate E asks these. */
const asked = (state: ProjectState, ...queries: ReadonlyArray<readonly [question: string, to?: string]>) =>
  fold(
    state,
    registerEntries(
      state,
      gateId("E"),
      { queries: queries.map(([question, to]) => ({ question, ...(to === undefined ? {} : { to }) })) },
      from
    ),
    agent(from)
  )

const holds = (state: ProjectState) =>
  rowsOf(state, "hold").map((hold): readonly [string | null, boolean] => [
    hold.to ?? null,
    waitsForAgent(hold)
  ])

const answering = (state: ProjectState) => Planner.due(state).filter((work) => work._tag === "RunAgent")
const runId = AgentRunId.make("E.query-1.1")
const begin = new StartAgentRun({
  runId,
  gate: gateId("E"),
  step: "query-1",
  purpose: "answer",
  attempt: 1,
  templateVersion: 1,
  executor: "test",
  prompt: blob("prompt"),
  idempotencyKey: "key"
})
const said = new RecordAnswer({
  runId,
  answer: blob("409"),
  model: "none/test",
  finishReason: "stop",
  usage: { inputTokens: 1, outputTokens: 1, cachedInputTokens: 0 },
  recorded: false,
  durationMillis: 1,
  microUsd: 7
})
const complete = (reply?: string) =>
  new CompleteAgentRun({
    runId,
    written: [],
    removed: [],
    before: null,
    tree: TreeDigest.make("f".repeat(64)),
    register: null,
    ...(reply === undefined ? {} : { reply })
  })
const path = (state: ProjectState, ...commands: ReadonlyArray<FactoryCommand>) =>
  commands.reduce((state, command) => after(state, command), state)

const open = asked(opened(), ["Which status?", "specs-agent"])

describe("a question", () => {
  it("goes to the agent that it names, if that works in the project's pipeline", () => {
    const state = asked(
      opened(),
      ["One?", "specs-agent"],
      ["Two?", "nobody"],
      ["Three?", "person"],
      ["Four?"],
      ["Five?", from],
      ["Six?", " scope-agent "]
    )
    assert.deepStrictEqual(holds(state), [
      ["specs-agent", true],
      [null, false],
      [null, false],
      [null, false],
      [null, false],
      ["scope-agent", true]
    ])
    assert.strictEqual(rowOf(state, "gate", "E")?.status, "blocked")
  })

  it("is work for that agent while the gate is held, and for nobody once it is answered", () => {
    assert.deepStrictEqual(answering(open), [
      { _tag: "RunAgent", gate: gateId("E"), step: "query-1", runId, purpose: "answer", attempt: 1 }
    ])
    const answered = path(open, begin, said, complete("409"))
    assert.strictEqual(rowOf(answered, "hold", "query-1")?.resolution, "409")
    assert.strictEqual(rowOf(answered, "gate", "E")?.status, "open")
    assert.isFalse(answering(answered).some(({ purpose }) => purpose === "answer"))
    assert.strictEqual(projectOf(answered)?.tree, projectOf(open)?.tree)
  })

  it("counts what two agents asked each other in either direction, also within one answer", () => {
    const limited = (questionsPerPair: number) => opened({ ...policy, questionsPerPair })
    const two: ReadonlyArray<readonly [string, string]> = [
      ["One?", "specs-agent"],
      ["Two?", "specs-agent"],
      ["Three?", "scope-agent"]
    ]
    assert.deepStrictEqual(
      holds(asked(limited(1), ...two)).map(([to]) => to),
      ["specs-agent", null, "scope-agent"]
    )
    assert.deepStrictEqual(
      holds(asked(limited(0), ...two)).map(([to]) => to),
      [null, null, null]
    )
    const back = asked(limited(2), ["One?", "specs-agent"])
    const entries = registerEntries(
      back,
      gateId("E"),
      {
        queries: [
          { question: "Two?", to: from },
          { question: "Three?", to: from }
        ]
      },
      AgentName.make("specs-agent")
    )
    assert.deepStrictEqual(
      entries.flatMap((event): ReadonlyArray<string | null> =>
        event._tag === "QueryAsked" ? [event.to ?? null] : []
      ),
      [from, null]
    )
  })

  it("to an agent is answered by that agent or a person, never by another or by whoever asked", () => {
    const resolve = new ResolveHold({ id: EntryId.make("query-1"), resolution: "409" })
    assert.deepStrictEqual(tags(when(open, resolve, agent("specs-agent"))), [
      "QueryAnswered",
      "GateUnblocked"
    ])
    assert.deepStrictEqual(tags(when(open, resolve, ada)), ["QueryAnswered", "GateUnblocked"])
    assert.deepStrictEqual(tags(when(open, resolve, automation("cli"))), ["QueryAnswered", "GateUnblocked"])
    for (const other of [from, "scope-agent"])
      assert.strictEqual(refusal(open, resolve, agent(other))._tag, "EntryNotForAgent")
    const person = asked(opened(), ["Who pays?", "person"])
    for (const other of ["person", "specs-agent", from])
      assert.strictEqual(refusal(person, resolve, agent(other))._tag, "EntryNotForAgent")
  })

  it("that its agent cannot answer is left to a person, with why, and still holds the gate", () => {
    const finding = { code: "no-answer", message: "The answer is empty." }
    const failed = path(open, begin, new FailAgentRun({ runId, reason: "quota", detail: "used up" }))
    const silent = path(open, begin, said, complete())
    const routed = after(open, new RouteQuery({ id: EntryId.make("query-1"), reason: "no template" }))
    const refused = { ...policy, correctionAttempts: 0 }
    const useless = path(
      asked(opened(refused), ["Which status?", "specs-agent"]),
      begin,
      said,
      new RefuseAnswer({ runId, findings: [finding] })
    )
    for (const state of [failed, silent, routed, useless]) {
      assert.strictEqual(rowOf(state, "gate", "E")?.status, "blocked")
      assert.isNotEmpty(rowOf(state, "hold", "query-1")?.routed)
      assert.deepStrictEqual(answering(state), [])
      assert.strictEqual(rowsOf(state, "hold").length, 1)
    }
    const once = path(open, begin, said, new RefuseAnswer({ runId, findings: [finding] }))
    assert.deepStrictEqual(
      answering(once).map(({ attempt, runId }) => [attempt, runId as string]),
      [[2, "E.query-1.2"]]
    )
    assert.deepStrictEqual(when(routed, new RouteQuery({ id: EntryId.make("query-1"), reason: "again" })), [])
  })

  it("that a person answers first ends the agent's run, whose late answer costs and changes nothing", () => {
    const resolve = new ResolveHold({ id: EntryId.make("query-1"), resolution: "410" })
    const state = after(path(open, begin), resolve, ada)
    assert.strictEqual(rowOf(state, "agentRun", runId)?.status, "cancelled")
    assert.deepStrictEqual(tags(when(state, said)), ["CostRecorded"])
    assert.deepStrictEqual(when(state, complete("409")), [])
    assert.strictEqual(refusal(state, begin)._tag, "AgentRunNotOpen")
  })

  it("is no step of a pipeline", () => {
    const bad = { ...pipeline, gates: [gate("A", { work: [step("query-7")] })] as const }
    assert.deepStrictEqual(faults(bad), [
      "gate A: query-7 is the name of a query and cannot be that of a step"
    ])
  })
})
