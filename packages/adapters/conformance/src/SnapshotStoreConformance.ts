/**
 * The behaviour every `SnapshotStore` adapter must show.
 */
import { assert, layer as withLayer } from "@effect/vitest"
import type { ProjectId } from "@layercake/core/project/Project"
import { StreamVersion } from "@layercake/core/store/EventStore"
import { type Snapshot, SnapshotStore } from "@layercake/core/store/SnapshotStore"
import { Effect, type Layer, Option, type Schema } from "effect"
import { aName, aProject, raced } from "./StoreSample.ts"

const at = (version: number) => StreamVersion.make(version)

const aSnapshot = (
  stream: ProjectId,
  form: string,
  version: number,
  state: Schema.Json = version
): Snapshot => ({
  stream,
  form,
  version: at(version),
  state
})

/** Version of the nearest one; 0 when there is none. */
const nearest = Effect.fnUntraced(function* (stream: ProjectId, form: string, atMost: number) {
  const found = yield* (yield* SnapshotStore).nearest(stream, form, at(atMost))
  return Option.match(found, { onNone: () => 0, onSome: ({ version }): number => version })
})

export const suite = <E>(name: string, layer: Layer.Layer<SnapshotStore, E>) =>
  withLayer(layer, { excludeTestServices: true, timeout: "60 seconds" })(`SnapshotStore (${name})`, (it) => {
    it.effect("finds the newest that is not past the version", () =>
      Effect.gen(function* () {
        const snapshots = yield* SnapshotStore
        const [stream, form] = [aProject(), aName("form")]
        for (const version of [1_000, 500, 10_000, 1_500])
          yield* snapshots.save(aSnapshot(stream, form, version))

        for (const [atMost, found] of [
          [0, 0],
          [499, 0],
          [500, 500],
          [999, 500],
          [1_000, 1_000],
          [1_499, 1_000],
          [9_999, 1_500],
          [2_000_000_000, 10_000]
        ] as const) {
          assert.strictEqual(yield* nearest(stream, form, atMost), found, `at most ${atMost}`)
        }
      })
    )

    it.effect("never gives a state that other folds made, or of another stream", () =>
      Effect.gen(function* () {
        const snapshots = yield* SnapshotStore
        const [stream, other] = [aProject(), aProject()]
        const [form, older] = [aName("form"), aName("form")]
        yield* snapshots.save(aSnapshot(stream, older, 500))
        yield* snapshots.save(aSnapshot(other, form, 500))

        assert.strictEqual(yield* nearest(stream, form, 500), 0)

        yield* snapshots.save(aSnapshot(stream, form, 200))
        assert.strictEqual(yield* nearest(stream, form, 1_000), 200)
        assert.strictEqual(yield* nearest(stream, older, 1_000), 500)
        assert.strictEqual(yield* nearest(other, older, 1_000), 0)
      })
    )

    it.effect("keeps a state exactly as it was, also a large one", () =>
      Effect.gen(function* () {
        const snapshots = yield* SnapshotStore
        const [stream, form] = [aProject(), aName("form")]
        const rows = Array.from({ length: 20_000 }, (_, index) => ({
          key: `${index}`,
          digest: (index * 2_654_435_761).toString(16).repeat(6)
        }))
        const states: ReadonlyArray<Schema.Json> = [
          { z: [1e300, -0.5, "\u0000 \ud800 \u{1f370}", { deep: [null, {}, []] }], "10": 1, "": false },
          rows,
          null,
          "text"
        ]
        for (const [index, state] of states.entries())
          yield* snapshots.save(aSnapshot(stream, form, index + 1, state))

        for (const [index, state] of states.entries()) {
          assert.deepStrictEqual(
            yield* snapshots.nearest(stream, form, at(index + 1)),
            Option.some(aSnapshot(stream, form, index + 1, state))
          )
        }
      })
    )

    it.effect("keeps the last of those that are saved for one version", () =>
      Effect.gen(function* () {
        const snapshots = yield* SnapshotStore
        const [stream, form] = [aProject(), aName("form")]
        yield* snapshots.save(aSnapshot(stream, form, 500, "first"))
        yield* snapshots.save(aSnapshot(stream, form, 500, "second"))

        const found = yield* snapshots.nearest(stream, form, at(500))
        yield* raced(8, (index) => snapshots.save(aSnapshot(stream, form, 600, index)))

        assert.deepStrictEqual(found, Option.some(aSnapshot(stream, form, 500, "second")))
        assert.strictEqual(yield* nearest(stream, form, 600), 600)
      })
    )

    it.effect("drops those of one stream, of every form", () =>
      Effect.gen(function* () {
        const snapshots = yield* SnapshotStore
        const [stream, other, form, older] = [aProject(), aProject(), aName("form"), aName("form")]
        yield* snapshots.save(aSnapshot(stream, form, 500))
        yield* snapshots.save(aSnapshot(stream, older, 500))
        yield* snapshots.save(aSnapshot(other, form, 500))

        yield* snapshots.drop(stream)
        yield* snapshots.drop(aProject())

        assert.strictEqual(yield* nearest(stream, form, 500), 0)
        assert.strictEqual(yield* nearest(stream, older, 500), 0)
        assert.strictEqual(yield* nearest(other, form, 500), 500)
        yield* snapshots.save(aSnapshot(stream, form, 500))
        assert.strictEqual(yield* nearest(stream, form, 500), 500)
      })
    )

    it.effect("removes those of every other form, of every stream", () =>
      Effect.gen(function* () {
        const snapshots = yield* SnapshotStore
        const [stream, other, form, older] = [aProject(), aProject(), aName("form"), aName("form")]
        yield* snapshots.save(aSnapshot(stream, form, 500))
        yield* snapshots.save(aSnapshot(stream, older, 1_000))
        yield* snapshots.save(aSnapshot(other, older, 500))
        yield* snapshots.save(aSnapshot(other, form, 500))

        yield* snapshots.keepOnly(form)

        assert.strictEqual(yield* nearest(stream, older, 1_000), 0)
        assert.strictEqual(yield* nearest(other, older, 1_000), 0)
        assert.strictEqual(yield* nearest(stream, form, 1_000), 500)
        assert.strictEqual(yield* nearest(other, form, 1_000), 500)
      })
    )
  })
