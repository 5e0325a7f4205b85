/**
 * A long text in parts, counted in characters (UTF-16 units) from 0.
 */
import { Schema } from "effect"

const about = (description: string) => ({ description })

/** Where to begin and how much. */
export const textPagePayload = {
  from: Schema.optionalKey(
    Schema.Int.check(Schema.isGreaterThanOrEqualTo(0)).annotate(
      about("First character wanted, as an earlier answer said in next; 0 when left out")
    )
  ),
  limit: Schema.optionalKey(
    Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 500_000 })).annotate(
      about("Characters at most, 50000 when left out")
    )
  )
}

export const TextPage = Schema.Struct({
  text: Schema.String.annotate(about("This part of it")),
  next: Schema.NullOr(Schema.Int).annotate(about("Where the next part begins; null when this is the last")),
  total: Schema.Int.annotate(about("Characters of the whole"))
})
export type TextPage = typeof TextPage.Type

export const textPageOf = (
  text: string,
  { from = 0, limit = 50_000 }: { readonly from?: number | undefined; readonly limit?: number | undefined }
): TextPage => {
  const end = Math.min(text.length, from + limit)
  return { text: text.slice(from, end), next: end < text.length ? end : null, total: text.length }
}
