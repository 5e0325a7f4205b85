/**
 * A `JobQueue` over the memory state. Times come from Effect's clock, so that a test can move them.
 */
import {
  JobQueue,
  type JobView,
  LeaseLost,
  type LeasedJob,
  type NewJob,
  type Tier
} from "@layercake/core/store/JobQueue"
import { Clock, Duration, Effect } from "effect"
import { changed, changeSince, type MemoryJob, type MemoryState } from "./MemoryState.ts"

/** `lease`: how long a job stays with its worker without a heartbeat. */
export const make = (state: MemoryState, lease: Duration.Duration): JobQueue["Service"] => {
  const leaseMillis = Duration.toMillis(lease)

  const take = (tier: Tier): Effect.Effect<LeasedJob> =>
    atOnce((time) => {
      endLeases(state, time)
      const found = oldest(state, tier, time)
      if (found !== undefined) return Effect.succeed(deliver(state, found, time + leaseMillis))
      const wait = nextDue(state, tier) - time
      const change = changeSince(state, state.revision)
      return Effect.andThen(
        wait === Infinity ? change : Effect.raceFirst(change, Effect.sleep(Duration.millis(wait))),
        take(tier)
      )
    })

  /** Changes the job if this delivery is still the one that counts. */
  const settle = (job: LeasedJob, next: (held: MemoryJob, time: number) => MemoryJob | undefined) =>
    atOnce((time) => {
      endLeases(state, time)
      const held = state.jobs.get(job.id)
      if (held?.state !== "running" || held.lease !== job.lease)
        return Effect.fail(new LeaseLost({ job: job.id }))
      const after = next(held, time)
      if (after === undefined) state.jobs.delete(job.id)
      else state.jobs.set(job.id, after)
      changed(state)
      return Effect.void
    })

  return JobQueue.of({
    enqueue: (jobs) =>
      Effect.sync(() => {
        enqueueJobs(state, jobs)
        changed(state)
      }),
    take,
    heartbeat: (job) => settle(job, (held, time) => ({ ...held, due: time + leaseMillis })),
    complete: (job) => settle(job, () => undefined),
    retry: (job, { delay, error }) =>
      settle(job, (held, time) => ({
        ...held,
        state: "waiting",
        due: time + Duration.toMillis(delay),
        error
      })),
    bury: (job, error) => settle(job, (held) => ({ ...held, state: "dead", error })),
    requeue: (id) =>
      Effect.sync(() => {
        const held = state.jobs.get(id)
        if (held?.state !== "dead") return false
        state.jobs.set(id, { ...held, state: "waiting", due: 0 })
        changed(state)
        return true
      }),
    list: atOnce((time) => {
      endLeases(state, time)
      return Effect.succeed(inOrder(state).map((held) => view(held, time)))
    }),
    reclaim: Effect.sync(() => {
      const running = inOrder(state).filter((held) => held.state === "running")
      for (const held of running) release(state, held)
      changed(state)
      return running.length
    })
  })
}

/** One synchronous step, so that nothing comes between looking and changing. */
const atOnce = <A, E>(step: (time: number) => Effect.Effect<A, E>): Effect.Effect<A, E> =>
  Clock.clockWith((clock) => step(clock.currentTimeMillisUnsafe()))

/** Leaves an id that is known already as it is. */
export const enqueueJobs = (state: MemoryState, jobs: ReadonlyArray<NewJob>): void => {
  for (const job of jobs) {
    if (state.jobs.has(job.id)) continue
    state.jobs.set(job.id, {
      job,
      order: ++state.serial,
      state: "waiting",
      due: 0,
      lease: "",
      attempt: 0,
      error: null
    })
  }
}

const deliver = (state: MemoryState, held: MemoryJob, due: number): LeasedJob => {
  const attempt = held.attempt + 1
  const lease = String(++state.serial)
  state.jobs.set(held.job.id, { ...held, state: "running", due, lease, attempt })
  return { ...held.job, lease, attempt }
}

const inOrder = (state: MemoryState) => Array.from(state.jobs.values()).sort((a, b) => a.order - b.order)

const oldest = (state: MemoryState, tier: Tier, time: number) =>
  inOrder(state).find((held) => held.job.tier === tier && held.state === "waiting" && held.due <= time)

/** When the tier next has a job by the passing of time alone; infinite when never. */
const nextDue = (state: MemoryState, tier: Tier) =>
  inOrder(state)
    .filter((held) => held.job.tier === tier && held.state !== "dead")
    .reduce((due, held) => Math.min(due, held.due), Infinity)

const endLeases = (state: MemoryState, time: number) => {
  for (const held of state.jobs.values())
    if (held.state === "running" && held.due <= time) release(state, held)
}

const release = (state: MemoryState, held: MemoryJob) =>
  state.jobs.set(held.job.id, { ...held, state: "waiting", due: 0 })

const view = ({ job, state, due, attempt, error }: MemoryJob, time: number): JobView => ({
  ...job,
  state: state === "waiting" && due > time ? "delayed" : state,
  attempt,
  error
})
