/**
 * Parts of lists: of entries in the order of their numbers, and of rows in the order of their ids.
 */
import type { EntryId } from "@layercake/core/register/Register"

/** Entries on a page when nothing is said. */
const usual = 100

export interface Page<Id> {
  readonly after?: Id | undefined
  readonly limit?: number | undefined
}

/** `note-12` comes after `note-9`. */
const numberOf = (id: EntryId): number => Number(id.slice(id.lastIndexOf("-") + 1))

export const entriesOf = <Entry extends { readonly id: EntryId }>(
  entries: ReadonlyArray<Entry>,
  { after, limit = usual }: Page<EntryId>
): { readonly entries: ReadonlyArray<Entry>; readonly next: EntryId | null } => {
  const from = after === undefined ? 0 : numberOf(after)
  const rest = entries
    .filter(({ id }) => numberOf(id) > from)
    .toSorted((a, b) => numberOf(a.id) - numberOf(b.id))
  const shown = rest.slice(0, limit)
  return { entries: shown, next: rest.length > limit ? (shown.at(-1)?.id ?? null) : null }
}

export const rowsAfter = <Row, Id extends string>(
  rows: ReadonlyArray<Row>,
  idOf: (row: Row) => Id,
  { after, limit = usual }: Page<Id>
): { readonly rows: ReadonlyArray<Row>; readonly next: Id | null } => {
  const rest = rows
    .filter((row) => after === undefined || idOf(row) > after)
    .toSorted((a, b) => (idOf(a) < idOf(b) ? -1 : 1))
  const shown = rest.slice(0, limit)
  const last = shown.at(-1)
  return { rows: shown, next: rest.length > limit && last !== undefined ? idOf(last) : null }
}

/** Whether the texts together have every word that is looked for, in any case. */
export const hasWords = (looked: string, ...texts: ReadonlyArray<string>): boolean => {
  const all = texts.join("\n").toLowerCase()
  return looked
    .toLowerCase()
    .split(/\s+/u)
    .every((word) => all.includes(word))
}
