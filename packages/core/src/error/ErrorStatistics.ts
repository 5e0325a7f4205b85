/**
 * How many errors are open, and where they happened. Questions only.
 */
import type { ErrorStats } from "../operation/ErrorOperations.ts"
import type { ErrorRow } from "./ErrorBoard.ts"

export const statsOf = (errors: ReadonlyArray<ErrorRow>): ErrorStats => {
  const counted = (rows: ReadonlyArray<ErrorRow>) => {
    const open = rows.filter((row) => row.open).length
    return { open, resolved: rows.length - open }
  }
  return {
    ...counted(errors),
    times: errors.reduce((sum, { times }) => sum + times, 0),
    sources: Array.from(new Set(errors.map(({ source }) => source)), (source) => ({
      source,
      ...counted(errors.filter((row) => row.source === source))
    })).toSorted((a, b) => b.open - a.open || (a.source < b.source ? -1 : 1)),
    lastAt:
      errors
        .map(({ at }) => at)
        .toSorted()
        .at(-1) ?? null
  }
}
