/**
 * Claims jobs of a tier, several at one time. Hands them to nobody.
 */
import type { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import type { JobJson } from "bullmq"
import { Clock, Effect } from "effect"
import type { RedisJobTier } from "./RedisJobTier.ts"
import { ask } from "./RedisServer.ts"

/** A job that BullMQ has locked under the token. */
export interface RedisJobClaim {
  readonly id: string
  readonly token: string
  readonly found: JobJson
}

export interface RedisJobRound {
  /** As many as were asked for, unless nothing more was there. */
  readonly claims: ReadonlyArray<RedisJobClaim>
  /** Epoch milliseconds at which the next delayed job is due; 0 when none is, or when there was enough to claim. */
  readonly dueAt: number
}

/** The token is new: it names the deliveries of this round. */
export const round = (
  tier: RedisJobTier,
  count: number,
  token: string
): Effect.Effect<RedisJobRound, StoreUnavailable> =>
  Effect.flatMap(Clock.currentTimeMillis, (time) =>
    Effect.map(
      ask("take", () => tier.claim(count, token, time)),
      (answers) => ({
        claims: answers.flatMap(([found, id]) => (isJob(found) ? [{ id: String(id), token, found }] : [])),
        dueAt: Number(answers.at(-1)?.[3] ?? 0)
      })
    )
  )

/** BullMQ answers with a job, or with null or 0 in its place. */
const isJob = (found: unknown): found is JobJson => typeof found === "object" && found !== null
