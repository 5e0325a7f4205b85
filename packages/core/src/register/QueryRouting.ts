/**
 * Who answers a query: the agent it is addressed to, or a person. Pure. A person is asked whenever an agent must not or
 * cannot: nobody is named, nobody has that name here, an agent would answer itself, or two of them go on asking.
 */
import type { AgentName } from "../agent/Agent.ts"
import type { AgentRunRow } from "../agent/AgentRunBoard.ts"
import type { GateId } from "../gate/Gate.ts"
import type { WorkStep } from "../pipeline/Pipeline.ts"
import { questionsPerPair } from "../pipeline/Policy.ts"
import { projectOf, type ProjectState, rowOf, rowsOf } from "../project/ProjectState.ts"
import type { Hold } from "./Register.ts"

export interface Routing {
  /** The agent that answers; null for a person. */
  readonly to: AgentName | null
  /** What the person is told of whom it was meant for and why they are asked; empty when nothing was said. */
  readonly detail: string
}

export interface Asked {
  readonly gate: GateId
  /** The agent, or whoever else asks. */
  readonly from: string
  /** As it was written. */
  readonly to: string | undefined
}

/** `sooner`: how many questions to the same agent come before this one in the same answer. */
export const routeOf = (state: ProjectState, { from, gate, to }: Asked, sooner: number): Routing => {
  const project = projectOf(state)
  const wanted = to?.trim() ?? ""
  if (wanted === "" || wanted === "person") return { to: null, detail: wanted === "" ? "" : "To: person" }
  const toPerson = (why: string): Routing => ({ to: null, detail: `To: ${wanted}\n${why}` })
  const agent = project?.pipeline.gates
    .flatMap((definition) => definition.work)
    .find((step) => step.agent === wanted)?.agent
  if (project === undefined || agent === undefined)
    return toPerson(`No agent of this project is called ${wanted}, so a person is asked.`)
  if (agent === from) return toPerson("An agent does not answer its own question, so a person is asked.")
  const limit = questionsPerPair(project.policy)
  return questionsBetween(state, gate, from, agent) + sooner < limit
    ? { to: agent, detail: "" }
    : toPerson(
        `${from} and ${agent} have asked each other ${limit} ${limit === 1 ? "question" : "questions"} at ${gate} already, which the policy allows, so a person is asked.`
      )
}

/** Questions that these two put to each other at the gate, whoever answered. */
const questionsBetween = (state: ProjectState, gate: GateId, one: string, other: string): number =>
  rowsOf(state, "hold").filter(
    (hold) =>
      hold.kind === "query" &&
      hold.gate === gate &&
      ((hold.raisedBy.id === one && hold.to === other) || (hold.raisedBy.id === other && hold.to === one))
  ).length

/** Open, and an agent is to answer it. */
export const waitsForAgent = (hold: Hold): hold is Hold & { readonly to: AgentName } =>
  hold.open && hold.kind === "query" && hold.to !== undefined && hold.routed === undefined

/** The query that a run with the purpose `answer` is about; undefined when no agent is to answer it any more. */
export const queryOf = (
  state: ProjectState,
  { gate, purpose, step }: Pick<AgentRunRow, "gate" | "step" | "purpose">
): (Hold & { readonly to: AgentName }) | undefined => {
  const hold = purpose === "answer" ? rowOf(state, "hold", step) : undefined
  return hold !== undefined && hold.gate === gate && waitsForAgent(hold) ? hold : undefined
}

/** Answering as a piece of work: a step that produces no document. */
export const answerStep = (query: Hold & { readonly to: AgentName }): WorkStep => ({
  id: query.id,
  agent: query.to,
  title: "Answer a question",
  when: "always",
  produces: []
})

/** Runs that tried to answer it, in the order in which they began. */
export const answersTo = (state: ProjectState, query: Hold): ReadonlyArray<AgentRunRow> =>
  rowsOf(state, "agentRun")
    .filter((run) => run.purpose === "answer" && run.step === query.id && run.gate === query.gate)
    // They differ in the number at the end of their ids alone.
    .toSorted((a, b) => a.runId.length - b.runId.length || (a.runId < b.runId ? -1 : 1))
