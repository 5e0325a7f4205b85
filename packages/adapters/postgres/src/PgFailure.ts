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

/** Two met where no lock keeps them apart; the second one finds what the first did when it is asked again. */
export const isRace = ({ reason: { _tag } }: SqlError): boolean =>
  _tag === "UniqueViolation" || _tag === "DeadlockError" || _tag === "SerializationError"
