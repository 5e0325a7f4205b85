/**
 * How the tiers of the memory queue stand, and how their deliveries went.
 */
import { tiers, type TierStats } from "@layercake/core/store/JobQueue"
import type { MemoryDelivery, MemoryJob, MemoryState } from "./MemoryState.ts"

const hour = 3_600_000

/** Notes the end of a delivery. */
export const note = (
  state: MemoryState,
  { job, takenAt, waitMillis }: MemoryJob,
  outcome: MemoryDelivery["outcome"],
  time: number
): void => {
  const { deliveries } = state.tiers[job.tier]
  deliveries.push({ outcome, endedAt: time, waitMillis, runMillis: time - takenAt })
  const old = deliveries.findIndex(({ endedAt }) => endedAt > time - hour)
  if (old > 0) deliveries.splice(0, old)
}

export const statsOf = (state: MemoryState, time: number): ReadonlyArray<TierStats> =>
  tiers.map((tier) => {
    const { deliveries, line, paused } = state.tiers[tier]
    const held = Array.from(state.jobs.values()).filter(({ job }) => job.tier === tier)
    const count = (is: MemoryJob["state"]) => held.filter(({ state }) => state === is).length
    const recent = deliveries.filter(({ endedAt }) => endedAt > time - hour)
    const ended = (as: MemoryDelivery["outcome"]) => recent.filter(({ outcome }) => outcome === as).length
    return {
      tier,
      paused,
      waiting: count("waiting"),
      delayed: count("delayed"),
      running: count("running"),
      dead: count("dead"),
      cancelled: count("cancelled"),
      oldestMillis: line.length === 0 ? null : time - Math.min(...line.map(({ due }) => due)),
      completed: ended("completed"),
      retried: ended("retried"),
      buried: ended("buried"),
      waitMillis: spread(recent.map(({ waitMillis }) => waitMillis)),
      runMillis: spread(recent.map(({ runMillis }) => runMillis))
    }
  })

/** By nearest rank: the smallest value that at least so many are not above. */
const spread = (values: ReadonlyArray<number>) => {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? null
  return { p50: at(0.5), p95: at(0.95) }
}
