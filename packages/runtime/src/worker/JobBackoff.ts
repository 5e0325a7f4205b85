/**
 * How long a failed job waits before it is tried again.
 */
import { Duration } from "effect"

const first = 500
const most = 60_000

export interface FailedTry {
  /** From 1. */
  readonly attempt: number
  /** What the provider asked for; 0 when it did not. */
  readonly retryAfterMillis: number
  /** From 0 to 1. */
  readonly random: number
}

/**
 * Exponential back-off with equal jitter: half of 0.5 s, 1 s, 2 s, ... up to a minute for certain, and as much again by
 * chance, so that what failed together does not come back together. Never sooner than the provider asked for.
 */
export const delayOf = ({ attempt, retryAfterMillis, random }: FailedTry): Duration.Duration => {
  const half = Math.min(first * 2 ** (attempt - 1), most) / 2
  return Duration.millis(Math.round(Math.max(half, retryAfterMillis) + half * random))
}
