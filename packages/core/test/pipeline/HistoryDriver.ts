/**
 * Does due work as the runtime does it, without touching anything: each piece becomes the commands that its worker
 * would give, with outcomes chosen by whoever drives. Refused work is given up as the runtime gives it up.
 */
import { type Actor, automation, system } from "@layercake/core/actor/Actor"
import { endsBuild } from "@layercake/core/build/BuildEnd"
import { BuildId } from "@layercake/core/build/BuildEvent"
import * as Decider from "@layercake/core/command/Decider"
import type { CallEstimate } from "@layercake/core/cost/CallEstimate"
import type { FactoryCommand } from "@layercake/core/command/FactoryCommand"
import {
  FinishPush,
  RecordDeployment,
  RecordHealth,
  RecordStop,
  StartDeployment,
  StartPush
} from "@layercake/core/deployment/DeploymentCommand"
import { DeploymentKey } from "@layercake/core/deployment/DeploymentEvent"
import { ErrorId } from "@layercake/core/error/ErrorEvent"
import type { Fact } from "@layercake/core/event/EventCodec"
import { OpenGate, PassGate, ReopenGate, SkipGate, SubmitGate } from "@layercake/core/gate/GateCommand"
import { authorityWithoutPerson } from "@layercake/core/gate/GatePassing"
import type { CheckTree, DueWork, RunAgent } from "@layercake/core/pipeline/DueWork"
import { currentGate, definitionOf } from "@layercake/core/pipeline/GateProgress"
import { RestoreFiles } from "@layercake/core/heal/HealCommand"
import * as Planner from "@layercake/core/pipeline/Planner"
import { CommitSha } from "@layercake/core/port/Repository"
import {
  evolve,
  initialState,
  projectOf,
  type ProjectState,
  rowOf,
  rowsOf
} from "@layercake/core/project/ProjectState"
import type { ProofOutcome } from "@layercake/core/proof/Proof"
import { RecordCommit, RecordProof, StartBuild, StartCommit } from "@layercake/core/proof/ProofCommand"
import { RaiseHold, RecordError } from "@layercake/core/register/RegisterCommand"
import type { RegisterFile } from "@layercake/core/register/RegisterFile"
import type { TamperFact } from "@layercake/core/tamper/Tamper"
import { Result } from "effect"
import { traceOf } from "../requirement/TraceFound.ts"
import { at, digestOf, hex, proving } from "../project/GivenProject.ts"
import { runAgent } from "./AgentDriver.ts"

/** What an agent does: writes these contents by path, sends nonsense, or cannot be reached. */
export type AgentDeed =
  | {
      readonly _tag: "writes"
      readonly contents: Readonly<Record<string, string>>
      readonly register: RegisterFile | null
      /** What is found about its change. */
      readonly tampered?: ReadonlyArray<TamperFact>
    }
  | { readonly _tag: "nonsense" }
  | { readonly _tag: "fails" }

export interface Choices {
  readonly agent: (work: RunAgent, state: ProjectState) => AgentDeed
  readonly outcome: (kind: string, state: ProjectState) => ProofOutcome
  /** Commands after which the worker dies, so that the job comes again; infinite when it does not. */
  readonly life: () => number
  readonly microUsd: () => number | null
  /** Whether somebody has to claim the run; never when left out. */
  readonly claimable?: (work: RunAgent) => boolean
  /** What a call is held to cost before it is made; nobody is paid for it when left out. */
  readonly estimate?: (work: RunAgent) => CallEstimate | undefined
}

/** Every step does what it is asked for, at once. */
export const diligent: Choices = {
  agent: (work, state) => {
    const project = projectOf(state)
    const step = project && definitionOf(project, work.gate)?.work.find((step) => step.id === work.step)
    const paths = (step?.produces ?? []).map((document) => document.path.replace("/**", `/${work.step}.ts`))
    return {
      _tag: "writes",
      contents: Object.fromEntries(
        (paths.length === 0 ? [`public/${work.step}.html`] : paths).map((path) => [
          path,
          `${path} by ${work.runId}`
        ])
      ),
      register: null
    }
  },
  outcome: () => "passed",
  life: () => Infinity,
  microUsd: () => 10
}

/** A history: the state and every fact that led to it. */
export interface History {
  readonly state: ProjectState
  readonly facts: ReadonlyArray<Fact>
}

export type Told =
  | { readonly _tag: "done"; readonly history: History }
  | { readonly _tag: "refused"; readonly history: History; readonly detail: string }

export const tell = (history: History, command: FactoryCommand, actor: Actor = system): Told => {
  const decided = Decider.decide(command, history.state, actor)
  if (Result.isFailure(decided))
    return { _tag: "refused", history, detail: `${command._tag}: ${decided.failure.message}` }
  const facts: Array<Fact> = []
  let state = history.state
  for (const event of decided.success) {
    const fact = { event, actor, version: state.version + 1, at: at(state.version + 1) }
    state = evolve(state, fact)
    facts.push(fact)
  }
  return { _tag: "done", history: { state, facts: [...history.facts, ...facts] } }
}

/** Whether the work was done to its end, and what it led to. */
export const perform = (
  history: History,
  due: DueWork,
  choices: Choices
): { readonly history: History; readonly ended: boolean } => {
  let left = choices.life()
  let now = history
  for (let turn = 0; turn < 50; turn++) {
    const next =
      due._tag === "RestoreTree" ? restore(now, due, turn) : nextCommand(now.state, due, choices, turn)
    if (next === undefined) return { history: now, ended: true }
    if (left-- <= 0) return { history: now, ended: false }
    const told = tell(now, next.command, next.actor)
    if (told._tag === "refused") return { history: giveUp(now, due, told.detail), ended: true }
    now = told.history
    if (next.last === true) return { history: now, ended: true }
  }
  throw new Error(`${Planner.nameOf(due)} does not come to an end`)
}

const giveUp = (history: History, due: DueWork, detail: string): History => {
  const name = Planner.nameOf(due)
  const recorded = tell(
    history,
    new RecordError({ errorId: ErrorId.make(name), source: due._tag, message: detail })
  )
  const gate = currentGate(history.state)?.gate ?? null
  return tell(
    recorded.history,
    new RaiseHold({ kind: "escalation", gate, title: `${due._tag} could not be done`, detail })
  ).history
}

export interface Next {
  readonly command: FactoryCommand
  readonly actor?: Actor
  readonly last?: true
}

/** The next command of the worker, from what the log says so far; undefined when there is no more to do. */
const nextCommand = (
  state: ProjectState,
  due: Exclude<DueWork, { _tag: "RestoreTree" }>,
  choices: Choices,
  turn: number
): Next | undefined => {
  switch (due._tag) {
    case "AdvanceGate":
      return turn === 0 ? advance(state, due) : undefined
    case "CommitTree": {
      const commit = rowOf(state, "commit", due.key)
      if (commit?.status === "due") return { command: new StartCommit({ key: due.key }) }
      return commit?.status === "started"
        ? {
            command: new RecordCommit({ key: due.key, sha: CommitSha.make(hex(due.key).slice(0, 40)) }),
            last: true
          }
        : undefined
    }
    case "RunAgent":
      return runAgent(state, due, choices)
    case "BuildTree": {
      const round = rowOf(state, "gate", due.gate)?.round ?? 1
      const buildId = BuildId.make(`${due.gate}.${round}.${due.tree.slice(0, 12)}`)
      if (turn === 0)
        return {
          command: new StartBuild({
            buildId,
            gate: due.gate,
            tree: due.tree,
            steps: due.steps,
            sandbox: "none",
            isolated: true
          })
        }
      const before = due.steps[turn - 2]
      const made = before === undefined ? undefined : rowOf(state, "proof", `${before}@${due.tree}`)
      const step = due.steps[turn - 1]
      if (step === undefined || (before !== undefined && made !== undefined && endsBuild(before, made)))
        return undefined
      return { command: proving(state, due.gate, step, choices.outcome(step, state)) }
    }
    case "CheckTree":
      return { command: checking(state, due, choices.outcome(due.kind, state)), last: true }
    case "PushTree": {
      const key = DeploymentKey.make(`push@${due.tree.slice(0, 12)}`)
      if (rowOf(state, "deployment", key) === undefined)
        return { command: new StartPush({ key, forge: "none", tree: due.tree }) }
      const outcome = choices.outcome(due.kind, state)
      if (rowOf(state, "deployment", key)?.status === "started" && outcome === "passed")
        return {
          command: new FinishPush({
            key,
            remote: "none:rooms",
            commit: CommitSha.make(hex("sha").slice(0, 40))
          })
        }
      return { command: proving(state, due.gate, due.kind, outcome), last: true }
    }
    case "DeployTree":
      return deploy(state, due, choices, turn)
    // Nobody asks for anything else in these histories.
    default:
      return undefined
  }
}

const checking = (state: ProjectState, { gate, kind, tree }: CheckTree, outcome: ProofOutcome) =>
  new RecordProof({ ...proving(state, gate, kind, outcome), ...traceOf(kind, `${outcome} ${tree}`) })

const advance = (state: ProjectState, due: Extract<DueWork, { _tag: "AdvanceGate" }>): Next | undefined => {
  const { gate, to } = due
  const project = projectOf(state)
  const definition = project && definitionOf(project, gate)
  if (project === undefined || definition === undefined) return undefined
  switch (to) {
    case "open":
      return { command: new OpenGate({ gate }) }
    case "skip":
      return { command: new SkipGate({ gate, reason: "no user interface" }) }
    case "reopen":
      return { command: new ReopenGate({ gate, reason: rowOf(state, "gate", gate)?.reason ?? "rejected" }) }
    case "submit":
      return { command: new SubmitGate({ gate, digest: digestOf(state, gate) }) }
    case "pass": {
      const reviewed = rowOf(state, "gate", gate)?.digest
      if (reviewed == null) return undefined
      const byPolicy = authorityWithoutPerson(project, definition) === "policy"
      const actor = byPolicy ? automation(project.policy.unattended?.name ?? "policy") : system
      return { command: new PassGate({ gate, reviewed }), actor }
    }
  }
}

/** A history that does not begin with the project cannot say what the files were. */
const restore = (
  { facts, state }: History,
  { gate, tree, version }: Extract<DueWork, { _tag: "RestoreTree" }>,
  turn: number
): Next | undefined => {
  const before = projectOf(state)?.tree
  if (turn > 0 || before == null) return undefined
  const then = facts.filter((fact) => fact.version <= version).reduce(evolve, initialState)
  const isWhole = then.version === version
  const written = rowsOf(then, "file").filter(
    (file) => rowOf(state, "file", file.path)?.digest !== file.digest
  )
  const removed = rowsOf(state, "file")
    .map((file) => file.path)
    .filter((path) => isWhole && rowOf(then, "file", path) === undefined)
  const missing = isWhole ? [] : rowsOf(state, "file").map((file) => file.path)
  return {
    command: new RestoreFiles({ gate, tree, version, before, written, removed, missing }),
    last: true
  }
}

const deploy = (
  state: ProjectState,
  due: Extract<DueWork, { _tag: "DeployTree" }>,
  choices: Choices,
  turn: number
): Next | undefined => {
  const key = DeploymentKey.make(`${due.target}@${due.tree.slice(0, 12)}`)
  const row = rowOf(state, "deployment", key)
  const kinds = { deployment: `${due.target}.deployment`, health: `${due.target}.health` }
  if (row?.status === "stopped" && turn > 0)
    return { command: proving(state, due.gate, kinds.health, "failed"), last: true }
  if (row === undefined || row.status === "failed" || row.status === "stopped")
    return { command: new StartDeployment({ key, target: due.target, deployer: "none", tree: due.tree }) }
  if (row.status === "started")
    return { command: new RecordDeployment({ key, address: "none://rooms", handle: key }) }
  if (rowOf(state, "proof", `${kinds.deployment}@${due.tree}`)?.outcome !== "passed") {
    const outcome = choices.outcome(kinds.deployment, state)
    return {
      command: proving(state, due.gate, kinds.deployment, outcome),
      ...(outcome === "passed" ? {} : { last: true as const })
    }
  }
  if (row.health === null) {
    const healthy = choices.outcome(kinds.health, state) === "passed"
    return { command: new RecordHealth({ key, healthy, status: healthy ? 200 : 500, durationMillis: 1 }) }
  }
  return row.health.healthy
    ? { command: proving(state, due.gate, kinds.health, "passed"), last: true }
    : { command: new RecordStop({ key, reason: "it did not answer" }) }
}
