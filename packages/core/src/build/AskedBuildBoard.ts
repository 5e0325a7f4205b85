/**
 * One row for each build that somebody asked for.
 */
import * as Projection from "../projection/Projection.ts"
import { AskedBuildRow } from "./AskedBuild.ts"

export const askedBuildBoard = Projection.make<AskedBuildRow>("askedBuild", AskedBuildRow, {
  BuildAsked: Projection.put(
    (event) => event.buildId,
    ({ buildId, steps, tree }, fact) => ({
      buildId,
      tree,
      steps,
      done: [],
      status: "asked",
      sandbox: null,
      isolated: null,
      outcome: null,
      summary: null,
      askedAt: fact.at,
      startedAt: null,
      endedAt: null
    })
  ),
  AskedBuildStarted: Projection.change(
    (event) => event.buildId,
    (row, { isolated, sandbox }, fact) => ({
      ...row,
      status: "started",
      sandbox,
      isolated,
      startedAt: row.startedAt ?? fact.at
    })
  ),
  // A build that was cut off is run again, so a step can come twice.
  AskedStepFinished: Projection.change(
    (event) => event.buildId,
    (row, { result }) => ({
      ...row,
      done: [...row.done.filter(({ step }) => step !== result.step), result]
    })
  ),
  AskedBuildEnded: Projection.change(
    (event) => event.buildId,
    (row, { outcome, summary }, fact) => ({ ...row, status: "ended", outcome, summary, endedAt: fact.at })
  ),
  ProjectForked: {
    keys: (_event, rows) => Array.from(rows).flatMap(([key, row]) => (row.status === "ended" ? [] : [key])),
    evolve: (row, event, fact) =>
      row && {
        ...row,
        status: "ended",
        outcome: "inconclusive",
        summary: `goes on in ${event.parent}`,
        endedAt: fact.at
      }
  }
})
