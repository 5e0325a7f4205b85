/**
 * That rows and the progress of their reader are written together. A part of `ReadModelStoreConformance`.
 */
import { assert, type Vitest } from "@effect/vitest"
import { CheckpointStore } from "@layercake/core/store/CheckpointStore"
import { Position } from "@layercake/core/store/EventStore"
import { ReadModelStore } from "@layercake/core/store/ReadModelStore"
import { Duration, Effect, Option } from "effect"
import { shown, writes } from "./ReadModelSample.ts"
import { aName, aProject, eventually, raced } from "./StoreSample.ts"

const claimed = Effect.fnUntraced(function* (reader = aName("reader"), lease = Duration.minutes(1)) {
  const checkpoints = yield* CheckpointStore
  return Option.getOrThrow(yield* checkpoints.claim({ reader, partition: 0 }, { lease }))
})

/** As soon as the lease of whoever has it has ended. */
const takenOver = Effect.fnUntraced(function* (reader: string) {
  const checkpoints = yield* CheckpointStore
  const claim = checkpoints.claim({ reader, partition: 0 }, { lease: Duration.minutes(1) })
  return Option.getOrThrow(yield* eventually(claim, Option.isSome))
})

const positionOf = Effect.fnUntraced(function* (reader: string) {
  const checkpoints = yield* (yield* CheckpointStore).list
  return checkpoints.find((checkpoint) => checkpoint.reader === reader)?.position as number | undefined
})

const at = (position: number) => Position.make(position)

export const progress = (it: Vitest.MethodsNonLive<ReadModelStore | CheckpointStore>) => {
  it.effect("writes the progress of the reader with its rows", () =>
    Effect.gen(function* () {
      const views = yield* ReadModelStore
      const [board, project] = [aName("board"), aProject()]
      const lease = yield* claimed()

      yield* views.write(writes(board, project, { a: 1 }), { lease, position: at(7) })
      assert.strictEqual(yield* shown(board), "a=1")
      assert.strictEqual(yield* positionOf(lease.reader), 7)

      yield* views.write([], { lease, position: at(9) })
      yield* views.write(writes(board, project, { b: 1 }), { lease, position: at(8) })
      assert.strictEqual(yield* positionOf(lease.reader), 9, "never goes back")
    })
  )

  it.effect("writes nothing when the share was lost", () =>
    Effect.gen(function* () {
      const [views, checkpoints] = [yield* ReadModelStore, yield* CheckpointStore]
      const [board, project] = [aName("board"), aProject()]
      const old = yield* claimed()
      yield* checkpoints.release(old)
      const current = yield* claimed(old.reader)
      yield* views.write(writes(board, project, { a: 1 }), { lease: current, position: at(3) })

      const error = yield* Effect.flip(
        views.write(writes(board, project, { a: 2, b: 2 }), { lease: old, position: at(9) })
      )

      assert.strictEqual(error._tag, "CheckpointLost")
      assert.deepInclude(error, { reader: old.reader, partition: 0 })
      assert.strictEqual(yield* shown(board), "a=1")
      assert.strictEqual(yield* positionOf(old.reader), 3)
    })
  )

  it.effect("lets one of two that both believe they have the share write", () =>
    Effect.gen(function* () {
      const views = yield* ReadModelStore
      for (let round = 0; round < 10; round++) {
        const [board, project] = [aName("board"), aProject()]
        const first = yield* claimed(undefined, Duration.millis(1))
        const second = yield* takenOver(first.reader)

        const outcomes = yield* raced(8, (index) =>
          Effect.isSuccess(
            views.write(writes(board, project, { [`${index}`]: index }), {
              lease: index % 2 === 0 ? first : second,
              position: at(index)
            })
          )
        )

        assert.deepStrictEqual(
          outcomes,
          outcomes.map((_, index) => index % 2 === 1)
        )
        assert.strictEqual(yield* shown(board), "1=1,3=3,5=5,7=7")
        assert.strictEqual(yield* positionOf(first.reader), 7)
      }
    })
  )

  it.effect("changes places with the progress of the reader, or not at all when the share was lost", () =>
    Effect.gen(function* () {
      const [views, checkpoints] = [yield* ReadModelStore, yield* CheckpointStore]
      const [live, next, project] = [aName("live"), aName("next"), aProject()]
      const old = yield* claimed()
      yield* checkpoints.release(old)
      const current = yield* claimed(old.reader)
      yield* views.write([...writes(live, project, { a: 1 }), ...writes(next, project, { a: 2 })])

      const error = yield* Effect.flip(views.rename(next, live, { lease: old, position: at(9) }))

      assert.strictEqual(error._tag, "CheckpointLost")
      assert.strictEqual(yield* shown(live), "a=1")
      assert.strictEqual(yield* shown(next), "a=2")
      assert.strictEqual(yield* positionOf(old.reader), 0)
      yield* views.rename(next, live, { lease: current, position: at(9) })
      assert.strictEqual(yield* shown(live), "a=2")
      assert.strictEqual(yield* shown(next), "")
      assert.strictEqual(yield* positionOf(old.reader), 9)
    })
  )

  it.effect("drops rows with the progress of the reader, or none when the share was lost", () =>
    Effect.gen(function* () {
      const [views, checkpoints] = [yield* ReadModelStore, yield* CheckpointStore]
      const [board, other, project] = [aName("board"), aName("other"), aProject()]
      const old = yield* claimed()
      yield* checkpoints.release(old)
      const current = yield* claimed(old.reader)
      yield* views.write([...writes(board, project, { a: 1, b: 1 }), ...writes(other, project, { a: 2 })])

      const error = yield* Effect.flip(views.drop(board, { lease: old, position: at(9) }))

      assert.strictEqual(error._tag, "CheckpointLost")
      assert.deepInclude(error, { reader: old.reader, partition: 0 })
      assert.strictEqual(yield* shown(board), "a=1,b=1")
      assert.strictEqual(yield* positionOf(old.reader), 0)
      yield* views.drop(board, { lease: current, position: at(9) })
      assert.strictEqual(yield* shown(board), "")
      assert.strictEqual(yield* shown(other), "a=2")
      assert.strictEqual(yield* positionOf(old.reader), 9)
    })
  )
}
