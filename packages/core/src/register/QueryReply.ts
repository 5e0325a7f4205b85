/**
 * From what came of answering a query to facts. Pure. An agent that cannot answer leaves it to a person; the gate is
 * held until somebody has answered.
 */
import type { AgentRunRow } from "../agent/AgentRunBoard.ts"
import type { FactoryEvent } from "../event/FactoryEvent.ts"
import type { ProjectState } from "../project/ProjectState.ts"
import { answersTo, queryOf } from "./QueryRouting.ts"
import { settle } from "./RegisterDecider.ts"
import { QueryRouted } from "./RegisterEvent.ts"

/** The agent's answer resolves the query. Nothing when somebody else has answered meanwhile. */
export const answered = (
  state: ProjectState,
  run: AgentRunRow,
  reply: string
): ReadonlyArray<FactoryEvent> => {
  const query = queryOf(state, run)
  if (query === undefined) return []
  return reply === ""
    ? [new QueryRouted({ id: query.id, reason: `${run.agent} said nothing` })]
    : settle(state, query, reply, run.runId)
}

/** The query waits for a person from now on. */
export const leftToPerson = (
  state: ProjectState,
  run: AgentRunRow,
  reason: string
): ReadonlyArray<FactoryEvent> => {
  const query = queryOf(state, run)
  return query === undefined ? [] : [new QueryRouted({ id: query.id, reason })]
}

/** Answers to the query that were refused so far. */
export const refusalsOf = (state: ProjectState, run: AgentRunRow): number => {
  const query = queryOf(state, run)
  return query === undefined ? 0 : answersTo(state, query).filter(({ status }) => status === "refused").length
}
