/**
 * From stored events to facts of projects, all at once.
 */
import * as EventCodec from "@layercake/core/event/EventCodec"
import type { StoredEvent } from "@layercake/core/store/EventStore"
import { Effect, Result } from "effect"
import type { ProjectFact } from "./RowCache.ts"

/** Fails at the first that this release cannot read. */
export const decodeAll = (
  events: ReadonlyArray<StoredEvent>
): Effect.Effect<ReadonlyArray<ProjectFact>, EventCodec.EventUnreadable> => {
  const facts: Array<ProjectFact> = []
  for (const stored of events) {
    const decoded = EventCodec.decode(stored)
    if (Result.isFailure(decoded)) return Effect.fail(decoded.failure)
    facts.push({ project: stored.stream, fact: decoded.success })
  }
  return Effect.succeed(facts)
}
