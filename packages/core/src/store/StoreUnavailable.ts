/**
 * The one failure that every store shares: it could not be reached, or refused what it was asked.
 */
import { Predicate, Schema } from "effect"

/** Nothing was changed; the caller may try again. */
export class StoreUnavailable extends Schema.TaggedError<StoreUnavailable>()("StoreUnavailable", {
  operation: Schema.String,
  cause: Schema.Defect()
}) {
  readonly isRetryable = true
  override get message() {
    return `The store did not answer ${this.operation} (${rootOf(this.cause)}). Nothing was changed; try again, and run \`layercake doctor\` if it goes on.`
  }
}

/** What the innermost cause says of itself, on one line. */
export const rootOf = (cause: unknown): string => {
  let inner = cause
  for (
    let depth = 0;
    depth < 20 && Predicate.hasProperty(inner, "cause") && inner.cause !== undefined;
    depth += 1
  )
    inner = inner.cause
  const text = Predicate.hasProperty(inner, "message") ? String(inner.message) : String(inner)
  return text.split("\n", 1)[0]!.slice(0, 300)
}
