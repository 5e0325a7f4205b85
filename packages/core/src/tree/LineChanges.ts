/**
 * What is different between two texts, in lines, as hunks of a unified diff. Pure.
 */
import { Schema, TextDiff } from "effect"

export const LineChanges = Schema.Struct({
  added: Schema.Int.annotate({ description: "Lines added" }),
  removed: Schema.Int.annotate({ description: "Lines removed" }),
  patch: Schema.NullOr(Schema.String).annotate({
    description: "The hunks of a unified diff; null for what is no text or differs too much"
  })
})
export type LineChanges = typeof LineChanges.Type

/** Beyond so many changed lines a shortest diff is not looked for any more. */
const maxEdits = 1000

export const lineChanges = (before: string, after: string): LineChanges => {
  const edits = TextDiff.lines(before, after, { maxEdits })
  const lines = (tag: "Insert" | "Delete") =>
    edits.reduce((sum, edit) => sum + (edit._tag === tag ? edit.items.length : 0), 0)
  return { added: lines("Insert"), removed: lines("Delete"), patch: TextDiff.unified(edits) }
}
