/**
 * The queries of a held gate that agents are to answer, as due work. Pure; several may be answered at one time, since an
 * answer changes no file.
 */
import { AgentRunId } from "../agent/AgentCall.ts"
import { isUnanswered, isUpToDate } from "../claim/ClaimStanding.ts"
import type { GateRow } from "../gate/GateBoard.ts"
import { type ProjectState, rowsOf } from "../project/ProjectState.ts"
import { answersTo, waitsForAgent } from "../register/QueryRouting.ts"
import type { RunAgent } from "./DueWork.ts"

export const answersDue = (state: ProjectState, { gate }: GateRow): ReadonlyArray<RunAgent> =>
  rowsOf(state, "hold")
    .filter((hold) => hold.gate === gate && waitsForAgent(hold))
    .flatMap((query): ReadonlyArray<RunAgent> => {
      const runs = answersTo(state, query)
      const last = runs.at(-1)
      // Nobody is called for a run that waits for a claim.
      if (last !== undefined && isUnanswered(last) && isUpToDate(state, last)) return []
      const isBusy = last?.status === "started" || last?.status === "answered"
      const attempt = isBusy ? last.attempt : runs.length + 1
      const runId = isBusy ? last.runId : AgentRunId.make(`${gate}.${query.id}.${attempt}`)
      return [{ _tag: "RunAgent", gate, step: query.id, runId, purpose: "answer", attempt }]
    })
