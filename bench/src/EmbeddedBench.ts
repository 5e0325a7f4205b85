/**
 * What one person with the embedded database feels: how long an append takes, how long a start takes, and whether
 * anything stops while the database works.
 */
import { PgClient } from "@effect/sql-pg/PgClient"
import { Context, Effect, Fiber } from "effect"
import { Bench, failsAs, timed } from "./Bench.ts"
import { below, percentile } from "./Figure.ts"
import * as LayercakeLog from "./LayercakeLog.ts"
import * as LocalServer from "./LocalServer.ts"
import * as Place from "./Place.ts"
import { freshStream } from "./SampleAppend.ts"

const latency = { median: "log.pglite.append.p50", tail: "log.pglite.append.p95" }
const start = { first: "log.pglite.start.first", again: "log.pglite.start.again" }
const timers = "log.pglite.timer-delay.3-s-query"

export const run = Effect.gen(function* () {
  const bench = yield* Bench
  if (bench.wants(latency.median, latency.tail, timers)) yield* answering
  if (bench.wants(start.first, start.again)) yield* starting
}).pipe(failsAs("the embedded database"))

const answering = Effect.gen(function* () {
  const bench = yield* Bench
  const stores = yield* Place.embedded.open
  const log = LayercakeLog.contenderOf(stores)
  const medians: Array<number> = []
  const tails: Array<number> = []
  const appends = Effect.gen(function* () {
    const stream = freshStream()
    const taken: Array<number> = []
    for (let version = 0; version < bench.scaled(500); version += 1)
      taken.push(yield* timed(log.append(stream, version, 1)))
    return taken
  })
  if (bench.wants(latency.median, latency.tail)) {
    yield* appends
    for (let run = 0; run < bench.runs; run += 1) {
      const taken = yield* appends
      medians.push(percentile(taken, 0.5))
      tails.push(percentile(taken, 0.95))
      yield* bench.progress(
        `${latency.tail} ${run + 1}/${bench.runs}: ${tails.at(-1)?.toFixed(2)} ms, p50 ${medians.at(-1)?.toFixed(2)} ms`
      )
    }
    yield* bench.report({ bench: latency.median, unit: "ms", ours: medians })
    yield* bench.report({ bench: latency.tail, unit: "ms", ours: tails, target: below(5) })
  }
  if (!bench.wants(timers)) return
  const delays: Array<number> = []
  for (let run = 0; run < bench.runs; run += 1) {
    delays.push(yield* longestDelayDuring(busy(Context.get(stores, PgClient), bench.scaled(3000))))
    yield* bench.progress(`${timers} ${run + 1}/${bench.runs}: ${delays.at(-1)?.toFixed(1)} ms`)
  }
  yield* bench.report({ bench: timers, unit: "ms", ours: delays, target: below(50) })
}).pipe(Effect.scoped)

/** One statement that computes for so long. */
const busy = (sql: PgClient, millis: number) =>
  sql
    .unsafe(
      `do $$ begin while clock_timestamp() < statement_timestamp() + interval '${millis} milliseconds' loop end loop; end $$`
    )
    .pipe(failsAs(timers))

/** How much later than asked for, at worst, a timer of ten milliseconds fired. */
const longestDelayDuring = Effect.fnUntraced(function* <A, E>(effect: Effect.Effect<A, E>) {
  let longest = 0
  const ticking = yield* Effect.forkChild(
    timed(Effect.sleep(10)).pipe(
      Effect.tap((took) =>
        Effect.sync(() => {
          longest = Math.max(longest, took - 10)
        })
      ),
      Effect.forever
    ),
    { startImmediately: true }
  )
  yield* effect
  // One more tick, which is late when the last one was held up.
  yield* Effect.sleep(20)
  yield* Fiber.interrupt(ticking)
  return longest
})

const starting = Effect.gen(function* () {
  const bench = yield* Bench
  const opened = (directory: string) => Effect.scoped(timed(Place.embeddedAt(directory)))
  const firsts: Array<number> = []
  const agains: Array<number> = []
  for (let run = 0; run < bench.runs; run += 1) {
    const directory = yield* LocalServer.folder("pglite-start")
    firsts.push(yield* opened(directory))
    agains.push(yield* opened(directory))
    yield* bench.progress(
      `${start.first} ${run + 1}/${bench.runs}: ${firsts.at(-1)?.toFixed(0)} ms, again ${agains.at(-1)?.toFixed(0)} ms`
    )
  }
  yield* bench.report({ bench: start.first, unit: "ms", ours: firsts })
  yield* bench.report({ bench: start.again, unit: "ms", ours: agains })
}).pipe(Effect.scoped)
