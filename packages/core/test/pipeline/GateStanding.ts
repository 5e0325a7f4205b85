/**
 * Projects on the small pipeline, brought to where a test wants them by doing the due work.
 */
import type { DueWork } from "@layercake/core/pipeline/DueWork"
import { currentGate } from "@layercake/core/pipeline/GateProgress"
import * as Planner from "@layercake/core/pipeline/Planner"
import { ChangePolicy } from "@layercake/core/project/ProjectCommand"
import { projectOf, type ProjectState, rowOf } from "@layercake/core/project/ProjectState"
import type { ProofOutcome } from "@layercake/core/proof/Proof"
import { ada, after, created, policy } from "../project/GivenProject.ts"
import { type AgentDeed, type Choices, diligent, perform, tell } from "./HistoryDriver.ts"
import { remedy } from "./RandomHistory.ts"

/** The outcome of each kind of proof that shall not simply pass. */
export type Outcomes = Readonly<Record<string, ProofOutcome>>

export interface Standing {
  readonly outcomes?: Outcomes
  readonly userInterface?: boolean
}

const choicesOf = ({ outcomes = {}, userInterface = true }: Standing, deed?: AgentDeed["_tag"]): Choices => ({
  ...diligent,
  agent: (work, state): AgentDeed => {
    if (deed === "fails" || deed === "nonsense") return { _tag: deed }
    const good = diligent.agent(work, state)
    return good._tag === "writes" && work.step === "scope"
      ? { ...good, register: { project: { type: "service", userInterface } } }
      : good
  },
  outcome: (kind) => outcomes[kind] ?? "passed"
})

export const perforce = (state: ProjectState, work: DueWork, choices: Choices): ProjectState =>
  perform({ state, facts: [] }, work, choices).history.state

const until = (
  state: ProjectState,
  there: (state: ProjectState) => boolean,
  standing: Standing
): ProjectState => {
  let now = state
  for (let index = 0; !there(now); index++) {
    const [work] = Planner.due(now)
    const command = remedy(now)
    if (index > 200 || (work === undefined && command === undefined))
      throw new Error("cannot be brought there")
    if (work !== undefined) now = perforce(now, work, choicesOf(standing))
    else if (command !== undefined) now = tell({ state: now, facts: [] }, command, ada).history.state
  }
  return now
}

/** Every earlier gate is passed, nothing is to be committed, and this one is pending. */
export const standing = (gate: string, how: Standing = {}): ProjectState =>
  until(
    created(),
    (state) =>
      currentGate(state)?.gate === gate && Planner.due(state).every((work) => work._tag !== "CommitTree"),
    how
  )

/** The gate is under review, under the policy of `GivenProject`, with these outcomes of its proofs. */
export const reviewed = (gate: string, outcomes: Outcomes = {}): ProjectState =>
  until(standing(gate), (state) => rowOf(state, "gate", gate)?.status === "in-review", { outcomes })

/** Everything is there and the gate is open; only proofs are missing. */
export const unproven = (gate: string): ProjectState =>
  until(
    standing(gate),
    (state) => Planner.due(state).some((work) => work._tag === "BuildTree" || work._tag === "CheckTree"),
    {}
  )

/** After the next run of this step with this end. */
export const ran = (
  state: ProjectState,
  gate: string,
  step: string,
  deed: AgentDeed["_tag"]
): ProjectState => {
  const runs = (now: ProjectState) => rowOf(now, "task", `${gate}/${step}`)?.runs ?? 0
  let now = state
  while (runs(now) === runs(state)) {
    const [work] = Planner.due(now)
    if (work === undefined) throw new Error(`${gate}.${step} is never due`)
    now = perforce(now, work, choicesOf({}, work._tag === "RunAgent" && work.step === step ? deed : "writes"))
  }
  return now
}

export const underPolicy = (state: ProjectState, change: Partial<typeof policy>): ProjectState =>
  after(state, new ChangePolicy({ policy: { ...(projectOf(state)?.policy ?? policy), ...change } }), ada)
