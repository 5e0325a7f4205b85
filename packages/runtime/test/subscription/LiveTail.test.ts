/**
 * Following the log together: each follower has what it would have read by itself, however fast it is, and the store is
 * asked once for all.
 */
import { assert, describe, it } from "@effect/vitest"
import { contentOf, erased, referenceTo } from "@layercake/core/event/PersonalText"
import { BlobStore } from "@layercake/core/store/BlobStore"
import { bytesOf } from "@layercake/core/store/BlobText"
import { EventStore, Position, type StoredEvent } from "@layercake/core/store/EventStore"
import { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import * as MemoryStore from "@layercake/memory/MemoryStore"
import { Deferred, Effect, Exit, Fiber, Layer, Stream } from "effect"
import { Digest, SecureRandom } from "effect/crypto"
import { TestClock } from "effect/testing"
import * as PersonalTexts from "../../src/store/PersonalTexts.ts"
import { type FollowOptions, layerWith, LiveTail } from "../../src/subscription/LiveTail.ts"
import type { LiveLimits } from "../../src/subscription/LiveRing.ts"
import { append, eventOf, projectId, randomOf } from "../projection/SampleLog.ts"

const noted = () => eventOf("NoteAdded", randomOf(1))
const notes = (count: number) => Array.from({ length: count }, noted)
const positionsOf = (events: ReadonlyArray<StoredEvent>) => events.map(({ position }) => position)

/** What was asked of the store. */
interface Asked {
  /** Events after which nothing is readable without an end of the range: others come between them later. */
  early?: Position
  subscribed: number
  following: number
  read: number
  breaks?: Deferred.Deferred<never, StoreUnavailable>
}

const world = (asked: Asked, limits: LiveLimits = { events: 8, bytes: 100_000 }) =>
  layerWith(limits).pipe(
    Layer.provideMerge(PersonalTexts.layer),
    Layer.provide(Layer.mergeAll(Digest.layerWebCrypto, SecureRandom.layerWebCrypto)),
    Layer.provideMerge(
      Layer.effect(
        EventStore,
        Effect.map(EventStore, (store) => ({
          ...store,
          readAll: (options) => {
            asked.read += 1
            return asked.early === undefined || options?.to !== undefined
              ? store.readAll(options)
              : store.readAll({ ...options, after: asked.early })
          },
          subscribe: (options) =>
            Stream.unwrap(
              Effect.gen(function* () {
                asked.subscribed += 1
                asked.following += 1
                yield* Effect.addFinalizer(() => Effect.sync(() => void (asked.following -= 1)))
                const { breaks } = asked
                const events = store.subscribe(options)
                return breaks === undefined ? events : Stream.interruptWhen(events, Deferred.await(breaks))
              })
            )
        }))
      )
    ),
    Layer.provideMerge(MemoryStore.layer)
  )

const none = (): Asked => ({ subscribed: 0, following: 0, read: 0 })

/** Whatever can run does so. */
const quiet = Effect.repeat(Effect.yieldNow, { times: 300 })

/** Takes each event with so many pauses. */
const following = Effect.fnUntraced(function* (options: FollowOptions = {}, pauses = () => 0) {
  const tail = yield* LiveTail
  const seen: Array<StoredEvent> = []
  const fiber = yield* tail.follow(options).pipe(
    Stream.rechunk(1),
    Stream.runForEach((event) => {
      seen.push(event)
      return Effect.repeat(Effect.yieldNow, { times: pauses() })
    }),
    Effect.forkScoped
  )
  return { seen, fiber, options }
})

const readBy = ({ after, stream }: FollowOptions) =>
  Effect.flatMap(EventStore, (store) =>
    Stream.runCollect(
      store.readAll({ after: after ?? Position.make(0), ...(stream === undefined ? {} : { stream }) })
    )
  )

describe("following the log", () => {
  it.effect("gives each follower what it would have read by itself, in any order of what happens", () =>
    Effect.forEach(
      Array.from({ length: 20 }, (_, seed) => seed),
      (seed) => {
        const asked = none()
        return Effect.gen(function* () {
          const random = randomOf(seed)
          const followers: Array<Effect.Success<ReturnType<typeof following>>> = []
          const stopped = new Set<(typeof followers)[number]>()
          let head = 0
          for (let turn = 0; turn < 60; turn += 1) {
            const chosen = random(10)
            if (chosen < 6) {
              const { positions } = yield* append(projectId(random(3)), notes(1 + random(6)))
              head = positions.at(-1)!
            } else if (chosen < 9) {
              const after = random(3) === 0 ? {} : { after: Position.make(random(head + 1)) }
              const stream = random(2) === 0 ? {} : { stream: projectId(random(3)) }
              const most = [0, 3, 30][random(3)]!
              followers.push(yield* following({ ...after, ...stream }, () => random(most + 1)))
            } else {
              const one = followers[random(followers.length)]
              if (one !== undefined) {
                stopped.add(one)
                yield* Fiber.interrupt(one.fiber)
              }
            }
            yield* Effect.repeat(Effect.yieldNow, { times: random(12) })
          }
          for (const follower of followers) {
            const wanted = positionsOf(yield* readBy(follower.options))
            for (let wait = 0; wait < 50 && !stopped.has(follower); wait += 1)
              if (follower.seen.length < wanted.length) yield* quiet
            const seen = positionsOf(follower.seen)
            assert.deepStrictEqual(
              seen,
              stopped.has(follower) ? wanted.slice(0, seen.length) : wanted,
              `seed ${seed}`
            )
          }
        }).pipe(Effect.scoped, Effect.provide(world(asked)))
      },
      { discard: true }
    )
  )

  it.effect("asks the store once, however many follow, and only while somebody does", () => {
    const asked = none()
    return Effect.gen(function* () {
      yield* append(projectId(1), notes(3))
      const all = yield* Effect.forEach(Array.from({ length: 50 }), () =>
        following({ after: Position.make(3), stream: projectId(1) })
      )
      yield* quiet
      for (let round = 0; round < 5; round += 1) {
        yield* append(projectId(round % 2), notes(1))
        yield* quiet
      }
      for (const { seen } of all) assert.lengthOf(seen, 2)
      assert.deepStrictEqual(asked, { subscribed: 1, following: 1, read: 0 })
      yield* Effect.forEach(all, ({ fiber }) => Fiber.interrupt(fiber))
      assert.strictEqual(asked.following, 0)
      yield* following({ after: Position.make(7) })
      yield* quiet
      assert.strictEqual(asked.subscribed, 2)
    }).pipe(Effect.scoped, Effect.provide(world(asked)))
  })

  it.effect("lets those whose project is quiet sleep, and asks the store nothing when they wake", () => {
    const asked = none()
    return Effect.gen(function* () {
      const { seen } = yield* following({ stream: projectId(1), after: Position.make(0) })
      yield* quiet
      for (let round = 0; round < 10; round += 1) {
        yield* append(projectId(2), notes(5))
        yield* quiet
      }
      yield* append(projectId(1), notes(1))
      yield* quiet
      assert.deepStrictEqual(positionsOf(seen), [Position.make(51)])
      assert.strictEqual(asked.read, 0)
    }).pipe(Effect.scoped, Effect.provide(world(asked)))
  })

  it.effect("reads by itself what is no longer kept, also where one event is more than may be", () =>
    Effect.forEach(
      [
        { events: 2, bytes: 100_000 },
        { events: 100, bytes: 1 }
      ],
      (limits) => {
        const asked = none()
        return Effect.gen(function* () {
          const go = yield* Deferred.make<void>()
          const tail = yield* LiveTail
          const seen: Array<StoredEvent> = []
          yield* tail.follow().pipe(
            Stream.rechunk(1),
            Stream.runForEach((event) => {
              seen.push(event)
              return Deferred.await(go)
            }),
            Effect.forkScoped
          )
          yield* quiet
          yield* append(projectId(1), notes(1))
          yield* quiet
          yield* append(projectId(1), notes(20))
          yield* quiet
          const { read } = asked
          yield* Deferred.succeed(go, undefined)
          yield* quiet
          assert.lengthOf(seen, 21)
          assert.isAbove(asked.read, read)
        }).pipe(Effect.scoped, Effect.provide(world(asked, limits)))
      },
      { discard: true }
    )
  )

  it.effect("hands on a page at a time, however much came meanwhile", () =>
    Effect.gen(function* () {
      const go = yield* Deferred.make<void>()
      const tail = yield* LiveTail
      const pages: Array<ReadonlyArray<number>> = []
      yield* tail.follow({ stream: projectId(1) }).pipe(
        Stream.runForEachArray((events) => {
          pages.push(positionsOf(events))
          return Deferred.await(go)
        }),
        Effect.forkScoped
      )
      yield* quiet
      yield* append(projectId(1), notes(1))
      yield* quiet
      yield* append(projectId(1), notes(600))
      yield* quiet
      yield* Deferred.succeed(go, undefined)
      yield* quiet
      assert.deepStrictEqual(
        pages.flat(),
        Array.from({ length: 601 }, (_, index) => index + 1)
      )
      assert.isAtMost(Math.max(...pages.map((page) => page.length)), 256)
    }).pipe(Effect.scoped, Effect.provide(world(none(), { events: 1000, bytes: 1_000_000 })))
  )

  it.effect("misses none that comes to lie before what can be read already", () => {
    const asked = none()
    return Effect.gen(function* () {
      yield* append(projectId(1), notes(5))
      asked.early = Position.make(4)
      const { seen } = yield* following()
      yield* quiet
      yield* append(projectId(1), notes(1))
      yield* quiet
      assert.deepStrictEqual(positionsOf(seen), [1, 2, 3, 4, 5, 6])
    }).pipe(Effect.scoped, Effect.provide(world(asked)))
  })

  it.effect("gives nothing up to a position that is still to come", () =>
    Effect.gen(function* () {
      const { seen } = yield* following({ after: Position.make(4) })
      yield* quiet
      yield* append(projectId(1), notes(3))
      yield* quiet
      yield* append(projectId(1), notes(3))
      yield* quiet
      assert.deepStrictEqual(positionsOf(seen), [Position.make(5), Position.make(6)])
    }).pipe(Effect.scoped, Effect.provide(world(none())))
  )

  it.effect("fails for all when the store does, and begins anew for those who come back", () => {
    const asked = none()
    const broken = new StoreUnavailable({ operation: "subscribe", cause: new Error("not now") })
    return Effect.gen(function* () {
      asked.breaks = yield* Deferred.make<never, StoreUnavailable>()
      const [one, other] = [yield* following(), yield* following({ stream: projectId(1) })]
      yield* append(projectId(1), notes(1))
      // Whoever has not taken what it has does not know yet.
      const tail = yield* LiveTail
      yield* Effect.forkScoped(Stream.runForEach(tail.follow(), () => Effect.never))
      yield* quiet
      yield* Deferred.fail(asked.breaks, broken)
      for (const { fiber } of [one, other])
        assert.deepStrictEqual(yield* Fiber.await(fiber), Exit.fail(broken))
      delete asked.breaks
      const { seen } = yield* following()
      yield* quiet
      yield* append(projectId(1), notes(2))
      yield* quiet
      assert.lengthOf(seen, 3)
      assert.strictEqual(asked.following, 1)
    }).pipe(Effect.scoped, Effect.provide(world(asked)))
  })

  it.effect("shows what people typed, and no longer than it is there", () => {
    const text = "a word in confidence"
    return Effect.gen(function* () {
      const blobs = yield* BlobStore
      const kept = yield* blobs.put(bytesOf(contentOf({ person: "ada", salt: "0".repeat(32), text })))
      const before = yield* following()
      yield* quiet
      yield* append(projectId(1), [{ ...noted(), data: { text: referenceTo(kept) } }])
      yield* quiet
      assert.deepStrictEqual(before.seen[0]?.data, { text })
      yield* blobs.remove(kept)
      yield* TestClock.adjust("2 seconds")
      const after = yield* following()
      yield* quiet
      assert.deepStrictEqual(after.seen[0]?.data, { text: erased })
    }).pipe(Effect.scoped, Effect.provide(world(none())))
  })
})
