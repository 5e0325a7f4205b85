/**
 * How many entries wait, since when, and how long settling takes. Questions only.
 */
import { millisBetween } from "../event/Timestamp.ts"
import type { HoldStats } from "../operation/EntryFields.ts"
import type { Hold } from "./Register.ts"

export const statsOf = (holds: ReadonlyArray<Hold>): HoldStats => {
  const waiting = holds.filter(({ open }) => open)
  const took = holds.flatMap(({ raisedAt, resolvedAt }) =>
    resolvedAt === null ? [] : [millisBetween(raisedAt, resolvedAt)]
  )
  const gates = Array.from(new Set(holds.map(({ gate }) => gate)), (gate) => {
    const own = holds.filter((hold) => hold.gate === gate)
    const open = own.filter((hold) => hold.open).length
    return { gate, open, settled: own.length - open }
  })
  return {
    open: waiting.length,
    settled: holds.length - waiting.length,
    gates: gates.toSorted((a, b) => b.open - a.open || ((a.gate ?? "") < (b.gate ?? "") ? -1 : 1)),
    oldestOpenAt: waiting.map(({ raisedAt }) => raisedAt).toSorted()[0] ?? null,
    meanMillisToSettle:
      took.length === 0 ? null : Math.round(took.reduce((sum, millis) => sum + millis, 0) / took.length)
  }
}
