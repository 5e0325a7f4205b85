/**
 * A `JobQueue` over the memory state. Times come from Effect's clock, so that a test can move them.
 */
import { fromDateTime } from "@layercake/core/event/Timestamp"
import {
  JobQueue,
  type JobId,
  type JobView,
  LeaseLost,
  type LeasedJob,
  type NewJob,
  type Tier
} from "@layercake/core/store/JobQueue"
import { Clock, DateTime, Duration, Effect, Option } from "effect"
import { lineUp, nextDue, passTime, put, remove } from "./MemoryJobLine.ts"
import { note, statsOf } from "./MemoryJobStats.ts"
import { changed, type MemoryJob, type MemoryState } from "./MemoryState.ts"

/** `lease`: how long a job stays with its worker without a heartbeat. */
export const make = (state: MemoryState, lease: Duration.Duration): JobQueue["Service"] => {
  const leaseMillis = Duration.toMillis(lease)

  const take = (tier: Tier): Effect.Effect<LeasedJob> =>
    atOnce(state, (time) => {
      const [first] = state.tiers[tier].paused ? [] : state.tiers[tier].line
      if (first !== undefined) return Effect.succeed(deliver(state, first, time, leaseMillis))
      // No lease that begins from now on ends sooner than that.
      const wait = Math.min(nextDue(state, tier) - time, leaseMillis)
      return Effect.andThen(
        Effect.raceFirst(
          tierChange(state, tier, state.tiers[tier].revision),
          Effect.sleep(Duration.millis(wait))
        ),
        take(tier)
      )
    })

  /** Changes the job if this delivery is still the one that counts. */
  const settle = (job: LeasedJob, change: (held: MemoryJob, time: number) => void) =>
    atOnce(state, (time) => {
      const held = state.jobs.get(job.id)
      if (held?.state !== "running" || held.lease !== job.lease)
        return Effect.fail(new LeaseLost({ job: job.id }))
      change(held, time)
      changed(state)
      return Effect.void
    })

  /** False when there is no such job, or nothing to be changed about it. */
  const alter = (id: JobId, change: (held: MemoryJob, time: number) => boolean) =>
    atOnce(state, (time) => {
      const held = state.jobs.get(id)
      const done = held !== undefined && change(held, time)
      if (done) changed(state)
      return Effect.succeed(done)
    })

  const setPaused = (tier: Tier, paused: boolean) =>
    Effect.sync(() => {
      state.tiers[tier].paused = paused
      state.tiers[tier].revision += 1
      changed(state)
    })

  return JobQueue.of({
    enqueue: (jobs) =>
      atOnce(state, (time) => {
        enqueueJobs(state, jobs, time)
        changed(state)
        return Effect.void
      }),
    take,
    heartbeat: (job) => settle(job, (held, time) => put(state, { ...held, due: time + leaseMillis })),
    complete: (job) =>
      settle(job, (held, time) => {
        remove(state, job.id)
        note(state, held, "completed", time)
      }),
    retry: (job, { delay, error }) =>
      settle(job, (held, time) => {
        const millis = Duration.toMillis(delay)
        put(state, { ...held, state: millis > 0 ? "delayed" : "waiting", due: time + millis, error })
        note(state, held, "retried", time)
      }),
    bury: (job, error) =>
      settle(job, (held, time) => {
        put(state, { ...held, state: "dead", due: time, error })
        note(state, held, "buried", time)
      }),
    requeue: (id) =>
      alter(id, (held, time) => {
        const isOut = held.state === "dead" || held.state === "cancelled"
        if (isOut) lineUp(state, { ...held, due: time, attempt: 0 })
        return isOut
      }),
    cancel: (id, reason) =>
      alter(id, (held, time) => {
        const isIn = held.state !== "dead" && held.state !== "cancelled"
        if (isIn) put(state, { ...held, state: "cancelled", due: time, error: reason })
        return isIn
      }),
    move: (id, tier) =>
      alter(id, (held) => {
        if (held.state === "running") return false
        const moved = { ...held, job: { ...held.job, tier } }
        remove(state, id)
        if (held.state === "waiting") lineUp(state, moved)
        else put(state, moved)
        return true
      }),
    pause: (tier) => setPaused(tier, true),
    resume: (tier) => setPaused(tier, false),
    list: (filter = {}) =>
      atOnce(state, () =>
        Effect.succeed(
          inOrder(state)
            .map(view)
            .filter(
              (job) =>
                (filter.state === undefined || job.state === filter.state) &&
                (filter.tier === undefined || job.tier === filter.tier) &&
                (filter.project === undefined || job.project === filter.project)
            )
            .slice(0, filter.limit)
        )
      ),
    get: (id) =>
      atOnce(state, () => Effect.succeed(Option.map(Option.fromNullishOr(state.jobs.get(id)), view))),
    stats: atOnce(state, (time) => Effect.succeed(statsOf(state, time))),
    reclaim: atOnce(state, (time) => {
      const running = inOrder(state).filter((held) => held.state === "running")
      for (const held of running) put(state, { ...held, state: "waiting", due: time })
      changed(state)
      return Effect.succeed(running.length)
    })
  })
}

/** One synchronous step, so that nothing comes between looking and changing. */
const atOnce = <A, E>(state: MemoryState, step: (time: number) => Effect.Effect<A, E>): Effect.Effect<A, E> =>
  Clock.clockWith((clock) => {
    const time = clock.currentTimeMillisUnsafe()
    passTime(state, time)
    return step(time)
  })

/** Leaves an id that is known already as it is. */
export const enqueueJobs = (state: MemoryState, jobs: ReadonlyArray<NewJob>, time: number): void => {
  for (const job of jobs) {
    if (state.jobs.has(job.id)) continue
    const { delayMillis = 0 } = job
    const held: MemoryJob = {
      job,
      order: ++state.serial,
      place: 0,
      state: "delayed",
      due: time + delayMillis,
      enqueuedAt: time,
      takenAt: 0,
      waitMillis: 0,
      lease: "",
      attempt: 0,
      error: null
    }
    if (delayMillis > 0) put(state, held)
    else lineUp(state, held)
  }
}

const deliver = (state: MemoryState, held: MemoryJob, time: number, leaseMillis: number): LeasedJob => {
  const attempt = held.attempt + 1
  const lease = String(++state.serial)
  const tier = state.tiers[held.job.tier]
  tier.served = Math.max(tier.served, held.place)
  put(state, {
    ...held,
    state: "running",
    due: time + leaseMillis,
    takenAt: time,
    waitMillis: time - held.due,
    lease,
    attempt
  })
  return { ...held.job, lease, attempt }
}

/** Waits until the tier is no longer what it was at `revision`. */
const tierChange = (state: MemoryState, tier: Tier, revision: number): Effect.Effect<void> =>
  Effect.callback((resume) => {
    const listener = () => {
      if (state.tiers[tier].revision === revision) return
      state.listeners.delete(listener)
      resume(Effect.void)
    }
    state.listeners.add(listener)
    listener()
    return Effect.sync(() => state.listeners.delete(listener))
  })

const inOrder = (state: MemoryState) => Array.from(state.jobs.values()).sort((a, b) => a.order - b.order)

const view = ({ job, state, due, enqueuedAt, attempt, error }: MemoryJob): JobView => ({
  ...job,
  state,
  attempt,
  error,
  enqueuedAt: timestamp(enqueuedAt),
  dueAt: timestamp(due)
})

const timestamp = (millis: number) => fromDateTime(DateTime.makeUnsafe(millis))
