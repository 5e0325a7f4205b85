/**
 * One row for each gate at which something is repaired: its series of repairs. Gone once the gate is submitted or its
 * work begins afresh.
 */
import * as Projection from "../projection/Projection.ts"
import { type Assessment, bestOf, HealSeries } from "./HealSeries.ts"

export const healSeriesBoard = Projection.make<HealSeries>("healSeries", HealSeries, {
  HealAssessed: Projection.put(
    (event) => event.gate,
    (event, fact, row) => {
      const { attempt, gate, health, runId, signature, tree } = event
      const assessment: Assessment = {
        attempt,
        runId,
        tree,
        version: fact.version,
        signature,
        health,
        at: fact.at
      }
      const before = row?.assessments ?? []
      // The same tree told once more, as when a check came in late, takes the place of what was known.
      const isAgain = before.at(-1)?.tree === tree && before.at(-1)?.attempt === attempt
      const assessments = [...(isAgain ? before.slice(0, -1) : before), assessment]
      // What was best and does worse now is not the best any more.
      const others = row?.best == null || row.best.tree === tree ? assessments : [row.best]
      const best = event.best ? assessment : (bestOf(others) ?? assessment)
      return { gate, routed: row?.routed ?? [], restore: null, assessments, best }
    }
  ),
  HealExhausted: Projection.change(
    (event) => event.gate,
    (row, event) => ({ ...row, restore: event.restore ?? null })
  ),
  FailureRouted: Projection.put(
    (event) => event.gate,
    (event, _fact, row) => ({
      gate: event.gate,
      assessments: row?.assessments ?? [],
      best: row?.best ?? null,
      restore: row?.restore ?? null,
      routed: [...(row?.routed ?? []), ...(event.cause === "specification" ? [event.signature] : [])]
    })
  ),
  // A person lets it go on: everything is tried anew, but the best tree is not forgotten, nor is going back to it.
  // Where only money was waited for, it goes on where it stopped.
  GateUnblocked: Projection.change(
    (event) => event.gate,
    (row, event) => (event.resumes === true ? row : { ...row, assessments: [] })
  ),
  TreeRestored: Projection.change(
    (event) => event.gate,
    (row) => ({ ...row, restore: null })
  ),
  RestoreAbandoned: Projection.change(
    (event) => event.gate,
    (row) => ({ ...row, restore: null, best: null })
  ),
  GateSubmitted: gone(),
  GateReopened: gone(),
  GateSkipped: gone()
})

function gone<E extends { readonly gate: string }>() {
  return { keys: (event: E) => [event.gate], evolve: () => undefined }
}
