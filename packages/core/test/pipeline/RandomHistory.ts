/**
 * Random but valid histories: due work done well, badly or half, and people who approve, reject, reopen, hold, pause
 * and change their minds. The same seed gives the same history.
 */
import { type Actor, automation } from "@layercake/core/actor/Actor"
import type { AgentRunId } from "@layercake/core/agent/AgentCall"
import { ClaimId, ClaimLabel } from "@layercake/core/claim/Claim"
import { ClaimAgentRun, SubmitClaim } from "@layercake/core/claim/ClaimCommand"
import { claimOn, waitingRuns } from "@layercake/core/claim/ClaimStanding"
import type { FactoryCommand } from "@layercake/core/command/FactoryCommand"
import { isBudgetExceeded } from "@layercake/core/cost/Ceilings"
import { AllowCall } from "@layercake/core/cost/CostCommand"
import { Timestamp } from "@layercake/core/event/Timestamp"
import { ApproveGate, OpenReview, RejectGate, ReopenGate, SkipGate } from "@layercake/core/gate/GateCommand"
import { reviewInForce } from "@layercake/core/gate/Reviewing"
import { currentGate, gatesInOrder } from "@layercake/core/pipeline/GateProgress"
import type { DueWork } from "@layercake/core/pipeline/DueWork"
import * as Planner from "@layercake/core/pipeline/Planner"
import type { Policy } from "@layercake/core/pipeline/Policy"
import {
  ArchiveProject,
  ChangePolicy,
  PauseProject,
  RestoreProject,
  ResumeProject
} from "@layercake/core/project/ProjectCommand"
import { initialState, projectOf, type ProjectState, rowsOf } from "@layercake/core/project/ProjectState"
import { ProofKind } from "@layercake/core/proof/Proof"
import {
  AddNote,
  CloseRisk,
  IdentifyRisk,
  RaiseHold,
  ResolveHold
} from "@layercake/core/register/RegisterCommand"
import { RejectTamper } from "@layercake/core/tamper/TamperCommand"
import { holds } from "@layercake/core/task/ManualTask"
import { AddTask, MoveTask } from "@layercake/core/task/ManualTaskCommand"
import { ada, at, blob, creation, gateId, hex, policy } from "../project/GivenProject.ts"
import { type AgentDeed, type Choices, diligent, type History, perform, tell } from "./HistoryDriver.ts"

export interface Chance {
  /** From 0, below 1. */
  readonly next: () => number
  readonly one: <A>(of: ReadonlyArray<A>) => A
}

export const chanceOf = (seed: number): Chance => {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  return { next, one: (of) => of[Math.floor(next() * of.length)]! }
}

/** Now and then wrong, now and then the same files as once before, now and then a file that another gate is about. */
export const moody = (chance: Chance, care: number): Choices => ({
  agent: (work, state): AgentDeed => {
    const mood = chance.next()
    if (mood < (1 - care) * 0.4) return { _tag: "nonsense" }
    if (mood < (1 - care) * 0.5) return { _tag: "fails" }
    const good = diligent.agent(work, state)
    if (good._tag !== "writes") return good
    const contents = Object.fromEntries(
      Object.keys(good.contents).map((path) => [path, `${path} ${chance.one(["one", "two", "three"])}`])
    )
    const others =
      chance.next() < (1 - care) * 0.2
        ? { [chance.one(["docs/scope.md", "specs/openapi.yaml", "src/more.ts"])]: `${chance.next()}` }
        : {}
    const register =
      work.step === "scope"
        ? {
            project: { type: "service", userInterface: chance.next() < 0.5 },
            ...(chance.next() < 0.2
              ? {
                  queries: [
                    { question: "For whom?" },
                    { question: "When?", to: chance.one(["specs-agent", "scope-agent", "nobody", "person"]) }
                  ]
                }
              : {}),
            ...(chance.next() < 0.1
              ? { risks: [{ title: "Fire", severity: "critical" as const, mitigation: "" }] }
              : {})
          }
        : null
    const tampered =
      chance.next() < (1 - care) * 0.1
        ? [{ kind: "tests-removed" as const, path: "test/a.test.ts", detail: "2 tests are gone" }]
        : []
    return { _tag: "writes", contents: { ...contents, ...others }, register, tampered }
  },
  outcome: () => {
    const mood = chance.next()
    return mood < care ? "passed" : mood < care + (1 - care) * 0.7 ? "failed" : "inconclusive"
  },
  life: () => (chance.next() < 0.1 ? Math.floor(chance.next() * 4) : Infinity),
  microUsd: () => chance.one([null, 0, 10, 50]),
  claimable: (work) => work.purpose !== "answer" && chance.next() < 0.05,
  estimate: (work) =>
    // Most runs go on without anybody being asked about money, so that most histories come far.
    work.runId.length % 4 > 0
      ? undefined
      : { model: "none/driver", microUsd: chance.one([null, 10, 10, 50]), inputTokens: 10, outputTokens: 5 }
})

/** What a person may think of doing at this moment; not all of it is allowed. */
const whim = (state: ProjectState, chance: Chance): FactoryCommand => {
  const gates = gatesInOrder(state)
  const gate = chance.one(gates).gate
  const current = currentGate(state)?.gate ?? gate
  const hold = rowsOf(state, "hold").find((hold) => hold.open)
  const risk = rowsOf(state, "risk").find((risk) => risk.open)
  const reason = "a person said so"
  return chance.one<() => FactoryCommand>([
    () => new ReopenGate({ gate, reason }),
    () => new RejectGate({ gate: current, reason }),
    () => new RejectGate({ gate: current, reason }),
    () => new SkipGate({ gate: current, reason }),
    () =>
      new RaiseHold({
        kind: chance.one(["blocker", "query", "escalation"]),
        gate: chance.one([gate, current, null]),
        title: "Wait",
        detail: ""
      }),
    () =>
      hold ? new ResolveHold({ id: hold.id, resolution: "go on" }) : new AddNote({ text: "all is well" }),
    () =>
      risk
        ? new CloseRisk({ id: risk.id, resolution: "done" })
        : new IdentifyRisk({ title: "Flood", severity: "critical", mitigation: "" }),
    () =>
      rowsOf(state, "tamper").some(({ blocker }) => blocker === hold?.id)
        ? new RejectTamper({ blocker: hold!.id, reason })
        : new PauseProject({ reason }),
    () => new ArchiveProject(),
    () =>
      new AddTask({
        gate: current,
        title: "Ask",
        detail: "",
        required: chance.one([true, false]),
        assignee: null
      }),
    () => new ChangePolicy({ policy: policyOf(chance) })
  ])()
}

export const policyOf = (chance: Chance): Policy => ({
  ...policy,
  passOnProof: chance.one([[], [gateId("E")]]),
  healAttempts: chance.one([0, 1, 2, 3]),
  correctionAttempts: chance.one([0, 1, 2]),
  budgetMicroUsd: chance.one([null, null, 60, 200]),
  gateBudgetMicroUsd: chance.one([null, null, null, 90]),
  healBudgetMicroUsd: chance.one([null, null, 60]),
  runBudgetMicroUsd: chance.one([null, null, null, null, 40]),
  ...chance.one([{}, { unpricedModels: "allow" as const }]),
  unattended: chance.one([
    null,
    {
      name: "night",
      gates: ["B", "C", "D", "F"].map(gateId),
      acceptInconclusive: chance.one([[], [ProofKind.make("audit")]])
    }
  ])
})

/** The command that a sensible person gives so that the work goes on; undefined when nobody is waited for. */
export const remedy = (state: ProjectState): FactoryCommand | undefined => {
  const project = projectOf(state)
  if (project === undefined || project.status === "completed") return undefined
  if (project.status === "paused") return new ResumeProject()
  if (project.status === "archived") return new RestoreProject()
  if (isBudgetExceeded(state))
    return new ChangePolicy({ policy: { ...project.policy, budgetMicroUsd: null } })
  const risk = rowsOf(state, "risk").find((risk) => risk.open && risk.severity === "critical")
  if (risk !== undefined) return new CloseRisk({ id: risk.id, resolution: "mitigated" })
  const [unclaimed] = waitingRuns(state)
  if (unclaimed !== undefined) return claiming(state, unclaimed.runId)
  const gate = currentGate(state)
  const hold = rowsOf(state, "hold").find((hold) => hold.open && hold.gate === gate?.gate)
  if (rowsOf(state, "ceiling").some((row) => row.status === "open" && row.hold === hold?.id))
    return new AllowCall({ id: hold!.id, resolution: "this once" })
  if (hold !== undefined) return new ResolveHold({ id: hold.id, resolution: "go on" })
  const task = rowsOf(state, "manualTask").find((task) => gate !== undefined && holds(task, gate.gate))
  if (task !== undefined) return new MoveTask({ task: task.task, to: "done", reason: "" })
  if (gate?.status !== "in-review" || gate.digest === null) return undefined
  const design = rowsOf(state, "design")[0]?.path ?? null
  const time = state.at ?? at(0)
  const shown = reviewInForce(state, gate, ada, time)
  return shown === undefined
    ? new OpenReview({ gate: gate.gate, digest: gate.digest, at: time })
    : new ApproveGate({
        gate: gate.gate,
        review: shown.review,
        at: time,
        accept: true,
        comment: "",
        design
      })
}

/** Claims the run, and then answers it. */
const claiming = (state: ProjectState, runId: AgentRunId): FactoryCommand => {
  const now = at(state.version + 1)
  const claim = claimOn(state, runId)
  return claim === undefined
    ? new ClaimAgentRun({
        runId,
        claimId: ClaimId.make(`rooms/${hex(`claim at ${state.version}`).slice(0, 16)}`),
        label: ClaimLabel.make("laptop"),
        at: now,
        until: Timestamp.make("2099-01-01T00:00:00.000Z")
      })
    : new SubmitClaim({
        claimId: claim.claimId,
        at: now,
        answer: blob(`answer of ${runId}`),
        files: null,
        model: "ada/laptop",
        usage: null,
        findings: []
      })
}

export const isHeld = (state: ProjectState): boolean => {
  const gate = currentGate(state)
  return (
    gate?.status === "in-review" ||
    waitingRuns(state).length > 0 ||
    rowsOf(state, "manualTask").some((task) => gate !== undefined && holds(task, gate.gate)) ||
    (gate?.status === "blocked" && rowsOf(state, "hold").some((hold) => hold.open && hold.gate === gate.gate))
  )
}

export interface Step {
  readonly history: History
  /** The work that was done to its end in this step, if any. */
  readonly done?: DueWork
}

const attempt = (history: History, command: FactoryCommand, actor: Actor): History => {
  const told = tell(history, command, actor)
  return told._tag === "done" ? told.history : history
}

/** One step of a history: mostly due work, sometimes a person. */
export const step = (history: History, chance: Chance, choices: Choices, whims: number): Step => {
  const due = Planner.due(history.state)
  const mood = chance.next()
  if (mood < whims) return { history: attempt(history, whim(history.state, chance), ada) }
  if (due.length > 0 && mood < 0.95) {
    const work = chance.one(due)
    const { ended, history: next } = perform(history, work, choices)
    return { history: next, ...(ended ? { done: work } : {}) }
  }
  const command = remedy(history.state)
  return { history: command === undefined ? history : attempt(history, command, ada) }
}

export const beginning = (chance: Chance): History => {
  const told = tell({ state: initialState, facts: [] }, creation({ policy: policyOf(chance) }), ada)
  return told.history
}

/** A whole history of about so many steps. */
export const historyOf = (seed: number, steps: number): History => {
  const chance = chanceOf(seed)
  const choices = moody(chance, chance.one([0.5, 0.8, 0.95]))
  let history = beginning(chance)
  for (let index = 0; index < steps; index++) history = step(history, chance, choices, 0.15).history
  return history
}

export const night = automation("night")
