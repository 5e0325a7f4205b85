/**
 * How an instruction is given to an agent, becomes due before the gate's own work, and ends.
 */
import { assert, describe, it } from "@effect/vitest"
import { person } from "@layercake/core/actor/Actor"
import { AgentName } from "@layercake/core/agent/Agent"
import { AgentRunId } from "@layercake/core/agent/AgentCall"
import {
  CompleteAgentRun,
  FailAgentRun,
  RecordAnswer,
  RefuseAnswer,
  RetryAgentRun,
  StartAgentRun,
  StopAgentRun
} from "@layercake/core/agent/AgentRunCommand"
import type { FactoryCommand } from "@layercake/core/command/FactoryCommand"
import { textOf } from "@layercake/core/event/EventText"
import { OpenGate, SkipGate } from "@layercake/core/gate/GateCommand"
import { GiveInstruction } from "@layercake/core/instruction/InstructionCommand"
import * as Planner from "@layercake/core/pipeline/Planner"
import { PauseProject } from "@layercake/core/project/ProjectCommand"
import { projectOf, type ProjectState, rowOf } from "@layercake/core/project/ProjectState"
import { contractOf, againOf, taskOf } from "@layercake/core/prompt/PromptSection"
import { RaiseHold } from "@layercake/core/register/RegisterCommand"
import { instructionOf, stepFor } from "@layercake/core/instruction/InstructionStanding"
import { standing } from "../pipeline/GateStanding.ts"
import { ada, after, blob, fileOf, gateId, refusal, tags, treeWith, when } from "../project/GivenProject.ts"

const C = gateId("C")
const open = () => after(standing("C"), new OpenGate({ gate: C }))
const give = (rest: Partial<ConstructorParameters<typeof GiveInstruction>[0]> = {}) =>
  new GiveInstruction({
    gate: C,
    step: null,
    agent: AgentName.make("data-analyst"),
    text: "Count the rooms",
    ...rest
  })
const given = (state: ProjectState = open()) => after(state, give(), ada)
const idOf = (attempt: number, instruction = 1) => AgentRunId.make(`C.instruction-${instruction}.${attempt}`)
const start = (attempt = 1, instruction = 1) =>
  new StartAgentRun({
    runId: idOf(attempt, instruction),
    gate: C,
    step: `instruction-${instruction}`,
    purpose: "instruct",
    attempt,
    templateVersion: 1,
    executor: "none",
    prompt: blob("prompt"),
    idempotencyKey: `key-${attempt}`
  })
const answer = (attempt = 1) =>
  new RecordAnswer({
    runId: idOf(attempt),
    answer: blob("answer"),
    model: "none/model",
    finishReason: "stop",
    usage: { inputTokens: 1, outputTokens: 1, cachedInputTokens: 0 },
    recorded: false,
    durationMillis: 1,
    microUsd: 1
  })
const refuse = (attempt: number) =>
  new RefuseAnswer({ runId: idOf(attempt), findings: [{ code: "no-file", message: "There is no file." }] })
const complete = (state: ProjectState) => {
  const file = fileOf("docs/count.md", "three rooms")
  return new CompleteAgentRun({
    runId: idOf(1),
    written: [file],
    removed: [],
    before: projectOf(state)?.tree ?? null,
    tree: treeWith(state, [file]),
    register: null
  })
}
const names = (state: ProjectState) => Planner.due(state).map((work) => Planner.nameOf(work))
const through = (state: ProjectState, ...commands: ReadonlyArray<FactoryCommand>) =>
  commands.reduce((state, command) => after(state, command), state)
const statusOf = (state: ProjectState, id = "instruction-1") => rowOf(state, "instruction", id)?.status

describe("an instruction", () => {
  it("is numbered, kept with who gave it, and due before the work of the gate", () => {
    const state = given()
    const row = rowOf(state, "instruction", "instruction-1")
    assert.deepStrictEqual(
      [row?.status, row?.agent as string, row?.text, row?.by.id],
      ["waiting", "data-analyst", "Count the rooms", "ada"]
    )
    assert.deepStrictEqual(names(open()), ["run/C.specs.1"])
    assert.deepStrictEqual(names(state), ["run/C.instruction-1.1"])
    const twice = after(state, give(), person("grace"))
    assert.deepStrictEqual(names(twice), ["run/C.instruction-1.1"], "one after the other")
    assert.include(
      textOf(when(open(), give(), ada)[0]!),
      "instruction-1 for data-analyst at C: Count the rooms"
    )
  })

  it("waits for an agent that is at the files already, and for a build", () => {
    const busy = after(
      open(),
      new StartAgentRun({
        runId: AgentRunId.make("C.specs.1"),
        gate: C,
        step: "specs",
        purpose: "work",
        attempt: 1,
        templateVersion: 1,
        executor: "none",
        prompt: blob("prompt"),
        idempotencyKey: "busy"
      })
    )
    assert.deepStrictEqual(names(after(busy, give(), ada)), ["run/C.specs.1"])
  })

  it("is done by a run that changes files and ends no task", () => {
    const answered = through(given(), start(), answer())
    assert.deepStrictEqual(names(answered), ["run/C.instruction-1.1"], "it is to be applied")
    const events = when(answered, complete(answered))
    assert.deepStrictEqual(tags(events), ["TreeChanged", "AgentRunCompleted", "InstructionEnded"])
    const done = after(answered, complete(answered))
    assert.strictEqual(statusOf(done), "done")
    assert.strictEqual(rowOf(done, "task", "C/specs")?.status, "todo")
    assert.isUndefined(rowOf(done, "task", "C/instruction-1"))
  })

  it("begins without a task and is tried again until the policy's limit, then it is given up and the work goes on", () => {
    assert.deepStrictEqual(tags(when(given(), start())), ["AgentRunStarted"])
    const refused = through(given(), start(), answer(), refuse(1))
    assert.deepStrictEqual(names(refused), ["run/C.instruction-1.2"])
    const second = through(refused, start(2), answer(2))
    assert.deepStrictEqual(tags(when(second, refuse(2))), ["AgentRunRefused", "InstructionEnded"])
    const over = after(second, refuse(2))
    assert.strictEqual(statusOf(over), "given-up")
    assert.deepStrictEqual(names(over), ["run/C.specs.1"])
    assert.strictEqual(rowOf(over, "gate", "C")?.status, "open", "nothing holds the gate")
  })

  it("is given up when its agent cannot be asked, and given once more when that is retried", () => {
    const failed = after(
      through(given(), start()),
      new FailAgentRun({ runId: idOf(1), reason: "quota", detail: "none left" })
    )
    assert.strictEqual(statusOf(failed), "given-up")
    const again = after(failed, new RetryAgentRun({ runId: idOf(1) }), ada)
    assert.strictEqual(rowOf(again, "instruction", "instruction-2")?.text, "Count the rooms")
    assert.deepStrictEqual(names(again), ["run/C.instruction-2.1"])
  })

  it("ends with its run when somebody stops that, and holds nothing", () => {
    const stopped = after(given(after(open(), give({ text: "First" }), ada)), start(), ada)
    const events = when(stopped, new StopAgentRun({ runId: idOf(1), reason: "not now" }), ada)
    assert.deepStrictEqual(tags(events), ["AgentRunCancelled", "InstructionEnded"])
    const after1 = after(stopped, new StopAgentRun({ runId: idOf(1), reason: "not now" }), ada)
    assert.deepStrictEqual(names(after1), ["run/C.instruction-2.1"])
  })

  it("has a step done again by the step's own agent, without a word of why", () => {
    const again = give({ step: "specs", agent: AgentName.make("somebody"), text: "" })
    const undone = refusal(open(), again, ada)
    assert.strictEqual(undone._tag, "InstructionEmpty")
    assert.include(undone.message, "not done yet")
    const told = after(open(), give({ step: "specs", text: "Add a room for two" }), ada)
    assert.strictEqual(rowOf(told, "instruction", "instruction-1")?.agent, "specs-agent")
    const step = stepFor(told, rowOf(told, "instruction", "instruction-1")!)
    assert.deepStrictEqual(
      [step.id, step.title, step.produces.map(({ path }) => path)],
      ["instruction-1", "Do specs, again", ["specs/openapi.yaml"]]
    )
  })

  it("is refused where there is no such gate or step, at a gate that is not open, and in a paused project", () => {
    assert.strictEqual(refusal(open(), give({ gate: gateId("Z") }), ada)._tag, "GateUnknown")
    assert.strictEqual(refusal(open(), give({ step: "nothing" }), ada)._tag, "StepUnknown")
    assert.strictEqual(refusal(open(), give({ text: " \n" }), ada)._tag, "InstructionEmpty")
    assert.strictEqual(refusal(open(), give({ gate: gateId("D") }), ada)._tag, "GateNotReady")
    const paused = after(open(), new PauseProject({ reason: "wait" }), ada)
    assert.strictEqual(refusal(paused, give(), ada)._tag, "ProjectNotActive")
  })

  it("waits while its gate is held, and is let go of when its gate is passed without it", () => {
    const held = after(given(), new RaiseHold({ kind: "blocker", gate: C, title: "No key", detail: "" }), ada)
    assert.deepStrictEqual(names(held), [])
    const skipped = after(given(), new SkipGate({ gate: C, reason: "not needed" }), ada)
    const row = rowOf(skipped, "instruction", "instruction-1")
    assert.deepStrictEqual([row?.status, row?.reason], ["cancelled", "C was passed"])
  })

  it("stands in the prompt with who gives it, with what is wanted, and with why the last answer would not do", () => {
    const state = through(given(), start(), answer(), refuse(1))
    const work = Planner.due(state)[0]!
    if (work._tag !== "RunAgent") return assert.fail("no run is due")
    const instruction = instructionOf(state, work)!
    const definition = projectOf(state)!.pipeline.gates.find(({ id }) => id === C)!
    const assignment = {
      title: "Rooms",
      gate: definition,
      step: stepFor(state, instruction),
      work,
      query: undefined,
      instruction
    }
    assert.match(taskOf(assignment), /Task: Follow an instruction\n[\s\S]*ada tells you:\nCount the rooms$/)
    assert.include(contractOf(assignment), "What you were told to do")
    assert.include(againOf(state, assignment), "There is no file.")
  })
})
