/**
 * One row for each time that work went from one agent to another.
 */
import { Schema, Struct } from "effect"
import { Timestamp } from "../event/Timestamp.ts"
import * as Projection from "../projection/Projection.ts"
import { HandoffMade } from "./HandoffEvent.ts"

export const Handoff = Schema.Struct({
  ...Struct.omit(HandoffMade.fields, ["_tag"]),
  /** Version of the event in the project's stream, by which they are ordered. */
  version: Schema.Int,
  at: Timestamp
})
export type Handoff = typeof Handoff.Type

export const handoffBoard = Projection.make<Handoff>("handoff", Handoff, {
  HandoffMade: Projection.put(
    (event) => event.runId,
    ({ documents, from, gate, reason, runId, step, summary, to }, fact) => ({
      runId,
      reason,
      from,
      to,
      gate,
      step,
      summary,
      documents,
      version: fact.version,
      at: fact.at
    })
  )
})
