/**
 * The behaviour every `ReadModelStore` adapter must show. That rows arrive with an append is in the `EventStore` suite.
 */
import { assert, layer as withLayer } from "@effect/vitest"
import { ReadModelStore } from "@layercake/core/store/ReadModelStore"
import { Effect, type Layer, Option } from "effect"
import { aProject } from "./StoreSample.ts"

export const suite = <E>(name: string, layer: Layer.Layer<ReadModelStore, E>) =>
  withLayer(layer, { excludeTestServices: true, timeout: "60 seconds" })(`ReadModelStore (${name})`, (it) => {
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
        const [first, second] = [aProject(), aProject()].sort()
        if (first === undefined || second === undefined) return assert.fail()
        const rows = ["b", "B", "a-1", "a", "10", "9"].map((key) => ({ key, row: key }))
        yield* views.replace("listed", second, rows)
        yield* views.replace("listed", first, [{ key: "z", row: 1 }])
        yield* views.replace("other", first, [{ key: "z", row: 1 }])

        const keys = ["10", "9", "B", "a", "a-1", "b"]
        const listed = keys.map((key) => ({ projection: "listed", project: second, key, row: key }))
        assert.deepStrictEqual(yield* views.list("listed", second), listed)
        assert.deepStrictEqual(yield* views.list("listed"), [
          { projection: "listed", project: first, key: "z", row: 1 },
          ...listed
        ])
      })
    )

    it.effect("keeps a row exactly as it was", () =>
      Effect.gen(function* () {
        const views = yield* ReadModelStore
        const project = aProject()
        const row = { z: [1e300, "\u0000", "\ud800", { deep: null }], a: false }
        yield* views.replace("exact", project, [{ key: "a", row }])

        const found = yield* views.get("exact", project, "a")

        assert.deepStrictEqual(found, Option.some(row))
      })
    )

    it.effect("replaces all rows of one projection of one project and no others", () =>
      Effect.gen(function* () {
        const views = yield* ReadModelStore
        const [project, other] = [aProject(), aProject()]
        const keys = (projection: string, of: typeof project) =>
          Effect.map(views.list(projection, of), (rows) =>
            rows.map(({ key, row }) => `${key}=${String(row)}`).join()
          )
        for (const [projection, of] of [
          ["board", project],
          ["board", other],
          ["costs", project]
        ] as const) {
          yield* views.replace(projection, of, [
            { key: "a", row: 1 },
            { key: "b", row: 1 }
          ])
        }

        yield* views.replace("board", project, [
          { key: "b", row: 2 },
          { key: "c", row: 2 }
        ])

        assert.strictEqual(yield* keys("board", project), "b=2,c=2")
        assert.strictEqual(yield* keys("board", other), "a=1,b=1")
        assert.strictEqual(yield* keys("costs", project), "a=1,b=1")
        yield* views.replace("board", project, [])
        assert.strictEqual(yield* keys("board", project), "")
      })
    )
  })
