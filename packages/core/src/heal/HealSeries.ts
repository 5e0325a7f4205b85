/**
 * A series of repairs at one gate: what each tree came to, and when going on does not help. One series spans all proofs
 * of the gate, since a repair that lets the tree build at last may show what the tests say.
 */
import { Schema } from "effect"
import { AgentRunId } from "../agent/AgentCall.ts"
import { Timestamp } from "../event/Timestamp.ts"
import { GateId } from "../gate/Gate.ts"
import { TreeDigest } from "../tree/Tree.ts"
import { compareHealth, TreeHealth } from "./TreeHealth.ts"

/** What one tree came to at the gate. */
export const Assessment = Schema.Struct({
  /** Repairs begun by then: 0 for the tree before the first. */
  attempt: Schema.Int,
  /** The agent run that made the tree; null when something else did. */
  runId: Schema.NullOr(AgentRunId),
  tree: TreeDigest,
  /** A version of the project's stream at which this is the tree. */
  version: Schema.Int,
  signature: Schema.NonEmptyString,
  health: TreeHealth,
  at: Timestamp
})
export type Assessment = typeof Assessment.Type

export const HealSeries = Schema.Struct({
  gate: GateId,
  /** Since the work last began afresh or a person let it go on; oldest first. */
  assessments: Schema.Array(Assessment),
  /** The tree with the fewest failures; survives when a person lets the work go on. Null before the first. */
  best: Schema.NullOr(Assessment),
  /** Signatures of failures that were put to a person as a matter of a specification. */
  routed: Schema.Array(Schema.String),
  /** The tree to go back to, and the worse one it takes the place of; null when there is none. */
  restore: Schema.NullOr(Schema.Struct({ tree: TreeDigest, version: Schema.Int, from: TreeDigest }))
})
export type HealSeries = typeof HealSeries.Type

/**
 * Why a series ends without success. `attempts`: as many repairs as the policy allows. `repeated`: the tree fails just as
 * one before it did, so nothing came of the repair. `growing`: two repairs in a row made it worse.
 */
export const StopReason = Schema.Literals(["attempts", "repeated", "growing"])
export type StopReason = typeof StopReason.Type

type Measured = Pick<Assessment, "signature" | "health">

/** Whether the first fails more than the second. */
export const isWorse = (a: Pick<Assessment, "health">, b: Pick<Assessment, "health">): boolean =>
  compareHealth(a.health, b.health) > 0

/**
 * Whether to stop after the last assessment; undefined to go on. `repairs` is how many were begun.
 *
 * One repair may make it worse: mending the error that hid others shows them, and a compiler that can read the file at
 * last reports what it could not see before. Two in a row are something else: the tree does worse than the best so far,
 * and the second repair did not even win back what the first one lost.
 */
export const stopReason = (
  assessments: ReadonlyArray<Measured>,
  repairs: number,
  healAttempts: number
): StopReason | undefined => {
  const last = assessments.at(-1)
  const before = assessments.slice(0, -1)
  if (last === undefined) return undefined
  if (before.some((earlier) => earlier.signature === last.signature && !isWorse(earlier, last)))
    return "repeated"
  const previous = before.at(-1)
  const best = bestOf(before.slice(0, -1))
  if (
    previous !== undefined &&
    best !== undefined &&
    isWorse(previous, best) &&
    isWorse(last, best) &&
    !isWorse(previous, last)
  )
    return "growing"
  return repairs >= healAttempts ? "attempts" : undefined
}

/** The one with the fewest failures; of equals the latest, so that nobody goes back for nothing. */
export const bestOf = <A extends Pick<Assessment, "health">>(all: ReadonlyArray<A>): A | undefined =>
  all.reduce<A | undefined>(
    (best, next) => (best === undefined || !isWorse(next, best) ? next : best),
    undefined
  )
