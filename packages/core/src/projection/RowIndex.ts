/**
 * Finds rows by a value of theirs instead of looking at all of them. Follows from the rows alone: it is worked out when it
 * is first asked for, kept beside the rows for as long as they live, and never stored.
 */
import { HashMap, Option } from "effect"
import type { Rows } from "./Projection.ts"

type Keys = HashMap.HashMap<string, true>
type Index = HashMap.HashMap<string, Keys>

export interface RowIndex<Row> {
  /** Keys of the rows with this value, in no particular order. */
  readonly keysOf: (rows: Rows<Row>, value: string) => ReadonlyArray<string>
  /** `after` is `before` with another row at one key. */
  readonly follow: (
    before: Rows<Row>,
    after: Rows<Row>,
    change: { readonly key: string; readonly from: Row | undefined; readonly to: Row | undefined }
  ) => void
}

/** `valueOf` is undefined for rows that are never looked for. */
export const make = <Row>(valueOf: (row: Row) => string | undefined): RowIndex<Row> => {
  const known = new WeakMap<Rows<Row>, Index>()
  const of = (row: Row | undefined) => (row === undefined ? undefined : valueOf(row))

  const all = (rows: Rows<Row>): Index => {
    const found = known.get(rows)
    if (found !== undefined) return found
    const index = HashMap.reduce(rows, HashMap.empty() as Index, (index, row, key) =>
      added(index, valueOf(row), key)
    )
    known.set(rows, index)
    return index
  }

  return {
    keysOf: (rows, value) =>
      Option.match(HashMap.get(all(rows), value), {
        onNone: () => [],
        onSome: (keys) => Array.from(HashMap.keys(keys))
      }),
    follow: (before, after, { from, key, to }) => {
      const index = known.get(before)
      // Nobody has asked yet.
      if (index === undefined) return
      const [old, value] = [of(from), of(to)]
      known.set(after, old === value ? index : added(without(index, old, key), value, key))
    }
  }
}

const added = (index: Index, value: string | undefined, key: string): Index =>
  value === undefined
    ? index
    : HashMap.set(index, value, HashMap.set(keysAt(index, value), key, true as const))

const without = (index: Index, value: string | undefined, key: string): Index =>
  value === undefined ? index : HashMap.set(index, value, HashMap.remove(keysAt(index, value), key))

const keysAt = (index: Index, value: string): Keys =>
  Option.getOrElse(HashMap.get(index, value), () => HashMap.empty())
