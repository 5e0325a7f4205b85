/**
 * Ours: `JobQueue` through its port, with as many takers as workers have.
 */
import { ProjectId } from "@layercake/core/project/Project"
import { JobId, type JobQueue, type NewJob, type Tier, tiers } from "@layercake/core/store/JobQueue"
import { Deferred, Effect } from "effect"
import { failsAs, timed } from "./Bench.ts"
import { fillBatch, makePickUps, type QueueContender } from "./QueueContender.ts"

/** Jobs that are done at once, in each tier, while draining. */
const concurrency = 500
/** The default of `Workers`. */
const idleWorkers = { critical: 5, high: 3, medium: 2, low: 1 } as const

/** Jobs of so many projects, so that taking turns between them is part of the price. */
const projects = 20

let serial = 0
const jobOf = (index: number): NewJob => {
  const project = ProjectId.make(`p-${index % projects}`)
  return {
    id: JobId.make(`${project}/run-agent/G1/step/${++serial}`),
    tier: tiers[index % tiers.length]!,
    project,
    kind: "run-agent",
    payload: { gate: "G1", step: "step", attempt: serial, note: "x".repeat(120) }
  }
}

export const contenderOf = (queue: JobQueue["Service"]): QueueContender => ({
  drain: Effect.fnUntraced(function* (jobs) {
    for (let from = 0; from < jobs; from += fillBatch)
      yield* queue.enqueue(
        Array.from({ length: Math.min(fillBatch, jobs - from) }, (_, index) => jobOf(from + index))
      )
    const empty = yield* Deferred.make<void>()
    let left = jobs
    const taker = (tier: Tier) =>
      Effect.gen(function* () {
        yield* queue.complete(yield* queue.take(tier))
        left -= 1
        if (left === 0) yield* Deferred.succeed(empty, undefined)
      }).pipe(Effect.forever)
    const takers = tiers.flatMap((tier) => Array.from({ length: concurrency }, () => taker(tier)))
    const millis = yield* timed(
      Effect.raceFirst(Deferred.await(empty), Effect.all(takers, { concurrency: "unbounded", discard: true }))
    )
    return (jobs / millis) * 1000
  }, failsAs("drain")),

  pickUp: Effect.fnUntraced(function* (jobs) {
    const { measure, picked } = makePickUps()
    const worker = (tier: Tier) =>
      Effect.gen(function* () {
        const job = yield* queue.take(tier)
        picked()
        yield* queue.complete(job)
      }).pipe(Effect.forever)
    const workers = tiers.flatMap((tier) => Array.from({ length: idleWorkers[tier] }, () => worker(tier)))
    return yield* Effect.raceFirst(
      measure(jobs, (index) => queue.enqueue([jobOf(index)])),
      Effect.all(workers, { concurrency: "unbounded", discard: true }).pipe(Effect.andThen(Effect.never))
    )
  }, failsAs("pickUp"))
})
