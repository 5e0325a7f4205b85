/**
 * Arrays as parameters of a statement, with their type said, so that empty ones have it too.
 */
import { array, OID, type Parameter } from "@effect/sql-pg/PgTypes"
import { Result } from "effect"

const parameter =
  <A>(type: number) =>
  (values: ReadonlyArray<A | null>): Parameter =>
    Result.getOrThrow(array(values, type))

export const texts = parameter<string>(OID.text)
export const integers = parameter<number>(OID.int4)
export const byteses = parameter<Uint8Array>(OID.bytea)
/** Milliseconds since 1970. */
export const times = parameter<number>(OID.timestamptz)
