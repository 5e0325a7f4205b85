/**
 * `pnpm bench queue`: how soon an idle worker has a job, and how fast a full queue is emptied, on each store.
 */
import { PgClient } from "@effect/sql-pg/PgClient"
import { JobQueue } from "@layercake/core/store/JobQueue"
import * as RedisJobQueue from "@layercake/redis/RedisJobQueue"
import { Context, Effect, Layer, Redacted } from "effect"
import { Bench, type BenchFailed, failsAs } from "./Bench.ts"
import * as Contest from "./Contest.ts"
import { below, ratioOf } from "./Figure.ts"
import { contenderOf } from "./LayercakeQueue.ts"
import * as BullMqBare from "./BullMqBare.ts"
import * as PgBossBare from "./PgBossBare.ts"
import * as Place from "./Place.ts"
import * as BenchPostgres from "./BenchPostgres.ts"
import type { QueueContender } from "./QueueContender.ts"
import * as BenchRedis from "./BenchRedis.ts"

interface Entrant {
  readonly peer: string
  readonly queue: QueueContender
}

const compare = Effect.fnUntraced(function* (options: {
  readonly store: string
  readonly ours: QueueContender
  readonly pickUpBelow: number
  /** Where it can be woken. */
  readonly pickUpRival?: Entrant
  readonly drainRivals: ReadonlyArray<Entrant>
}) {
  const { store, ours, pickUpRival, drainRivals } = options
  const bench = yield* Bench
  const [picks, jobs] = [bench.scaled(50), bench.scaled(10_000)]
  yield* bench.progress(`queue on ${store}: warming up`)
  // Node goes on getting quicker for some tens of thousands of jobs; workers run for days.
  for (const queue of [ours, ...drainRivals.map((rival) => rival.queue)])
    for (let round = 0; round < 4; round += 1) yield* queue.drain(jobs)
  yield* Contest.hold({
    bench: `queue.pick-up.${store}`,
    unit: "ms",
    ours: ours.pickUp(picks),
    target: below(options.pickUpBelow),
    rivals:
      pickUpRival === undefined ? [] : [{ peer: pickUpRival.peer, measure: pickUpRival.queue.pickUp(picks) }]
  })
  yield* Contest.hold({
    bench: `queue.drain.${store}`,
    unit: "jobs/s",
    ours: ours.drain(jobs),
    rivals: drainRivals.map(({ peer, queue }) => ({ peer, measure: queue.drain(jobs), target: ratioOf(0.8) }))
  })
})

const onPostgres = Effect.gen(function* () {
  const ours = contenderOf(Context.get(yield* Place.onServer.open, JobQueue))
  const { workers, fetching } = yield* PgBossBare.onServer(yield* BenchPostgres.emptyDatabase("pgboss"))
  const drainRivals = [workers, fetching]
  yield* compare({ store: "postgres", ours, pickUpBelow: 10, pickUpRival: workers, drainRivals })
}).pipe(Effect.scoped, failsAs("queue on postgres"))

const onPglite = Effect.gen(function* () {
  // A database of its own for each: there is one session in each.
  const [ours, theirs] = [yield* Place.embedded.open, yield* Place.embedded.open]
  yield* compare({
    store: "pglite",
    ours: contenderOf(Context.get(ours, JobQueue)),
    pickUpBelow: 10,
    drainRivals: [(yield* PgBossBare.onPglite(Context.get(theirs, PgClient))).fetching]
  })
}).pipe(Effect.scoped, failsAs("queue on pglite"))

const onRedis = Effect.gen(function* () {
  const bench = yield* Bench
  const { facts, url } = yield* BenchRedis.BenchRedis
  yield* bench.progress(facts)
  const ours = yield* Layer.build(RedisJobQueue.layer({ url: Redacted.make(url) }))
  const rival = { peer: BullMqBare.peer, queue: yield* BullMqBare.open(url) }
  yield* compare({
    store: "redis",
    ours: contenderOf(Context.get(ours, JobQueue)),
    pickUpBelow: 4,
    pickUpRival: rival,
    drainRivals: [rival]
  })
}).pipe(Effect.scoped)

/** When one of its figures is wanted. */
const onStore = <R>(store: string, part: Effect.Effect<void, BenchFailed, R>) =>
  Effect.gen(function* () {
    const bench = yield* Bench
    if (bench.wants(`queue.pick-up.${store}`, `queue.drain.${store}`)) yield* part
  })

/** `redis`: an address of one's own; a throw-away server when left out. */
export const parts = (redis: string | undefined) => [
  onStore("postgres", onPostgres),
  onStore("pglite", onPglite),
  onStore(
    "redis",
    onRedis.pipe(
      Effect.provide(redis === undefined ? BenchRedis.layer : BenchRedis.layerAt(redis)),
      failsAs("queue on redis")
    )
  )
]
