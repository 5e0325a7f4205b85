import { assert, describe, it } from "@effect/vitest"
import { ProjectId } from "@layercake/core/project/Project"
import { JobId, JobQueue, type NewJob, type Tier, tiers } from "@layercake/core/store/JobQueue"
import { Queue } from "bullmq"
import { Context, Duration, Effect, Exit, Fiber, Layer, Redacted, Schedule } from "effect"
import { inspect } from "node:util"
import * as RedisJobQueue from "../src/RedisJobQueue.ts"
import * as RedisProcess from "./RedisProcess.ts"

const job = (name: string, tier: Tier = "medium"): NewJob => ({
  id: JobId.make(name),
  tier,
  project: ProjectId.make("sample"),
  kind: "sample",
  payload: { name }
})

/** A queue as a process of its own would have it. */
const queueOn = ({ url }: RedisProcess.RedisProcess, lease = Duration.seconds(30)) =>
  Effect.map(Layer.build(RedisJobQueue.layer({ url, lease })), Context.get(JobQueue))

/** As a worker does it: again and again, until Redis is back. */
const patiently = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.orDie(Effect.retry(effect, { schedule: Schedule.spaced("20 millis"), times: 1000 }))

const title = RedisProcess.isInstalled ? "RedisJobQueue" : `RedisJobQueue: ${RedisProcess.notInstalled}`

describe.skipIf(!RedisProcess.isInstalled)(title, () => {
  it.live("refuses a server that throws keys away, and says what to change", () =>
    Effect.gen(function* () {
      const redis = yield* RedisProcess.started({ arguments: ["--maxmemory-policy", "allkeys-lru"] })

      const error = yield* Effect.flip(queueOn(redis))

      assert.deepInclude(error, { _tag: "RedisUnfit", setting: "maxmemory-policy", found: "allkeys-lru" })
      assert.include(error.message, "noeviction")
    })
  )

  it.live("says that Redis is not there, and does not say the password", () =>
    Effect.gen(function* () {
      const redis = yield* RedisProcess.started({ arguments: ["--requirepass", "right-secret"] })
      const at = (url: string) => Effect.flip(Layer.build(RedisJobQueue.layer({ url: Redacted.make(url) })))

      const refused = yield* at(`redis://:wrong-secret@127.0.0.1:${redis.port}`)
      yield* redis.kill
      const absent = yield* at(`redis://:right-secret@127.0.0.1:${redis.port}`)
      const strange = yield* at("http://:some-secret@example.org")

      assert.deepStrictEqual(
        [refused, absent, strange].map(({ _tag }) => _tag),
        ["StoreUnavailable", "StoreUnavailable", "RedisUnfit"]
      )
      assert.include(absent.message, "ECONNREFUSED")
      assert.notInclude(inspect([refused, absent, strange], { depth: null }), "secret")
    })
  )

  it.live("loses nothing that was acknowledged when Redis is killed, and goes on when it is back", () =>
    Effect.gen(function* () {
      const redis = yield* RedisProcess.started()
      const queue = yield* queueOn(redis, Duration.seconds(1))
      const acknowledged = new Set<string>()
      const done = new Set<string>()
      const failures = { enqueue: 0, take: 0 }
      const produce = Effect.forEach(
        Array.from({ length: 300 }, (_, index) => `job ${index}`),
        (name) =>
          patiently(
            Effect.tapError(queue.enqueue([job(name)]), () => Effect.sync(() => failures.enqueue++))
          ).pipe(Effect.andThen(Effect.sync(() => acknowledged.add(name))))
      )
      const work = queue.take("medium").pipe(
        Effect.tapError(() => Effect.sync(() => failures.take++)),
        patiently,
        Effect.tap((taken) =>
          Effect.ignore(
            Effect.andThen(
              queue.complete(taken),
              Effect.sync(() => done.add(taken.id))
            )
          )
        ),
        Effect.forever
      )
      yield* Effect.forEach([1, 2, 3], () => Effect.forkScoped(work))
      const producing = yield* Effect.forkScoped(produce)

      for (const count of [50, 150, 250]) {
        yield* Effect.repeat(Effect.yieldNow, { until: () => acknowledged.size >= count })
        yield* redis.kill
        const before = failures.enqueue + failures.take
        yield* Effect.repeat(Effect.sleep("1 millis"), {
          until: () => failures.enqueue + failures.take > before
        })
        yield* redis.start
      }
      yield* Fiber.join(producing)
      const left = yield* Effect.repeat(patiently(queue.list()), {
        until: (jobs) => jobs.length === 0,
        schedule: Schedule.spaced("50 millis")
      })

      assert.deepStrictEqual(left, [])
      assert.strictEqual(acknowledged.size, 300)
      // Whose completion was done but not answered is done as well.
      assert.isAtLeast(done.size, 290)
    })
  )

  it.live("wakes a worker in another process, and gives each job to one", () =>
    Effect.gen(function* () {
      const redis = yield* RedisProcess.started()
      const [one, two, three] = [yield* queueOn(redis), yield* queueOn(redis), yield* queueOn(redis)]
      const takers = yield* Effect.forEach([one, two, one, two], (queue) =>
        Effect.forkScoped(queue.take("high"), { startImmediately: true })
      )

      yield* three.enqueue(["a", "b", "c", "d"].map((name) => job(name, "high")))

      const taken = yield* Effect.forEach(takers, Fiber.join)
      assert.sameMembers(
        taken.map(({ id }) => String(id)),
        ["a", "b", "c", "d"]
      )
      assert.strictEqual(new Set(taken.map(({ id, lease }) => `${id} ${lease}`)).size, 4)
    })
  )

  it.live("keeps a wake-up for others when whoever waited here went away", () =>
    Effect.gen(function* () {
      const redis = yield* RedisProcess.started()
      const [one, two] = [yield* queueOn(redis), yield* queueOn(redis)]
      const gone = yield* Effect.forkScoped(one.take("high"), { startImmediately: true })
      // Its connection waits the longest, so it is served first.
      yield* redis.blocks(1)
      yield* Fiber.interrupt(gone)
      const other = yield* Effect.forkScoped(two.take("high"), { startImmediately: true })
      yield* redis.blocks(2)

      yield* one.enqueue([job("a", "high")])

      const taken = yield* Effect.timeout(Fiber.join(other), "2 seconds")
      assert.deepInclude(taken, { id: JobId.make("a"), attempt: 1 })
    })
  )

  it.live("keeps an id in one tier when several ask for it at once", () =>
    Effect.gen(function* () {
      const redis = yield* RedisProcess.started()
      const queues = [yield* queueOn(redis), yield* queueOn(redis)]

      yield* Effect.forEach(
        queues.flatMap((queue) =>
          tiers.map((tier) => queue.enqueue([job("same", tier), job("same", "medium")]))
        ),
        (enqueued) => enqueued,
        { concurrency: "unbounded" }
      )

      assert.strictEqual((yield* queues[0]!.list()).length, 1)
    })
  )

  it.live("sets aside a job that something else put there, and goes on with the next", () =>
    Effect.gen(function* () {
      const redis = yield* RedisProcess.started()
      const queue = yield* queueOn(redis)
      const foreign = yield* Effect.acquireRelease(
        Effect.sync(
          () =>
            new Queue("medium", {
              prefix: "{layercake}",
              connection: { host: "127.0.0.1", port: redis.port }
            })
        ),
        (open) => Effect.promise(() => open.close())
      )
      yield* Effect.promise(() => foreign.add("strange", { not: "ours" }))
      yield* queue.enqueue([job("ours")])

      const taken = yield* queue.take("medium")

      assert.strictEqual(taken.id, "ours")
      assert.deepInclude((yield* queue.stats)[2], { tier: "medium", dead: 1, running: 1, waiting: 0 })
      assert.deepStrictEqual(
        (yield* queue.list()).map(({ id }) => String(id)),
        ["ours"]
      )
    })
  )

  it.live(
    "gives back what was claimed for a worker that went away meanwhile, as if it had not been taken",
    () =>
      Effect.gen(function* () {
        const redis = yield* RedisProcess.started()
        const queue = yield* queueOn(redis)
        yield* queue.enqueue([job("first", "low")])
        yield* queue.complete(yield* queue.take("low"))
        const names = Array.from({ length: 40 }, (_, index) => `job ${index}`)
        yield* queue.enqueue(names.map((name) => job(name, "low")))

        const had: Array<string> = []
        for (const index of names.keys()) {
          const taking = yield* Effect.forkChild(queue.take("low"), { startImmediately: true })
          yield* Effect.repeat(Effect.yieldNow, { times: index % 8 })
          yield* Fiber.interrupt(taking)
          // One that was faster than the interruption has the job.
          const exit = yield* Fiber.await(taking)
          if (Exit.isSuccess(exit)) {
            had.push(exit.value.id)
            yield* queue.complete(exit.value)
          }
        }

        const left = yield* Effect.repeat(queue.list(), {
          until: (jobs) => jobs.every(({ state }) => state === "waiting"),
          schedule: Schedule.spaced("20 millis"),
          times: 100
        })
        const taken = yield* Effect.forEach(left, () => queue.take("low"))
        assert.sameMembers([...had, ...taken.map(({ id }) => String(id))], names)
        assert.isTrue(taken.every(({ attempt }) => attempt === 1))
      })
  )
})
