/**
 * Arrays as parameters of a statement, with their type said, so that empty ones have it too.
 */
import { array, OID, type Parameter } from "@effect/sql-pg/PgTypes"
import { Result } from "effect"

export const texts = (values: ReadonlyArray<string>): Parameter => Result.getOrThrow(array(values, OID.text))

export const integers = (values: ReadonlyArray<number>): Parameter =>
  Result.getOrThrow(array(values, OID.int4))
