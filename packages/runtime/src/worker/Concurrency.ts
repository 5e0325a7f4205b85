/**
 * How many jobs a process works on at once. A module of its own, so that it can be told without what does the work.
 */
import type { Tier } from "@layercake/core/store/JobQueue"

/**
 * Workers by tier; a tier that is left out is not worked on by this process. A lower tier has its own, so it can never
 * delay a higher one.
 */
export type Concurrency = Readonly<Partial<Record<Tier, number>>>

export const defaultConcurrency = { critical: 5, high: 3, medium: 2, low: 1 } as const satisfies Concurrency
