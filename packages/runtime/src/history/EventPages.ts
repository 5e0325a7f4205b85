/**
 * The log in pages, with the place to go on from.
 */
import type { EventPage, EventQuery } from "@layercake/core/operation/HistoryOperations"
import { EventStore, Position, type ReadAllOptions } from "@layercake/core/store/EventStore"
import { Effect, Option, Stream } from "effect"
import * as Moments from "./Moments.ts"

const pageLimit = 100
const pageBytes = 1024 * 1024

export const page = Effect.fn("EventPages.page")(function* (query: EventQuery) {
  const store = yield* EventStore
  const { project, ...rest } = query
  if (project !== undefined) yield* Moments.now(project)
  const options: ReadAllOptions = {
    limit: pageLimit,
    maxBytes: pageBytes,
    ...rest,
    ...(project === undefined ? {} : { stream: project })
  }
  const events = yield* Stream.runCollect(store.readAll(options))
  const last = events.at(-1)
  if (last === undefined) return { events, next: null } satisfies EventPage
  const next =
    query.backwards === true
      ? { ...(query.after === undefined ? {} : { after: query.after }), to: before(last.position) }
      : { after: last.position, ...(query.to === undefined ? {} : { to: query.to }) }
  const more = yield* Stream.runHead(store.readAll({ ...options, ...next, limit: 1 }))
  return { events, next: Option.isSome(more) ? next : null } satisfies EventPage
})

const before = (position: Position): Position => Position.make(Math.max(0, position - 1))
