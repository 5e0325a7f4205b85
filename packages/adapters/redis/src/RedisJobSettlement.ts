/**
 * How a delivery goes on or ends, through BullMQ's own scripts: each looks first whether the token still holds the lock.
 */
import { LeaseLost, type LeasedJob } from "@layercake/core/store/JobQueue"
import type { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import { ErrorCode, type RedisQueueBackend } from "bullmq"
import { Clock, Duration, Effect, Predicate } from "effect"
import type { RedisJobClaim } from "./RedisJobClaim.ts"
import { bullId, leaseOf, longestDelayMillis } from "./RedisJobRecord.ts"
import { unplacedPriority } from "./RedisJobScript.ts"
import type { RedisJobStatistics } from "./RedisJobStatistics.ts"
import type { RedisJobTier } from "./RedisJobTier.ts"
import { ask, unavailable } from "./RedisServer.ts"

type Settled = Effect.Effect<void, LeaseLost | StoreUnavailable>

export interface RedisJobSettlement {
  readonly heartbeat: (job: LeasedJob) => Settled
  readonly complete: (job: LeasedJob) => Settled
  readonly retry: (
    job: LeasedJob,
    options: { readonly delay: Duration.Duration; readonly error: string }
  ) => Settled
  readonly bury: (job: LeasedJob, error: string) => Settled
}

export const make = (
  tierOf: (job: LeasedJob) => RedisJobTier,
  statistics: RedisJobStatistics
): RedisJobSettlement => {
  /** `act` is given BullMQ's id, the token, and the time. */
  const settle = (
    job: LeasedJob,
    operation: keyof RedisJobSettlement,
    act: (tier: RedisJobTier, id: string, token: string, time: number) => Promise<unknown>
  ) =>
    Clock.clockWith((clock) => {
      const lease = leaseOf(job)
      if (lease === undefined) return Effect.fail(new LeaseLost({ job: job.id }))
      const time = clock.currentTimeMillisUnsafe()
      const tier = tierOf(job)
      return Effect.tap(
        Effect.tryPromise({
          try: () => act(tier, bullId(job.id), lease.token, time),
          catch: (cause) => (isLost(cause) ? new LeaseLost({ job: job.id }) : unavailable(operation, cause))
        }),
        () => (operation === "heartbeat" ? Effect.void : statistics.ended(tier.tier, operation, lease, time))
      )
    })

  return {
    heartbeat: (job) =>
      Effect.flatMap(
        settle(job, "heartbeat", (tier, id, token) => tier.bull.extendLock(id, token, tier.leaseMillis)),
        (held) => (held === 1 ? Effect.void : Effect.fail(new LeaseLost({ job: job.id })))
      ),

    complete: (job) =>
      settle(job, "complete", (tier, id, token, time) =>
        tier.complete({ id, token, time }).then((code) => (code < 0 ? Promise.reject({ code }) : code))
      ),

    retry: (job, { delay, error }) =>
      settle(job, "retry", (tier, id, token, time) => {
        const millis = Math.min(Math.ceil(Duration.toMillis(delay)), longestDelayMillis)
        const fieldsToUpdate = { failedReason: error, progress: String(time + millis) }
        return millis === 0
          ? tier.bull.retryJob(id, false, token, { fieldsToUpdate })
          : tier.bull.moveToDelayed(id, time, millis, token, {
              fieldsToUpdate: { ...fieldsToUpdate, priority: String(unplacedPriority) }
            })
      }),

    bury: (job, error) =>
      settle(job, "bury", (tier, id, token) =>
        tier.bull.moveToFailed(finishing(id), error, false, token, false)
      )
  }
}

/** Gives a job back that nobody here waits for any more, as if it had never been taken. */
export const release = (tier: RedisJobTier, { id, token }: RedisJobClaim): Effect.Effect<void> =>
  Effect.flatMap(Clock.currentTimeMillis, (time) =>
    Effect.ignore(ask("take", () => tier.giveBack(time, { id, token })))
  )

/** Keeps a job that cannot be read among the dead, for a person to see. */
export const setAside = (
  tier: RedisJobTier,
  { id, token }: RedisJobClaim,
  reason: string
): Effect.Effect<void> =>
  Effect.andThen(
    Effect.logError(`${reason} It is kept among the dead of tier ${tier.tier} as ${id}.`),
    Effect.ignore(ask("take", () => tier.bull.moveToFailed(finishing(id), reason, false, token, false)))
  )

/** What BullMQ looks at to end a job. It gives up on none by itself. */
const finishing = (id: string) =>
  ({ id, opts: { attempts: 1 } }) as Parameters<RedisQueueBackend["moveToFailed"]>[0]

const lostCodes: ReadonlySet<unknown> = new Set([
  ErrorCode.JobNotExist,
  ErrorCode.JobLockNotExist,
  ErrorCode.JobNotInState,
  ErrorCode.JobLockMismatch
])

const isLost = (cause: unknown) => Predicate.hasProperty(cause, "code") && lostCodes.has(cause.code)
