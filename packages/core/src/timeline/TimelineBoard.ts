/**
 * One row for each event, in words: what a person reads to see what happened.
 */
import { Schema } from "effect"
import { Actor } from "../actor/Actor.ts"
import { textOf } from "../event/EventText.ts"
import { eventTypes, type FactoryEvent } from "../event/FactoryEvent.ts"
import { Timestamp } from "../event/Timestamp.ts"
import * as Projection from "../projection/Projection.ts"

export const TimelineRow = Schema.Struct({
  version: Schema.Int,
  at: Timestamp,
  actor: Actor,
  type: Schema.NonEmptyString,
  text: Schema.String
})
export type TimelineRow = typeof TimelineRow.Type

/** Keys sort as text in the order of versions. */
export const timelineKey = (version: number): string => String(version).padStart(9, "0")

const entry: Projection.Handler<TimelineRow, FactoryEvent> = {
  keys: (_event, _rows, fact) => [timelineKey(fact.version)],
  evolve: (_row, event, fact) => ({
    version: fact.version,
    at: fact.at,
    actor: fact.actor,
    type: event._tag,
    text: textOf(event)
  })
}

export const timelineBoard = Projection.make<TimelineRow>(
  "timeline",
  TimelineRow,
  Object.fromEntries(eventTypes.map((type) => [type, entry])) as Projection.Handlers<TimelineRow>,
  { entries: true }
)
