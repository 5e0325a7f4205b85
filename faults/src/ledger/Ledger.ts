/**
 * What was promised and what was seen, kept outside of everything that can be killed: acknowledgements, effects on the
 * outside, deliveries, and which laws were found broken. Judges nothing itself.
 */
import type { CommandId } from "@layercake/core/event/EventMetadata"
import type { AppendReceipt } from "@layercake/core/store/EventStore"
import type { JobId, LeasedJob, Tier } from "@layercake/core/store/JobQueue"

/**
 * `lost`: acknowledged, and not there. `duplicated`: done twice where once was meant. `diverged`: what is kept beside the
 * log is not what the log says. `disorder`: gaps, wrong order, a broken chain. `fence`: a result that came too late was
 * accepted. `tier`: more at once than the tier allows. `stuck`: it does not come to its end.
 */
export type Law = "lost" | "duplicated" | "diverged" | "disorder" | "fence" | "tier" | "stuck"
export const laws: ReadonlyArray<Law> = [
  "lost",
  "duplicated",
  "diverged",
  "disorder",
  "fence",
  "tier",
  "stuck"
]

export interface Breach {
  readonly law: Law
  readonly detail: string
}

export interface Ledger {
  readonly acknowledged: Map<CommandId, AppendReceipt>
  /** Answered with a refusal: nothing of them may be in the log. */
  readonly refused: Set<CommandId>
  /** By what was to be done, the keys under which it was done on the outside, and how often it was asked for. */
  readonly effects: Map<string, Map<string, number>>
  /** The newest delivery of each job. */
  readonly deliveries: Map<JobId, string>
  readonly running: Map<Tier, number>
  readonly breaches: Array<Breach>
  deaths: number
  stops: number
  faults: number
  /** Results that came under an older lease and were refused. */
  lateRefused: number
}

export const make = (): Ledger => ({
  acknowledged: new Map(),
  refused: new Set(),
  effects: new Map(),
  deliveries: new Map(),
  running: new Map(),
  breaches: [],
  deaths: 0,
  stops: 0,
  faults: 0,
  lateRefused: 0
})

export const breach = (ledger: Ledger, law: Law, detail: string): void => {
  ledger.breaches.push({ law, detail })
}

/** Something is done on the outside. The outside does it once for each key. */
export const effect = (ledger: Ledger, what: string, key: string): void => {
  const keys = ledger.effects.get(what) ?? new Map<string, number>()
  keys.set(key, (keys.get(key) ?? 0) + 1)
  ledger.effects.set(what, keys)
}

export const delivered = (ledger: Ledger, job: LeasedJob): void => {
  ledger.deliveries.set(job.id, job.lease)
}

/** The store accepted what the worker said under this lease. */
export const accepted = (ledger: Ledger, operation: string, job: LeasedJob): void => {
  const newest = ledger.deliveries.get(job.id)
  if (newest !== job.lease)
    breach(
      ledger,
      "fence",
      `${operation} of ${job.id} was accepted under lease ${job.lease}, but ${newest} is newer`
    )
}
