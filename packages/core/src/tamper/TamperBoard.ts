/**
 * One row for each agent run that tampered, under the id of the blocker that holds the gate for it.
 */
import * as Projection from "../projection/Projection.ts"
import { TamperRow } from "./Tamper.ts"

export const tamperBoard = Projection.make<TamperRow>("tamper", TamperRow, {
  TamperDetected: Projection.put(
    (event) => event.blocker,
    (event, fact) => ({
      blocker: event.blocker,
      runId: event.runId,
      gate: event.gate,
      facts: event.facts,
      tree: event.tree,
      before: event.before,
      status: "open",
      at: fact.at
    })
  ),
  TamperRejected: Projection.change(
    (event) => event.blocker,
    (row) => ({ ...row, status: "rejected" })
  ),
  // Resolving the blocker without rejecting the change lets it stand.
  BlockerResolved: Projection.change(
    (event) => event.id,
    (row) => (row.status === "open" ? { ...row, status: "kept" } : row)
  ),
  TreeRestored: {
    keys: (event, rows) =>
      Array.from(rows).flatMap(([key, row]) =>
        row.status === "rejected" && row.gate === event.gate && row.tree === event.from ? [key] : []
      ),
    evolve: (row) => row && { ...row, status: "restored" }
  },
  RestoreAbandoned: {
    keys: (event, rows) =>
      Array.from(rows).flatMap(([key, row]) =>
        row.status === "rejected" && row.gate === event.gate && row.before?.tree === event.tree ? [key] : []
      ),
    evolve: (row) => row && { ...row, status: "lost" }
  }
})
