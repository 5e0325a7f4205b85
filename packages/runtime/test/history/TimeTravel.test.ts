/**
 * Looking back: the state, the rows, the differences and the events of a run at any of its versions.
 */
import { assert, describe, it } from "@effect/vitest"
import { eventTypes } from "@layercake/core/event/FactoryEvent"
import { Timestamp } from "@layercake/core/event/Timestamp"
import { ProjectId } from "@layercake/core/project/Project"
import { projectionNames, rowsOf } from "@layercake/core/project/ProjectState"
import { EventStore, type Moment, Position } from "@layercake/core/store/EventStore"
import { ReadModelStore, type ViewRow } from "@layercake/core/store/ReadModelStore"
import { Effect, Stream } from "effect"
import * as EventPages from "../../src/history/EventPages.ts"
import * as Moments from "../../src/history/Moments.ts"
import * as ProjectHistory from "../../src/history/ProjectHistory.ts"
import { begun, rooms } from "../FactoryStory.ts"
import * as MemoryFactory from "../MemoryFactory.ts"
import { eventsOf, version } from "./ForkStory.ts"

const now: Moment = { time: Timestamp.make("2999-01-01T00:00:00.000Z") }
const begin = begun()

describe("time travel", () => {
  it.live("to the end finds every row as it is stored, and replaying all events makes the same rows", () =>
    Effect.gen(function* () {
      yield* begin
      const views = yield* ReadModelStore
      const replayed = new Map<string, ViewRow>()
      yield* ProjectHistory.replay(rooms, {}).pipe(
        Stream.runForEach(({ changes }) =>
          Effect.sync(() => {
            for (const { key, projection, row } of changes)
              if (row === null) replayed.delete(`${projection}/${key}`)
              else replayed.set(`${projection}/${key}`, { projection, project: rooms, key, row })
          })
        )
      )
      for (const name of projectionNames) {
        const stored = yield* views.list(name, rooms)
        assert.deepStrictEqual(yield* ProjectHistory.rowsAt(rooms, name, now), stored, name)
        const rows = Array.from(replayed.values()).filter(({ projection }) => projection === name)
        assert.deepStrictEqual(
          rows.toSorted((a, b) => (a.key < b.key ? -1 : 1)),
          stored,
          name
        )
      }
    }).pipe(Effect.provide(MemoryFactory.layer()))
  )

  it.live("finds the same by version, by position and by time", () =>
    Effect.gen(function* () {
      yield* begin
      const events = yield* eventsOf(rooms)
      for (const event of events.filter((_, index) => index % 7 === 0)) {
        const asked = yield* Moments.stateAt(rooms, version(event.version))
        assert.strictEqual(asked.state.version, event.version)
        const position = yield* Moments.versionOf(rooms, { position: event.position })
        assert.strictEqual(position, event.version)
        const time = yield* Moments.versionOf(rooms, { time: event.metadata.at })
        assert.strictEqual(time, events.findLast((other) => other.metadata.at === event.metadata.at)?.version)
      }
    }).pipe(Effect.provide(MemoryFactory.layer()))
  )

  it.live("says what came between two moments: events, files, rows and cost", () =>
    Effect.gen(function* () {
      yield* begin
      const events = yield* eventsOf(rooms)
      const changes = events.filter((event) => event.type === "TreeChanged")
      const [from, to] = [changes[1]?.version ?? 0, changes[3]?.version ?? 0]
      const difference = yield* ProjectHistory.difference(rooms, version(from), version(to))
      assert.deepStrictEqual([difference.from, difference.to], [from, to])
      assert.deepStrictEqual(
        difference.events.map((row) => [row.version, row.type]),
        events.slice(from, to).map((event) => [event.version, event.type])
      )
      const written = changes
        .slice(2, 4)
        .flatMap(
          ({ data }) => (data as { readonly written: ReadonlyArray<{ readonly path: string }> }).written
        )
      assert.sameMembers(
        difference.files.added.map((file) => file.path as string),
        written.map((file) => file.path)
      )
      assert.deepStrictEqual([difference.files.removed, difference.files.changed], [[], []])
      assert.strictEqual(
        difference.cost.calls,
        events.slice(from, to).filter((event) => event.type === "CostRecorded").length
      )
      assert.isAbove(difference.cost.calls, 0)
      const gates = difference.rows.find(({ projection }) => projection === "gate")
      assert.isTrue(
        gates?.changed.some(({ fields }) =>
          fields.some((field) => field.path === "/status" && field.before === "open")
        )
      )

      const back = yield* ProjectHistory.difference(rooms, version(to), version(from))
      assert.deepStrictEqual(back.files.removed, difference.files.added)
      assert.strictEqual(back.cost.calls, -difference.cost.calls)
      assert.deepStrictEqual(back.events, difference.events)
    }).pipe(Effect.provide(MemoryFactory.layer()))
  )

  it.live("replays a range with the rows that each event changed", () =>
    Effect.gen(function* () {
      yield* begin
      const steps = yield* Stream.runCollect(
        ProjectHistory.replay(rooms, { from: version(10), to: version(20) })
      )
      assert.deepStrictEqual(
        steps.map(({ event }) => event.version as number),
        Array.from({ length: 10 }, (_, index) => index + 11)
      )
      for (const { changes, event } of steps)
        assert.isTrue(changes.some(({ key }) => key === String(event.version).padStart(9, "0")))
    }).pipe(Effect.provide(MemoryFactory.layer()))
  )

  it.live("refuses moments, projections and projects that there are not", () =>
    Effect.gen(function* () {
      const { version: head } = yield* begin
      const message = <A, R>(effect: Effect.Effect<A, { readonly message: string }, R>) =>
        Effect.map(Effect.flip(effect), (error) => error.message)
      assert.match(yield* message(Moments.stateAt(rooms, version(head + 1))), /has no version/)
      assert.match(
        yield* message(ProjectHistory.difference(rooms, version(1), version(0))),
        /had not begun at version 0/
      )
      assert.match(
        yield* message(ProjectHistory.rowsAt(rooms, "gates", version(1))),
        /There is no projection gates. The projections are project, gate/
      )
      assert.match(
        yield* message(Moments.stateAt(ProjectId.make("nowhere"), version(1))),
        /There is no such project/
      )
      assert.match(
        yield* message(Stream.runDrain(ProjectHistory.replay(rooms, { to: version(head + 9) }))),
        /its last is/
      )
    }).pipe(Effect.provide(MemoryFactory.layer()))
  )
})

describe("pages of the log", () => {
  /** Every event of the query, page after page. */
  const paged = Effect.fnUntraced(function* (query: Parameters<typeof EventPages.page>[0]) {
    const events = []
    let next: Parameters<typeof EventPages.page>[0] | null = query
    let pages = 0
    while (next !== null) {
      const page: Effect.Success<ReturnType<typeof EventPages.page>> = yield* EventPages.page(next)
      events.push(...page.events)
      const { after: _, to: __, ...rest } = query
      next = page.next === null ? null : { ...rest, ...page.next }
      pages += 1
    }
    return { events, pages }
  })

  it.live("together are what was asked for, forwards and backwards, by rows and by bytes", () =>
    Effect.gen(function* () {
      yield* begin
      const store = yield* EventStore
      const all = yield* Stream.runCollect(store.readAll())
      const [low, high] = [all[4]?.position ?? 0, all[60]?.position ?? 0].map((place) => Position.make(place))
      const types = eventTypes.filter((type) => type.startsWith("Gate"))
      for (const backwards of [false, true])
        for (const bound of [{ limit: 7 }, { maxBytes: 3000 }, { limit: 1000 }])
          for (const filter of [{}, { types }, { after: low!, to: high! }, { project: rooms, after: low! }]) {
            const options = { ...filter, ...("project" in filter ? { stream: rooms } : {}), backwards }
            const expected = yield* Stream.runCollect(store.readAll(options))
            const { events, pages } = yield* paged({ ...filter, ...bound, backwards })
            assert.deepStrictEqual(
              events.map((event) => event.position),
              expected.map((event) => event.position)
            )
            if (bound.limit === 7) assert.strictEqual(pages, Math.ceil(expected.length / 7))
          }
    }).pipe(Effect.provide(MemoryFactory.layer()))
  )

  it.live("hold the events of a time", () =>
    Effect.gen(function* () {
      yield* begin
      const events = yield* eventsOf(rooms)
      const [since, until] = [events[10]!.metadata.at, events.at(-10)!.metadata.at]
      const { events: between } = yield* paged({ since, until, limit: 50 })
      assert.deepStrictEqual(
        between.map((event) => event.version),
        events.filter(({ metadata: { at } }) => at >= since && at < until).map((event) => event.version)
      )
      assert.strictEqual((yield* EventPages.page({ since: until, until: since })).next, null)
      assert.isAbove(rowsOf((yield* Moments.now(rooms)).state, "gate").length, 0)
    }).pipe(Effect.provide(MemoryFactory.layer()))
  )
})
