/**
 * The behaviour every `CheckpointStore` adapter must show. Runs on the real clock: the store may live outside this process.
 */
import { assert, layer as withLayer } from "@effect/vitest"
import { millisBetween } from "@layercake/core/event/Timestamp"
import { type CheckpointLease, CheckpointLost, CheckpointStore } from "@layercake/core/store/CheckpointStore"
import { Position } from "@layercake/core/store/EventStore"
import { Duration, Effect, type Layer, Option } from "effect"
import { aName, eventually, raced } from "./StoreSample.ts"

const at = (position: number) => Position.make(position)

interface Wish {
  readonly partition?: number
  readonly lease?: Duration.Duration
  readonly start?: Position
}

const claim = Effect.fnUntraced(function* (reader: string, wish: Wish = {}) {
  const { lease = Duration.minutes(1), partition = 0, ...rest } = wish
  return yield* (yield* CheckpointStore).claim({ reader, partition }, { lease, ...rest })
})

const claimed = (reader: string, wish?: Wish) => Effect.map(claim(reader, wish), Option.getOrThrow)

/** As soon as the lease of whoever has it has ended. */
const takenOver = (reader: string, wish?: Wish) =>
  Effect.map(eventually(claim(reader, wish), Option.isSome), Option.getOrThrow)

const shares = Effect.fnUntraced(function* (reader: string) {
  return (yield* (yield* CheckpointStore).list).filter((checkpoint) => checkpoint.reader === reader)
})

const onlyShare = (reader: string) => Effect.map(shares(reader), ([share]) => share ?? assert.fail(reader))

const isLost = (lease: CheckpointLease) =>
  Effect.gen(function* () {
    const error = yield* Effect.flip((yield* CheckpointStore).advance(lease, at(1_000_000)))
    assert.deepStrictEqual(error, new CheckpointLost({ reader: lease.reader, partition: lease.partition }))
  })

export const suite = <E>(name: string, layer: Layer.Layer<CheckpointStore, E>) =>
  withLayer(layer, { excludeTestServices: true, timeout: "60 seconds" })(
    `CheckpointStore (${name})`,
    (it) => {
      it.effect("begins a share where it is told to, at the beginning of the log when it is not", () =>
        Effect.gen(function* () {
          const [reader, other] = [aName("reader"), aName("reader")]

          assert.deepInclude(yield* claimed(reader), { reader, partition: 0, position: at(0) })
          assert.deepInclude(yield* claimed(other, { partition: 3, start: at(42) }), {
            reader: other,
            partition: 3,
            position: at(42)
          })
        })
      )

      it.effect("gives a share to one process at a time, and every share for itself", () =>
        Effect.gen(function* () {
          const [reader, other] = [aName("reader"), aName("reader")]
          const first = yield* claimed(reader)

          assert.deepStrictEqual(yield* claim(reader), Option.none())
          assert.deepStrictEqual(yield* claim(reader, { start: at(7) }), Option.none())
          const tokens = [
            first,
            yield* claimed(reader, { partition: 1 }),
            yield* claimed(other),
            yield* claimed(`${reader} more`)
          ].map(({ token }) => token)
          assert.lengthOf(new Set(tokens), 4)
        })
      )

      it.effect("gives a share to one of many that claim it at once, new or left by another", () =>
        Effect.gen(function* () {
          const checkpoints = yield* CheckpointStore
          for (let round = 0; round < 10; round++) {
            const reader = aName("reader")
            const winners = (yield* raced(8, () => claim(reader))).filter(Option.isSome)
            assert.lengthOf(winners, 1)

            yield* checkpoints.advance(winners[0]!.value, at(5))
            yield* checkpoints.release(winners[0]!.value)
            const heirs = (yield* raced(8, () => claim(reader))).filter(Option.isSome)
            assert.lengthOf(heirs, 1)
            assert.strictEqual<number>(heirs[0]!.value.position, 5)
          }
        })
      )

      it.effect(
        "remembers how far a reader has come, whoever goes on and wherever that one would begin",
        () =>
          Effect.gen(function* () {
            const checkpoints = yield* CheckpointStore
            const reader = aName("reader")
            const first = yield* claimed(reader)
            yield* checkpoints.advance(first, at(10))
            yield* checkpoints.advance(first, at(281_474_976_710_655))
            yield* checkpoints.release(first)

            const second = yield* claimed(reader, { start: at(3) })

            assert.strictEqual<number>(second.position, 281_474_976_710_655)
            assert.notStrictEqual(second.token, first.token)
          })
      )

      it.effect("never goes back", () =>
        Effect.gen(function* () {
          const checkpoints = yield* CheckpointStore
          const reader = aName("reader")
          const lease = yield* claimed(reader, { start: at(10) })
          for (const [position, found] of [
            [9, 10],
            [20, 20],
            [19, 20],
            [20, 20],
            [0, 20]
          ] as const) {
            yield* checkpoints.advance(lease, at(position))
            assert.strictEqual<number>((yield* onlyShare(reader)).position, found)
          }
          yield* raced(8, (index) => checkpoints.advance(lease, at(100 + index)))
          assert.strictEqual<number>((yield* onlyShare(reader)).position, 107)
        })
      )

      it.effect("gives the share of a silent process to another, and refuses the first from then on", () =>
        Effect.gen(function* () {
          const checkpoints = yield* CheckpointStore
          const reader = aName("reader")
          const silent = yield* claimed(reader, { lease: Duration.millis(300) })
          yield* checkpoints.advance(silent, at(10))

          const heir = yield* takenOver(reader)

          assert.strictEqual<number>(heir.position, 10)
          yield* isLost(silent)
          yield* checkpoints.release(silent)
          assert.deepStrictEqual(yield* claim(reader), Option.none(), "what was lost cannot be given back")
          assert.strictEqual<number>((yield* onlyShare(reader)).position, 10)
          yield* checkpoints.advance(heir, at(11))
          assert.strictEqual<number>((yield* onlyShare(reader)).position, 11)
        })
      )

      it.effect("takes what was done after the lease had ended when nobody else has the share", () =>
        Effect.gen(function* () {
          const checkpoints = yield* CheckpointStore
          const reader = aName("reader")
          const late = yield* claimed(reader, { lease: Duration.millis(50) })
          yield* eventually(onlyShare(reader), (share) => share.leasedUntil === null)

          yield* checkpoints.advance(late, at(10))

          assert.strictEqual<number>((yield* onlyShare(reader)).position, 10)
        })
      )

      it.effect("keeps the lease for its full length again with every advance", () =>
        Effect.gen(function* () {
          const checkpoints = yield* CheckpointStore
          const [reader, length] = [aName("reader"), Duration.minutes(10)]
          const lease = yield* claimed(reader, { lease: length })
          let before = (yield* onlyShare(reader)).leasedUntil ?? assert.fail("nobody has the share")
          for (const position of [10, 10, 3]) {
            const { leasedUntil, updatedAt } = yield* eventually(
              Effect.andThen(checkpoints.advance(lease, at(position)), onlyShare(reader)),
              (share) => share.leasedUntil !== null && share.leasedUntil > before
            )
            if (leasedUntil === null) return assert.fail("nobody has the share")

            assert.isAbove(millisBetween(before, leasedUntil), 0)
            assert.approximately(millisBetween(updatedAt, leasedUntil), Duration.toMillis(length), 1)
            before = leasedUntil
          }
        })
      )

      it.effect("ends a claim that is given back", () =>
        Effect.gen(function* () {
          const checkpoints = yield* CheckpointStore
          const reader = aName("reader")
          const first = yield* claimed(reader)
          yield* checkpoints.release(first)
          yield* checkpoints.release(first)

          yield* isLost(first)
          const second = yield* claimed(reader)
          yield* checkpoints.release(first)

          assert.deepStrictEqual(yield* claim(reader), Option.none())
          yield* checkpoints.advance(second, at(1))
        })
      )

      it.effect("lists every share with how far it is and whether it is read, by reader and share", () =>
        Effect.gen(function* () {
          const checkpoints = yield* CheckpointStore
          const name = aName("reader")
          const readers = [`${name} b`, `${name} B`, `${name} a`]
          for (const reader of readers)
            for (const partition of [10, 2, 0])
              yield* checkpoints.advance(yield* claimed(reader, { partition }), at(partition + 5))
          yield* checkpoints.release(yield* claimed(readers[0]!, { partition: 1 }))

          const listed = (yield* checkpoints.list).filter(({ reader }) => reader.startsWith(name))

          assert.deepStrictEqual(
            listed.map(({ reader, partition, position, leasedUntil }) => [
              reader.slice(-1),
              partition,
              position as number,
              leasedUntil !== null
            ]),
            [
              ["B", 0, 5, true],
              ["B", 2, 7, true],
              ["B", 10, 15, true],
              ["a", 0, 5, true],
              ["a", 2, 7, true],
              ["a", 10, 15, true],
              ["b", 0, 5, true],
              ["b", 1, 0, false],
              ["b", 2, 7, true],
              ["b", 10, 15, true]
            ]
          )
        })
      )

      it.effect("forgets every share of a reader, whoever has it, and of no other", () =>
        Effect.gen(function* () {
          const checkpoints = yield* CheckpointStore
          const [reader, other] = [aName("reader"), aName("reader")]
          const [first, second] = [yield* claimed(reader), yield* claimed(reader, { partition: 1 })]
          yield* checkpoints.advance(first, at(10))
          yield* checkpoints.advance(yield* claimed(other), at(10))

          yield* checkpoints.forget(reader)
          yield* checkpoints.forget(reader)

          assert.deepStrictEqual(yield* shares(reader), [])
          yield* isLost(first)
          yield* checkpoints.release(second)
          assert.deepStrictEqual(yield* shares(reader), [])
          assert.strictEqual<number>((yield* claimed(reader, { start: at(4) })).position, 4)
          yield* isLost(first)
          assert.strictEqual<number>((yield* onlyShare(other)).position, 10)
        })
      )
    }
  )
