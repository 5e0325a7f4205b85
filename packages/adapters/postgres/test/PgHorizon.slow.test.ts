import { PgClient } from "@effect/sql-pg/PgClient"
import { assert, describe, it } from "@effect/vitest"
import { anAppend, anEvent, aProject } from "@layercake/conformance/StoreSample"
import { EventStore, type StoredEvent } from "@layercake/core/store/EventStore"
import { Effect, Fiber, Layer, Ref, Stream } from "effect"
import * as PgStore from "../src/PgStore.ts"
import * as PostgresCluster from "./PostgresCluster.ts"

const [writers, each, batch] = [8, 40_000, 20]
const total = writers * each

/** What a live reader of each stream must see: every version, once, in order. */
const follow = (last: Map<string, number>, event: StoredEvent) => {
  const before = last.get(event.stream) ?? 0
  assert.strictEqual<number>(event.version, before + 1, `${event.stream} after ${before}`)
  last.set(event.stream, event.version)
}

/** A cursor on position alone, which takes what is committed now for all that there will ever be. */
const naiveCount = Effect.fnUntraced(function* (ended: Ref.Ref<boolean>) {
  const sql = yield* PgClient
  let [last, count] = [0, 0]
  while (true) {
    const end = yield* Ref.get(ended)
    const rows = yield* sql<{ readonly position: number }>`
      select position::float8 as position from layercake.events
      where position > ${last} order by position limit 1000`
    count += rows.length
    last = rows.at(-1)?.position ?? last
    if (end && rows.length === 0) return count
  }
})

const suite = () =>
  describe("PgHorizon (Postgres 15)", () => {
    it.live(
      "misses none of what eight write at once, where a cursor on position alone misses some",
      () =>
        Effect.gen(function* () {
          const store = yield* EventStore
          const ended = yield* Ref.make(false)
          const seen = new Map<string, number>()
          const live = yield* store.subscribe().pipe(
            Stream.take(total),
            Stream.runForEach((event) => Effect.sync(() => follow(seen, event))),
            Effect.forkChild({ startImmediately: true })
          )
          const naive = yield* Effect.forkChild(naiveCount(ended), { startImmediately: true })

          const streams = Array.from({ length: writers }, aProject)
          yield* Effect.forEach(
            streams,
            (stream) =>
              Effect.repeat(
                Effect.suspend(() =>
                  store.append(
                    anAppend(stream, { events: Array.from({ length: batch }, () => anEvent("Counted")) })
                  )
                ),
                { times: each / batch - 1 }
              ),
            { concurrency: "unbounded" }
          )
          yield* Ref.set(ended, true)
          yield* Fiber.join(live)

          assert.deepStrictEqual(seen, new Map(streams.map((stream) => [stream, each])))
          const counted = yield* Fiber.join(naive)
          yield* Effect.logInfo(`The cursor on position alone missed ${total - counted} of ${total} events`)
          assert.isBelow(counted, total)
        }).pipe(Effect.provide(PgStore.layer.pipe(Layer.provideMerge(PostgresCluster.layer)))),
      240_000
    )
  })

if (PostgresCluster.isInstalled) suite()
else describe("PgHorizon", () => it.skip(`is not tested: ${PostgresCluster.notInstalled}`, () => {}))
