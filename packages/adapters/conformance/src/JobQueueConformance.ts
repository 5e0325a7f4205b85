/**
 * The behaviour every `JobQueue` adapter must show. Runs on the real clock: the queue may live outside this process.
 */
import { assert, layer as withLayer } from "@effect/vitest"
import type { EventStore } from "@layercake/core/store/EventStore"
import type { JobQueue } from "@layercake/core/store/JobQueue"
import { Effect, Fiber, type Layer, Schedule } from "effect"
import { controls } from "./JobControlConformance.ts"
import { emptied, refusesAll } from "./JobSample.ts"
import { settles } from "./JobSettleConformance.ts"
import { comesWithAppends } from "./JobArrivalConformance.ts"
import { takesTurns } from "./JobTurnConformance.ts"
import { shows } from "./JobViewConformance.ts"
import { takes } from "./JobTakeConformance.ts"
import { aJob } from "./StoreSample.ts"

export const suite = <E>(name: string, layer: Layer.Layer<JobQueue | EventStore, E>) =>
  withLayer(layer, { excludeTestServices: true, timeout: "60 seconds" })(`JobQueue (${name})`, (it) => {
    takes(it)
    comesWithAppends(it)
    takesTurns(it)
    settles(it)
    controls(it)
    shows(it)
  })

/** For a layer whose leases last one second. */
export const leaseSuite = <E>(name: string, layer: Layer.Layer<JobQueue, E>) =>
  withLayer(layer, { excludeTestServices: true, timeout: "60 seconds" })(
    `JobQueue leases (${name})`,
    (it) => {
      it.effect("gives the job of a silent worker to another", () =>
        Effect.gen(function* () {
          const queue = yield* emptied
          const job = aJob()
          yield* queue.enqueue([job])
          const silent = yield* queue.take("medium")

          const other = yield* queue.take("medium")

          assert.deepInclude(other, { id: job.id, attempt: 2 })
          yield* refusesAll(queue, silent)
          yield* queue.complete(other)
        })
      )

      it.effect("leaves the job to a worker that keeps its lease", () =>
        Effect.gen(function* () {
          const queue = yield* emptied
          yield* queue.enqueue([aJob()])
          const job = yield* queue.take("medium")
          const other = yield* Effect.forkChild(queue.take("medium"), { startImmediately: true })

          yield* Effect.repeat(queue.heartbeat(job), { times: 9, schedule: Schedule.spaced("200 millis") })

          assert.isUndefined(other.pollUnsafe())
          yield* queue.complete(job)
          yield* Fiber.interrupt(other)
        })
      )
    }
  )
