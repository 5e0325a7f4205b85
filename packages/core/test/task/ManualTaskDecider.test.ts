/**
 * Tasks that people write down: how they move, who may move them, and what waits for one that is required.
 */
import { assert, describe, it } from "@effect/vitest"
import { AccountId } from "@layercake/core/account/Account"
import { agent, automation } from "@layercake/core/actor/Actor"
import { OpenGate, SubmitGate } from "@layercake/core/gate/GateCommand"
import { currentGate } from "@layercake/core/pipeline/GateProgress"
import * as Planner from "@layercake/core/pipeline/Planner"
import { type ProjectState, rowOf } from "@layercake/core/project/ProjectState"
import type { ManualTaskStatus } from "@layercake/core/task/ManualTask"
import { AddTask, AssignTask, MoveTask } from "@layercake/core/task/ManualTaskCommand"
import { EntryId } from "@layercake/core/register/Register"
import { RaiseHold, ResolveHold } from "@layercake/core/register/RegisterCommand"
import { ada, after, created, digestOf, gateId, refusal, tags, when } from "../project/GivenProject.ts"
import { reviewed, standing } from "../pipeline/GateStanding.ts"

const adding = (rest: Partial<Omit<AddTask, "_tag">> = {}) =>
  new AddTask({ gate: null, title: "Ask", detail: "", required: false, assignee: null, ...rest })
const moving = (to: ManualTaskStatus, task = "task-1") => new MoveTask({ task, to, reason: "so" })
const statusOf = (state: ProjectState) => rowOf(state, "manualTask", "task-1")?.status

describe("a task that people wrote down", () => {
  it("is numbered, assigned and moved", () => {
    const state = after(after(created(), adding(), ada), adding({ title: "Tell" }), ada)
    assert.strictEqual(rowOf(state, "manualTask", "task-2")?.title, "Tell")
    const assigned = after(state, new AssignTask({ task: "task-2", assignee: AccountId.make("grace") }), ada)
    assert.strictEqual(rowOf(assigned, "manualTask", "task-2")?.assignee, "grace")
    assert.deepStrictEqual(
      when(assigned, new AssignTask({ task: "task-2", assignee: AccountId.make("grace") }), ada),
      []
    )
    assert.strictEqual(statusOf(after(after(state, moving("doing"), ada), moving("done"), ada)), "done")
  })

  it("moves only from where it can", () => {
    const state = after(created(), adding(), ada)
    const at: Record<ManualTaskStatus, ProjectState> = {
      todo: state,
      doing: after(state, moving("doing"), ada),
      done: after(state, moving("done"), ada),
      failed: after(state, moving("failed"), ada),
      cancelled: after(state, moving("cancelled"), ada)
    }
    const allowed: Record<ManualTaskStatus, ReadonlyArray<ManualTaskStatus>> = {
      todo: ["doing", "done", "failed", "cancelled"],
      doing: ["done", "failed", "cancelled"],
      done: ["todo"],
      failed: ["todo", "cancelled"],
      cancelled: ["todo"]
    }
    const statuses = Object.keys(at) as ReadonlyArray<ManualTaskStatus>
    for (const from of statuses)
      for (const to of statuses)
        if (allowed[from].includes(to)) assert.strictEqual(statusOf(after(at[from], moving(to), ada)), to)
        else assert.strictEqual(refusal(at[from], moving(to), ada)._tag, "TaskNotReady", `${from} to ${to}`)
  })

  it("is another than the pipeline's own, and has to be there", () => {
    const state = standing("C")
    assert.strictEqual(refusal(state, moving("done", "B/scope"), ada)._tag, "TaskNotManual")
    assert.strictEqual(refusal(state, moving("done", "task-9"), ada)._tag, "TaskUnknown")
  })
})

describe("a required task", () => {
  const required = adding({ gate: gateId("C"), required: true })

  it("names a gate that is there and not passed", () => {
    assert.strictEqual(refusal(created(), adding({ required: true }), ada)._tag, "TaskNeedsGate")
    assert.strictEqual(refusal(created(), adding({ gate: gateId("Z") }), ada)._tag, "GateUnknown")
    assert.strictEqual(refusal(standing("D"), required, ada)._tag, "TaskTooLate")
    assert.deepStrictEqual(tags(when(standing("D"), adding({ gate: gateId("C") }), ada)), ["ManualTaskAdded"])
  })

  it("keeps its gate from review until a person says that it is over", () => {
    const held = after(reviewed("B"), adding({ gate: gateId("B"), required: true }), ada)
    assert.strictEqual(currentGate(held)?.status, "in-review")
    const open = after(standing("A"), new OpenGate({ gate: gateId("A") }))
    const waiting = after(open, adding({ gate: gateId("A"), required: true }), ada)
    const refused = refusal(waiting, new SubmitGate({ gate: gateId("A"), digest: digestOf(waiting, "A") }))
    assert.strictEqual(refused._tag, "GateNotPassed")
    if (refused._tag === "GateNotPassed")
      assert.include(
        refused.findings.map(({ subject }) => subject),
        "task-1"
      )
    for (const actor of [agent("scope-agent"), automation("night")])
      assert.strictEqual(refusal(waiting, moving("done"), actor)._tag, "TaskNeedsPerson")
    assert.strictEqual(statusOf(after(waiting, moving("doing"), agent("scope-agent"))), "doing")
  })

  it("leaves nothing due at its gate but what was due before", () => {
    const state = standing("C")
    const held = after(after(state, required, ada), new OpenGate({ gate: gateId("C") }))
    const free = after(after(state, adding({ gate: gateId("C") }), ada), new OpenGate({ gate: gateId("C") }))
    assert.deepStrictEqual(Planner.due(held), Planner.due(free))
  })

  it("is what the planner waits for once everything else is there", () => {
    const hold = new RaiseHold({ kind: "blocker", gate: gateId("B"), title: "Wait", detail: "" })
    const free = new ResolveHold({ id: EntryId.make("blocker-1"), resolution: "go on" })
    // Its work is done, and the review that it was in is void.
    const again = after(after(reviewed("B"), hold), free, ada)
    const open = after(again, adding({ gate: gateId("B"), required: true }), ada)
    assert.deepStrictEqual(Planner.due(open), [])
    const done = after(open, moving("done"), ada)
    assert.deepStrictEqual(
      Planner.due(done).map((work) => (work._tag === "AdvanceGate" ? work.to : work._tag)),
      ["submit"]
    )
  })
})
