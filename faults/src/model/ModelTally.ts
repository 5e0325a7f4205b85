/**
 * A projection that notices everything that can go wrong with one: an event counted twice, left out, or out of order
 * makes another row. And the events that it counts.
 */
import { system } from "@layercake/core/actor/Actor"
import { ErrorId, ErrorRecorded } from "@layercake/core/error/ErrorEvent"
import * as EventCodec from "@layercake/core/event/EventCodec"
import type { CommandId } from "@layercake/core/event/EventMetadata"
import * as Timestamp from "@layercake/core/event/Timestamp"
import * as Projection from "@layercake/core/projection/Projection"
import type { ProjectId } from "@layercake/core/project/Project"
import { EventStore, type StoredEvent } from "@layercake/core/store/EventStore"
import { ReadModelStore } from "@layercake/core/store/ReadModelStore"
import { DateTime, Effect, Result, Schedule, Schema, Stream } from "effect"

const Tally = Schema.Struct({
  count: Schema.Int,
  /** Depends on every event and on their order. */
  trail: Schema.Int
})
type Tally = typeof Tally.Type

const next = (row: Tally | undefined, errorId: string): Tally => ({
  count: (row?.count ?? 0) + 1,
  trail: (((row?.trail ?? 7) * 31 + Number(errorId)) % 1_000_003) | 0
})

const source = (event: ErrorRecorded) => event.source

export const projection = Projection.make("tally", Tally, {
  ErrorRecorded: Projection.put(source, (event, _, row) => next(row, event.errorId))
})

export const group = { reader: "tally-keeper", projections: [projection], batch: { rows: 5 } }

/** Appends events that it counts, sent again under their id until they are acknowledged. */
export const append = Effect.fnUntraced(function* (
  stream: ProjectId,
  commandId: CommandId,
  numbers: ReadonlyArray<number>
) {
  const store = yield* EventStore
  const at = Timestamp.fromDateTime(yield* DateTime.now)
  return yield* store
    .append({
      stream,
      expected: "any",
      commandId,
      events: numbers.map((number) =>
        EventCodec.encode(
          new ErrorRecorded({
            errorId: ErrorId.make(String(number)),
            source: number % 3 === 0 ? "three" : "other",
            message: "counted"
          }),
          { actor: system, at, commandId }
        )
      ),
      views: [],
      jobs: []
    })
    .pipe(
      Effect.retry({
        while: (error) => error._tag === "StoreUnavailable",
        schedule: Schedule.spaced("200 millis")
      })
    )
})

/** What the rows are, and what the log says that they must be; by project and key. */
export const compare = Effect.gen(function* () {
  const store = yield* EventStore
  const views = yield* ReadModelStore
  const rows = new Map<string, string>(
    (yield* views.list(projection.name)).map(({ key, project, row }) => [`${project} ${key}`, textOf(row)])
  )
  const expected = new Map<string, Tally>()
  yield* store.readAll().pipe(Stream.runForEach((stored) => Effect.sync(() => fold(expected, stored))))
  const wrong = Array.from(new Set([...rows.keys(), ...expected.keys()])).filter(
    (key) => rows.get(key) !== textOf(expected.get(key))
  )
  return wrong.map((key) => `${key} is ${rows.get(key)} and not ${textOf(expected.get(key))}`)
})

const isTally = Schema.is(Tally)
const textOf = (row: unknown): string => (isTally(row) ? `${row.count}/${row.trail}` : "nothing")

const fold = (rows: Map<string, Tally>, stored: StoredEvent) => {
  const decoded = EventCodec.decode(stored)
  if (Result.isFailure(decoded) || decoded.success.event._tag !== "ErrorRecorded") return
  const { event } = decoded.success
  const key = `${stored.stream} ${event.source}`
  rows.set(key, next(rows.get(key), event.errorId))
}
