/**
 * The behaviour every `ReadModelStore` adapter must show. That rows arrive with an append is in the `EventStore` suite.
 */
import { assert, layer as withLayer } from "@effect/vitest"
import type { ProjectId } from "@layercake/core/project/Project"
import type { CheckpointStore } from "@layercake/core/store/CheckpointStore"
import { ReadModelStore } from "@layercake/core/store/ReadModelStore"
import { Effect, type Layer, Option, type Schema } from "effect"
import { progress } from "./ReadModelProgressConformance.ts"
import { shown, writes } from "./ReadModelSample.ts"
import { aName, aProject, raced } from "./StoreSample.ts"

export const suite = <E>(name: string, layer: Layer.Layer<ReadModelStore | CheckpointStore, E>) =>
  withLayer(layer, { excludeTestServices: true, timeout: "60 seconds" })(`ReadModelStore (${name})`, (it) => {
    progress(it)

    it.effect("has no row where none was written", () =>
      Effect.gen(function* () {
        const views = yield* ReadModelStore

        assert.deepStrictEqual(yield* views.get("board", aProject(), "a"), Option.none())
        assert.deepStrictEqual(yield* views.list("board", aProject()), [])
        assert.deepStrictEqual(yield* views.list("a projection of nobody"), [])
      })
    )

    it.effect("lists the rows of a projection by project and key", () =>
      Effect.gen(function* () {
        const views = yield* ReadModelStore
        const [listed, other] = [aName("listed"), aName("other")]
        const [first, second] = [aProject(), aProject()].sort()
        if (first === undefined || second === undefined) return assert.fail()
        const row = (projection: string, project: ProjectId, key: string, row: Schema.Json) => ({
          projection,
          project,
          key,
          row
        })
        yield* views.write([
          ...["b", "B", "a-1", "a", "10", "9"].map((key) => row(listed, second, key, key)),
          row(listed, first, "z", 1),
          row(other, first, "z", 1)
        ])

        const rows = ["10", "9", "B", "a", "a-1", "b"].map((key) => row(listed, second, key, key))
        assert.deepStrictEqual(yield* views.list(listed, second), rows)
        assert.deepStrictEqual(yield* views.list(listed), [row(listed, first, "z", 1), ...rows])
      })
    )

    it.effect("lists the rows at one key by project, in pages", () =>
      Effect.gen(function* () {
        const views = yield* ReadModelStore
        const [board, other] = [aName("board"), aName("other")]
        const projects = Array.from({ length: 7 }, () => aProject()).sort()
        yield* views.write([
          ...projects.toReversed().flatMap((project) => writes(board, project, { at: project, b: 0, a: 0 })),
          ...writes(board, aProject(), { a: 1 }),
          ...writes(other, projects[0]!, { at: 0 })
        ])

        const all = projects.map((project) => ({ projection: board, project, key: "at", row: project }))
        assert.deepStrictEqual(yield* views.listByKey(board, "at"), all)
        assert.deepStrictEqual(yield* views.listByKey(board, "at", { limit: 3 }), all.slice(0, 3))
        const [, , third] = projects
        if (third === undefined) return assert.fail()
        assert.deepStrictEqual(
          yield* views.listByKey(board, "at", { after: third, limit: 2 }),
          all.slice(3, 5)
        )
        assert.deepStrictEqual(yield* views.listByKey(board, "at", { after: third }), all.slice(3))
        assert.deepStrictEqual(yield* views.listByKey(board, "at", { after: projects.at(-1)! }), [])
        assert.deepStrictEqual(yield* views.listByKey(board, "nowhere"), [])
      })
    )

    it.effect("counts the rows of a projection and names the projects that have some", () =>
      Effect.gen(function* () {
        const views = yield* ReadModelStore
        const [board, other] = [aName("board"), aName("other")]
        const projects = [aProject(), aProject(), aProject()].sort()
        const [first, second, third] = projects
        if (first === undefined || second === undefined || third === undefined) return assert.fail()
        assert.strictEqual(yield* views.count(board), 0)
        assert.deepStrictEqual(yield* views.projects(board), [])

        yield* views.write([
          ...writes(board, third, { a: 1, b: 1 }),
          ...writes(board, first, { a: 1 }),
          ...writes(board, second, { a: 1 }),
          ...writes(other, aProject(), { a: 1 })
        ])
        yield* views.write(writes(board, second, { a: null }))

        assert.strictEqual(yield* views.count(board), 3)
        assert.deepStrictEqual(yield* views.projects(board), [first, third])
      })
    )

    it.effect("keeps a row exactly as it was", () =>
      Effect.gen(function* () {
        const views = yield* ReadModelStore
        const project = aProject()
        const row = { z: [1e300, "\u0000", "\ud800", { deep: null }], a: false }
        yield* views.write(writes("exact", project, { a: row }))

        const found = yield* views.get("exact", project, "a")

        assert.deepStrictEqual(found, Option.some(row))
      })
    )

    it.effect("writes over a row, removes one, and leaves the others alone", () =>
      Effect.gen(function* () {
        const views = yield* ReadModelStore
        const [board, costs] = [aName("board"), aName("costs")]
        const [project, other] = [aProject(), aProject()]
        yield* views.write([
          ...writes(board, project, { a: 1, b: 1, c: 1 }),
          ...writes(board, other, { a: 1 }),
          ...writes(costs, project, { a: 1 })
        ])

        yield* views.write([
          ...writes(board, project, { a: 2, b: null, d: null, e: 1 }),
          ...writes(board, project, { a: 3, e: null }),
          ...writes(board, project, { e: 4 })
        ])

        assert.strictEqual(yield* shown(board, project), "a=3,c=1,e=4")
        assert.strictEqual(yield* shown(board, other), "a=1")
        assert.strictEqual(yield* shown(costs, project), "a=1")
        yield* views.write([])
        assert.strictEqual(yield* shown(board, project), "a=3,c=1,e=4")
      })
    )

    it.effect("writes many rows at once", () =>
      Effect.gen(function* () {
        const views = yield* ReadModelStore
        const [many, project] = [aName("many"), aProject()]
        const rows = Array.from({ length: 5_000 }, (_, index) => [`${index}`, { index }] as const)

        yield* views.write(writes(many, project, Object.fromEntries(rows)))

        assert.lengthOf(yield* views.list(many, project), rows.length)
        assert.deepStrictEqual(yield* views.get(many, project, "4999"), Option.some({ index: 4999 }))
      })
    )

    it.effect("takes writes to the same rows in any order at the same time", () =>
      Effect.gen(function* () {
        const views = yield* ReadModelStore
        const [board, project] = [aName("board"), aProject()]
        const keys = Array.from({ length: 50 }, (_, index) => `${index}`)

        yield* raced(8, (writer) =>
          views.write(
            (writer % 2 === 0 ? keys : keys.toReversed()).map((key) => ({
              projection: board,
              project,
              key,
              row: writer
            }))
          )
        )

        const rows = yield* views.list(board, project)
        assert.lengthOf(rows, keys.length)
        assert.lengthOf(new Set(rows.map(({ row }) => row)), 1, "one write is seen whole")
      })
    )

    it.effect("puts all rows of one projection in the place of another's", () =>
      Effect.gen(function* () {
        const views = yield* ReadModelStore
        const [live, next, other] = [aName("live"), aName("next"), aName("other")]
        const [project, second] = [aProject(), aProject()]
        yield* views.write([
          ...writes(live, project, { a: 1, b: 1 }),
          ...writes(live, second, { a: 1 }),
          ...writes(next, project, { b: 2, c: 2 }),
          ...writes(other, project, { a: 1 })
        ])

        yield* views.rename(next, live)

        assert.strictEqual(yield* shown(live, project), "b=2,c=2")
        assert.strictEqual(yield* shown(live, second), "")
        assert.strictEqual(yield* shown(next), "")
        assert.strictEqual(yield* shown(other), "a=1")
        assert.deepStrictEqual(yield* views.get(live, project, "c"), Option.some(2))
        yield* views.rename(live, live)
        assert.strictEqual(yield* shown(live), "b=2,c=2")
        yield* views.rename(next, live)
        assert.strictEqual(yield* shown(live), "", "nothing takes the place of everything")
      })
    )

    it.effect("shows who reads during a change of place all of the one or all of the other", () =>
      Effect.gen(function* () {
        const views = yield* ReadModelStore
        const [live, project] = [aName("live"), aProject()]
        const rows = (row: number) =>
          Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`${index}`, row]))
        yield* views.write(writes(live, project, rows(0)))
        for (let round = 1; round <= 5; round++) {
          const next = aName("next")
          yield* views.write(writes(next, project, rows(round)))

          const seen = yield* raced(6, (index) =>
            index === 2
              ? Effect.as(views.rename(next, live), [])
              : Effect.map(views.list(live), (found) => found.map(({ row }) => row))
          )

          for (const found of seen.filter((found) => found.length > 0)) {
            assert.lengthOf(found, 20)
            assert.lengthOf(new Set(found), 1)
          }
          assert.lengthOf(
            seen.filter((found) => found.length === 0),
            1
          )
        }
      })
    )

    it.effect("drops every row of one projection and of no other", () =>
      Effect.gen(function* () {
        const views = yield* ReadModelStore
        const [board, longer] = [aName("board"), aName("board")]
        const [project, second] = [aProject(), aProject()]
        yield* views.write([
          ...writes(board, project, { a: 1 }),
          ...writes(board, second, { a: 1 }),
          ...writes(`${board}%`, project, { a: 1 }),
          ...writes(longer, project, { a: 1 })
        ])

        yield* views.drop(board)
        yield* views.drop(board)

        assert.strictEqual(yield* shown(board), "")
        assert.strictEqual(yield* shown(`${board}%`), "a=1")
        assert.strictEqual(yield* shown(longer), "a=1")
      })
    )
  })
