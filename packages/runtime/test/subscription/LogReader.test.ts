/**
 * Readers of the log: nothing is missed, nothing is passed over, and one process takes over from another.
 */
import { assert, describe, it } from "@effect/vitest"
import { Timestamp } from "@layercake/core/event/Timestamp"
import { CheckpointStore } from "@layercake/core/store/CheckpointStore"
import { EventStore, Position, type StoredEvent } from "@layercake/core/store/EventStore"
import { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import * as MemoryStore from "@layercake/memory/MemoryStore"
import { Deferred, Duration, Effect, Fiber, Metric, Option, Queue } from "effect"
import { TestClock } from "effect/testing"
import * as LogReader from "../../src/subscription/LogReader.ts"
import { append, eventOf, projectId, randomOf } from "../projection/SampleLog.ts"

const random = randomOf(1)
const opened = () => eventOf("GateOpened", random)
const noted = () => eventOf("NoteAdded", random)
const nameOf = (event: StoredEvent) => `${event.stream}@${event.version}`

/** Whatever can run does so. */
const quiet = Effect.repeat(Effect.yieldNow, { times: 300 })

/** Time goes by, and between its pieces everything that it wakes is done. */
const pass = Effect.fnUntraced(function* (time: Duration.Input) {
  yield* quiet
  for (let piece = 0; piece < 10; piece++) {
    yield* TestClock.adjust(Duration.times(Duration.fromInputUnsafe(time), 0.1))
    yield* quiet
  }
})

/** A reader that tells of every event it handled. */
const reading = Effect.fnUntraced(function* (
  options: Partial<LogReader.LogReaderOptions<StoreUnavailable, never>> = {}
) {
  const seen = yield* Queue.unbounded<StoredEvent>()
  const batches: Array<number> = []
  const handle = (events: ReadonlyArray<StoredEvent>) =>
    Effect.andThen(
      Effect.sync(() => void batches.push(events.length)),
      Queue.offerAll(seen, events)
    )
  const fiber = yield* Effect.forkScoped(
    LogReader.run({ reader: "r", batch: { linger: 0 }, handle, ...options })
  )
  const names = (count: number) => Effect.map(Queue.takeN(seen, count), (events) => events.map(nameOf))
  return { fiber, seen, batches, names }
})

const checkpoint = Effect.map(
  Effect.flatMap(CheckpointStore, (store) => store.list),
  (views) => views.find((view) => view.reader === "r")
)

const fails = new StoreUnavailable({ operation: "handle", cause: new Error("not now") })

describe("a reader of the log", () => {
  it.effect("catches up, then goes on live, in order, and goes on there when it is started again", () =>
    Effect.gen(function* () {
      yield* append(projectId(1), [opened(), noted(), opened()])
      const first = yield* reading({ batch: { rows: 2, linger: 0 } })
      assert.deepStrictEqual(yield* first.names(3), ["project-1@1", "project-1@2", "project-1@3"])
      assert.deepStrictEqual(first.batches, [2, 1])
      yield* append(projectId(2), [noted()])
      assert.deepStrictEqual(yield* first.names(1), ["project-2@1"])
      yield* Fiber.interrupt(first.fiber)
      assert.strictEqual((yield* checkpoint)?.leasedUntil, null)

      yield* append(projectId(1), [noted()])
      const second = yield* reading()
      assert.deepStrictEqual(yield* second.names(1), ["project-1@4"])
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("bounds a batch by bytes, and never gets stuck on an event that is larger", () =>
    Effect.gen(function* () {
      yield* append(projectId(1), [noted(), noted(), noted()])
      const { batches, names } = yield* reading({ batch: { bytes: 1, linger: 0 } })
      yield* names(3)
      assert.deepStrictEqual(batches, [1, 1, 1])
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("begins where it is told to, the first time", () =>
    Effect.gen(function* () {
      yield* append(projectId(1), [opened(), opened()])
      const { names } = yield* reading({ start: Position.make(1) })
      assert.deepStrictEqual(yield* names(1), ["project-1@2"])
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("of a rare type takes note of how far the log is", () =>
    Effect.gen(function* () {
      const { fiber, names } = yield* reading({ types: ["GateOpened"] })
      yield* append(projectId(1), [opened(), noted(), noted()])
      yield* names(1)
      yield* pass("5 seconds")
      yield* append(projectId(1), [noted()])
      yield* pass("5 seconds")
      yield* pass("10 seconds")
      assert.strictEqual((yield* checkpoint)?.position, 4)
      yield* append(projectId(1), [noted()])
      yield* pass("5 seconds")
      yield* Fiber.interrupt(fiber)
      assert.strictEqual((yield* checkpoint)?.position, 5)
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("tries a batch that failed again until it succeeds, and passes nothing over", () =>
    Effect.gen(function* () {
      yield* append(projectId(1), [{ ...opened(), metadata: { ...opened().metadata, at: early } }, opened()])
      yield* TestClock.setTime(Date.parse("1970-01-01T00:01:00.000Z"))
      let tries = 0
      const seen = yield* Queue.unbounded<string>()
      yield* reading({
        handle: (events) =>
          Effect.gen(function* () {
            tries += 1
            if (tries < 4) return yield* fails
            if (tries === 4) return yield* Effect.die("a bug")
            yield* Queue.offerAll(seen, events.map(nameOf))
          })
      })
      yield* pass("50 millis")
      assert.strictEqual(tries, 1)
      assert.strictEqual((yield* checkpoint)?.position, 0)
      assert.strictEqual((yield* value("layercake_reader_lag_millis"))!, 59_000)
      yield* pass("10 seconds")
      assert.deepStrictEqual(yield* Queue.takeN(seen, 2), ["project-1@1", "project-1@2"])
      assert.strictEqual(tries, 5)
      yield* pass("1 millis")
      assert.strictEqual((yield* checkpoint)?.position, 2)
      assert.strictEqual(yield* value("layercake_reader_lag_millis"), 0)
      assert.strictEqual(yield* value("layercake_reader_position"), 2)
    }).pipe(Effect.provide(MemoryStore.layer), Effect.provideService(Metric.MetricRegistry, new Map()))
  )

  it.effect("puts aside what cannot be handled only where it is told to, and handles all else", () =>
    Effect.gen(function* () {
      yield* append(projectId(1), [opened(), noted(), opened()])
      const aside: Array<string> = []
      const handled = yield* Queue.unbounded<string>()
      yield* reading({
        putAside: { attempts: 2, to: (event) => Effect.sync(() => void aside.push(nameOf(event))) },
        handle: (events) =>
          events.some((event) => event.type === "NoteAdded")
            ? Effect.fail(fails)
            : Effect.asVoid(Queue.offerAll(handled, events.map(nameOf)))
      })
      yield* pass("10 seconds")
      assert.deepStrictEqual(yield* Queue.takeN(handled, 2), ["project-1@1", "project-1@3"])
      assert.deepStrictEqual(aside, ["project-1@2"])
      assert.strictEqual((yield* checkpoint)?.position, 3)
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("asks a store again that did not answer", () =>
    Effect.gen(function* () {
      let refusals = 3
      const store = yield* EventStore
      const weak = EventStore.of({
        ...store,
        horizon: Effect.suspend(() =>
          refusals-- > 0
            ? Effect.fail(new StoreUnavailable({ operation: "horizon", cause: new Error("away") }))
            : store.horizon
        )
      })
      yield* append(projectId(1), [opened()])
      const { names } = yield* reading().pipe(Effect.provideService(EventStore, weak))
      yield* pass("20 seconds")
      assert.deepStrictEqual(yield* names(1), ["project-1@1"])
    }).pipe(Effect.provide(MemoryStore.layer))
  )
})

describe("several processes of one reader", () => {
  it.effect("share the log: each event comes to one of them, and each stream in order", () =>
    Effect.gen(function* () {
      for (let version = 1; version <= 5; version++)
        for (let project = 1; project <= 12; project++) yield* append(projectId(project), [opened()])
      const all: Array<StoredEvent> = []
      const handle = (events: ReadonlyArray<StoredEvent>) => Effect.sync(() => void all.push(...events))
      yield* reading({ partitions: 4, handle, batch: { rows: 3, linger: 0 } })
      yield* reading({ partitions: 4, handle, batch: { rows: 3, linger: 0 } })
      yield* pass("1 second")
      assert.strictEqual(all.length, 60)
      for (let project = 1; project <= 12; project++)
        assert.deepStrictEqual(
          all.filter((event) => event.stream === projectId(project)).map((event) => event.version as number),
          [1, 2, 3, 4, 5]
        )
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("take over from one that no longer says anything, and not from one that is slow", () =>
    Effect.gen(function* () {
      yield* append(projectId(1), [opened()])
      const checkpoints = yield* CheckpointStore
      // One that hangs: it has the share and says nothing.
      yield* checkpoints.claim({ reader: "r", partition: 0 }, { lease: minute })
      const begun = yield* Deferred.make<void>()
      let [handled, standing] = [0, 0]
      yield* reading({
        lease: "1 minute",
        handle: () =>
          Effect.andThen(
            Deferred.succeed(begun, undefined),
            Effect.delay(
              Effect.sync(() => void handled++),
              "5 minutes"
            )
          )
      })
      yield* pass("50 seconds")
      assert.isFalse(yield* Deferred.isDone(begun))
      yield* pass("30 seconds")
      assert.isTrue(yield* Deferred.isDone(begun))

      // It renews its lease while it is at work, so nobody else begins.
      yield* reading({ lease: "1 minute", handle: () => Effect.sync(() => void standing++) })
      yield* pass("4 minutes")
      assert.deepStrictEqual([handled, standing], [0, 0])
      yield* pass("2 minutes")
      assert.deepStrictEqual([handled, standing], [1, 0])
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("stop at once when the share was taken from them", () =>
    Effect.gen(function* () {
      yield* append(projectId(1), [opened()])
      const checkpoints = yield* CheckpointStore
      const ended = yield* Deferred.make<void>()
      yield* reading({
        lease: "30 seconds",
        handle: () => Effect.onInterrupt(Effect.never, () => Deferred.succeed(ended, undefined))
      })
      yield* pass("1 second")
      yield* checkpoints.forget("r")
      const other = yield* checkpoints.claim({ reader: "r", partition: 0 }, { lease: minute })
      assert.isTrue(Option.isSome(other))
      yield* pass("10 seconds")
      assert.isTrue(yield* Deferred.isDone(ended))
    }).pipe(Effect.provide(MemoryStore.layer))
  )
})

const early = Timestamp.make("1970-01-01T00:00:01.000Z")
const minute = Duration.minutes(1)

const value = (id: string) =>
  Effect.map(
    Metric.snapshot,
    (metrics) => metrics.find((metric) => metric.id === id)?.state as { readonly value: number } | undefined
  ).pipe(Effect.map((state) => state?.value))
