/**
 * What agents are reminded of, from events.
 */
import { assert, describe, it } from "@effect/vitest"
import { agent, system } from "@layercake/core/actor/Actor"
import { AgentName } from "@layercake/core/agent/Agent"
import { AgentRunId } from "@layercake/core/agent/AgentCall"
import {
  AgentRunCompleted,
  AgentRunFailed,
  AgentRunRefused,
  AgentRunStarted
} from "@layercake/core/agent/AgentRunEvent"
import type { FactoryEvent } from "@layercake/core/event/FactoryEvent"
import { GateRejected, GateReopened } from "@layercake/core/gate/GateEvent"
import { HealStarted } from "@layercake/core/heal/HealEvent"
import { recollections, shortOf } from "@layercake/core/memory/Recollection"
import { type ProjectState, rowsOf } from "@layercake/core/project/ProjectState"
import { ProofId, ProofKind } from "@layercake/core/proof/Proof"
import { ProofRecorded } from "@layercake/core/proof/ProofEvent"
import { KeepMemory, RaiseHold, RecordDecision, ResolveHold } from "@layercake/core/register/RegisterCommand"
import { EntryId } from "@layercake/core/register/Register"
import { TaskId } from "@layercake/core/task/Task"
import { TreeDigest } from "@layercake/core/tree/Tree"
import { TreeChanged } from "@layercake/core/tree/TreeEvent"
import { ada, after, blob, created, fileOf, fold, gateId, hex } from "../project/GivenProject.ts"

const started = (run: string, purpose: AgentRunStarted["purpose"] = "work") => {
  const [gate = "", step = "", attempt = "1"] = run.split(".")
  return new AgentRunStarted({
    runId: AgentRunId.make(run),
    gate: gateId(gate),
    step,
    taskId: TaskId.make(`${gate}/${step}`),
    agent: AgentName.make(`${step}-agent`),
    templateVersion: 1,
    purpose,
    attempt: Number(attempt),
    executor: "test",
    prompt: blob("prompt"),
    idempotencyKey: "key"
  })
}
const tree = (name: string) => TreeDigest.make(hex(name))
const changed = (run: string, name: string) =>
  new TreeChanged({
    cause: run,
    author: "backend-agent",
    subject: "repair",
    written: [fileOf("src/a.ts", name)],
    removed: [],
    tree: tree(name)
  })
const proven = (name: string, outcome: "passed" | "failed", summary: string) =>
  new ProofRecorded({
    gate: gateId("E"),
    proof: {
      proofId: ProofId.make(`test@${name}`),
      kind: ProofKind.make("test"),
      tree: tree(name),
      outcome,
      summary,
      exitCode: 1,
      counts: {},
      tools: {},
      diagnostics: [],
      durationMillis: 1,
      output: null
    }
  })
const healing = (run: string, failed: string) =>
  new HealStarted({
    runId: AgentRunId.make(run),
    gate: gateId("E"),
    step: "backend",
    kind: ProofKind.make("test"),
    proofId: ProofId.make(`test@${failed}`),
    attempt: 1
  })
const completed = (run: string) => new AgentRunCompleted({ runId: AgentRunId.make(run), changed: 1 })

const backend = { gate: "E", step: "backend", agent: AgentName.make("backend-agent") }
const textsOf = (state: ProjectState, about = backend) => recollections(state, about).map(({ text }) => text)
const given = (...events: ReadonlyArray<FactoryEvent>) => fold(created(), events, system)

describe("what is remembered", () => {
  it("is each repair: what failed, what was changed, and how it ended", () => {
    const story = [
      proven("one", "failed", "2 of 9 tests fail"),
      healing("E.backend.2", "one"),
      started("E.backend.2", "heal"),
      changed("E.backend.2", "two"),
      completed("E.backend.2")
    ]
    assert.deepStrictEqual(textsOf(given(...story)), [
      "The repair E.backend.2 of test by backend-agent was not proven yet\nIt was to mend: 2 of 9 tests fail\nIt changed: src/a.ts"
    ])
    assert.include(
      textsOf(given(...story, proven("two", "failed", "3 of 9 tests fail")))[0],
      "did not help: 3 of 9 tests fail"
    )
    assert.include(textsOf(given(...story, proven("two", "passed", "9 tests")))[0], "backend-agent helped")
  })

  it("is each refused answer with its findings, and each run that failed; not what went well", () => {
    const state = given(
      started("E.backend.1"),
      new AgentRunRefused({
        runId: AgentRunId.make("E.backend.1"),
        findings: [
          { code: "elision", message: "Line 9 stands for others.", path: "src/a.ts" },
          { code: "no-files", message: "No file." }
        ]
      }),
      started("E.backend.2", "correct"),
      new AgentRunFailed({ runId: AgentRunId.make("E.backend.2"), reason: "quota", detail: "used up" }),
      started("E.backend.3", "correct"),
      completed("E.backend.3")
    )
    assert.deepStrictEqual(textsOf(state), [
      "backend-agent at E backend could not be asked: quota: used up",
      "The answer of backend-agent at E backend (work) could not be used: Line 9 stands for others.\n-  No file."
    ])
  })

  it("is each time that a person sent a gate back, and not what LayerCake says about it", () => {
    const rejected = new GateRejected({ gate: gateId("B"), reason: "Say who may cancel" })
    const reopened = (gate: string, reason: string) =>
      new GateReopened({ gate: gateId(gate), round: 2, reason })
    const state = fold(
      fold(fold(created(), [rejected], ada), [reopened("B", "Say who may cancel")], system),
      [reopened("C", "The price is missing"), reopened("D", "C was reopened")],
      ada
    )
    assert.deepStrictEqual(textsOf(state), [
      "C was sent back by a person: The price is missing",
      "B was sent back by a person: Say who may cancel"
    ])
  })

  it("is what was decided, kept and answered", () => {
    const raised = after(
      after(
        after(created(), new RecordDecision({ title: "SQLite", reason: "One office." }), ada),
        new KeepMemory({ text: "Touching bookings were refused once." }),
        agent("qa-engineer")
      ),
      new RaiseHold({ kind: "query", gate: gateId("A"), title: "May bookings overlap?", detail: "" }),
      agent("scope-agent")
    )
    assert.notInclude(textsOf(raised).join("\n"), "overlap")
    const answered = after(raised, new ResolveHold({ id: EntryId.make("query-1"), resolution: "Never" }), ada)
    assert.sameMembers(textsOf(answered), [
      "Decided by ada: SQLite\nOne office.",
      "To be remembered by qa-engineer: Touching bookings were refused once.",
      "Asked by scope-agent: May bookings overlap?\nAnswer of ada: Never"
    ])
  })

  it("comes with the step's own first, then the gate's and the agent's, then what others did, newest first", () => {
    const refused = (run: string) =>
      new AgentRunRefused({ runId: AgentRunId.make(run), findings: [{ code: "no-files", message: run }] })
    const state = given(
      ...["E.backend.1", "E.frontend.1", "B.scope.1", "E.backend.2"].flatMap((run) => [
        started(run),
        refused(run)
      ])
    )
    assert.deepStrictEqual(
      recollections(state, backend).map(({ id }) => id),
      ["E.backend.2", "E.backend.1", "E.frontend.1", "B.scope.1"]
    )
    assert.deepStrictEqual(
      recollections(state, { gate: "B", step: "scope", agent: AgentName.make("scope-agent") })[0]?.id,
      "B.scope.1"
    )
  })

  it("is the same whether it was folded at once or from a state in between", () => {
    const story = [
      proven("one", "failed", "red"),
      healing("E.backend.2", "one"),
      started("E.backend.2", "heal"),
      changed("E.backend.2", "two"),
      completed("E.backend.2"),
      proven("two", "passed", "green")
    ]
    const whole = given(...story)
    for (let cut = 0; cut <= story.length; cut++)
      assert.deepStrictEqual(
        rowsOf(fold(fold(created(), story.slice(0, cut)), story.slice(cut)), "memory"),
        rowsOf(whole, "memory")
      )
  })

  it("is one line of at most 160 characters where there is no room for more", () => {
    assert.strictEqual(shortOf("first\nsecond"), "first")
    assert.strictEqual(shortOf("x".repeat(200)).length, 163)
  })
})
