/**
 * The lines in which the jobs of the memory queue wait, one for each tier, and how projects take turns in them. Knows
 * nothing of leases.
 *
 * Start-time fair queueing (Goyal, Vin and Cheng, 1996) with jobs of equal size: a job gets its place when it comes in,
 * the place that is served now or the one after the last of its project, whichever is later. Ties go by arrival. So the
 * first jobs of all projects come before every second one. A job that has to wait for its time gets its place when the
 * time has come; one that is given back at once keeps the place it had.
 */
import type { ProjectId } from "@layercake/core/project/Project"
import type { JobId, Tier } from "@layercake/core/store/JobQueue"
import type { MemoryJob, MemoryState, MemoryTier } from "./MemoryState.ts"

/** Keeps the job in its state, and in the line or out of it. */
export const put = (state: MemoryState, held: MemoryJob): void => {
  remove(state, held.job.id)
  state.jobs.set(held.job.id, held)
  const tier = state.tiers[held.job.tier]
  if (held.state === "waiting") insert(tier.line, held)
  if (held.state === "delayed" || held.state === "running") tier.timed.add(held.job.id)
  if (held.state === "waiting" || held.state === "delayed") tier.revision += 1
}

export const remove = (state: MemoryState, id: JobId): void => {
  const held = state.jobs.get(id)
  if (held === undefined) return
  state.jobs.delete(id)
  const { line, timed } = state.tiers[held.job.tier]
  timed.delete(id)
  if (held.state === "waiting") line.splice(indexOf(line, held), 1)
}

/** Lets the job wait at a new place. */
export const lineUp = (state: MemoryState, held: MemoryJob): void =>
  put(state, { ...held, state: "waiting", place: nextPlace(state.tiers[held.job.tier], held.job.project) })

/** Ends what time ends: delays, and leases that were not kept. */
export const passTime = (state: MemoryState, time: number): void => {
  for (const tier of Object.values(state.tiers)) {
    const ended = heldOf(state, tier).filter((held) => held.due <= time)
    for (const held of ended.sort((a, b) => a.due - b.due || a.order - b.order))
      if (held.state === "delayed") lineUp(state, held)
      else put(state, { ...held, state: "waiting" })
  }
}

/** Epoch milliseconds at which the tier next has a job by the passing of time alone; infinite when never. */
export const nextDue = (state: MemoryState, tier: Tier): number =>
  heldOf(state, state.tiers[tier]).reduce((due, held) => Math.min(due, held.due), Infinity)

const heldOf = (state: MemoryState, tier: MemoryTier): Array<MemoryJob> =>
  Array.from(tier.timed).flatMap((id) => state.jobs.get(id) ?? [])

const nextPlace = (tier: MemoryTier, project: ProjectId): number => {
  const place = Math.max(tier.served, (tier.lastPlaces.get(project) ?? -1) + 1)
  tier.lastPlaces.set(project, place)
  return place
}

const compare = (a: MemoryJob, b: MemoryJob) => a.place - b.place || a.order - b.order

/** The first place that is not before the job. */
const indexOf = (line: ReadonlyArray<MemoryJob>, held: MemoryJob): number => {
  let [low, high] = [0, line.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (compare(line[middle]!, held) < 0) low = middle + 1
    else high = middle
  }
  return low
}

const insert = (line: Array<MemoryJob>, held: MemoryJob) => line.splice(indexOf(line, held), 0, held)
