/**
 * Bytes in parts: a message from the server may have 16 MiB at most.
 */
import type { SqlError } from "effect/sql/SqlError"
import { Effect, Option } from "effect"

/** Read at once. */
export const partSize = 4 * 1024 * 1024

export interface PgPart {
  /** Of the whole. */
  readonly size: number
  readonly part: Uint8Array
}

/** `from` counts from 1, as SQL's `substring` does. None when there is no row. */
export const readInParts = Effect.fnUntraced(function* (
  read: (from: number) => Effect.Effect<ReadonlyArray<PgPart>, SqlError>
): Effect.fn.Return<Option.Option<Uint8Array>, SqlError> {
  const [first] = yield* read(1)
  if (first === undefined) return Option.none()
  if (first.part.length === first.size) return Option.some(first.part.slice())
  const bytes = new Uint8Array(first.size)
  bytes.set(first.part)
  for (let done = first.part.length; done < first.size; done += partSize) {
    const [next] = yield* read(done + 1)
    // Removed meanwhile.
    if (next === undefined) return Option.none()
    bytes.set(next.part, done)
  }
  return Option.some(bytes)
})
