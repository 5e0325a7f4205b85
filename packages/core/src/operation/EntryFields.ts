/**
 * Fields that operations on the registers have in common, with their limits, and what they answer.
 */
import { Schema } from "effect"
import { GateId } from "../gate/Gate.ts"
import { Comment, EntryId, Hold } from "../register/Register.ts"
import { about, project } from "./OperationField.ts"

/** In one line, and longer than anybody needs. */
export const Line = Schema.NonEmptyString.check(Schema.isMaxLength(400))
export const Text = Schema.String.check(Schema.isMaxLength(20_000))
export const FullText = Schema.NonEmptyString.check(Schema.isMaxLength(20_000))

/** What stays in the log as it is: no control characters, and nothing that is no text. */
export const Name = Schema.NonEmptyString.check(
  Schema.isMaxLength(200),
  Schema.isPattern(/^[^\p{Cc}\p{Cs}]+$/u, { message: "Expected a name without control characters" })
)

const KnownId = EntryId.check(Schema.isMaxLength(100))
export const entry = (example: string) => ({
  ...project,
  id: KnownId.annotate(about(`The entry's id, for example ${example}`))
})

const Cursor = EntryId.check(
  Schema.isPattern(/^[a-z]+-[0-9]{1,15}$/, { message: "Expected the id of an entry, for example note-20" })
)

/** Part of a list, in the order in which its entries were made. */
export const page = {
  after: Schema.optionalKey(
    Cursor.annotate(about("Only what was made after this entry: the next of the page before"))
  ),
  limit: Schema.optionalKey(
    Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1000 })).annotate(
      about("At most so many, up to 1000; 100 when left out")
    )
  )
}

export const next = {
  next: Schema.NullOr(EntryId).annotate(about("Give it as after for the next page; null at the end"))
}

export const heldBy = Schema.NullOr(GateId).annotate(about("The gate it holds; null for none"))

/** Which of the entries that wait, or waited, are listed. */
export const holdFilter = {
  open: Schema.optionalKey(
    Schema.Boolean.annotate(about("Only those that wait, or only those that are settled; both when left out"))
  ),
  gate: Schema.optionalKey(GateId.annotate(about("Only those that hold this gate"))),
  ...page
}

export const HoldPage = Schema.Struct({
  entries: Schema.Array(Hold).annotate(about("In the order in which they were raised")),
  ...next
})
export type HoldPage = typeof HoldPage.Type

export const HoldReport = Schema.Struct({
  entry: Hold.annotate(about("The entry")),
  comments: Schema.Array(Comment).annotate(about("What was said about it, oldest first"))
})
export type HoldReport = typeof HoldReport.Type

const count = (description: string) => Schema.Int.annotate(about(description))

export const HoldStats = Schema.Struct({
  open: count("How many wait"),
  settled: count("How many are settled"),
  gates: Schema.Array(
    Schema.Struct({
      gate: heldBy,
      open: count("How many of its entries wait"),
      settled: count("How many of its entries are settled")
    })
  ).annotate(about("By gate, those with most that wait first")),
  oldestOpenAt: Schema.NullOr(Schema.String).annotate(
    about("Since when the oldest of those that wait does; null when none does")
  ),
  meanMillisToSettle: Schema.NullOr(Schema.Int).annotate(
    about("Milliseconds from raising to settling, on average; null when none is settled")
  )
})
export type HoldStats = typeof HoldStats.Type
