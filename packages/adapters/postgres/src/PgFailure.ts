/**
 * What the stores say when Postgres does not do what it was asked.
 */
import { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import { Effect } from "effect"
import type { SqlError } from "effect/sql/SqlError"

export const unavailable =
  (operation: string) =>
  <A, R>(effect: Effect.Effect<A, SqlError, R>): Effect.Effect<A, StoreUnavailable, R> =>
    Effect.mapError(effect, (cause) => new StoreUnavailable({ operation, cause }))

/**
 * Asks again where two met that no lock keeps apart: the second one then finds what the first did. What goes well at once
 * does not pay for a schedule.
 */
export const despiteRaces = <A, R>(effect: Effect.Effect<A, SqlError, R>): Effect.Effect<A, SqlError, R> =>
  Effect.catchIf(effect, isRace, () => Effect.retry(effect, { while: isRace, times: 4 }))

const isRace = ({ reason: { _tag } }: SqlError): boolean =>
  _tag === "UniqueViolation" || _tag === "DeadlockError" || _tag === "SerializationError"
