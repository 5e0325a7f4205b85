/**
 * A moment as every stored shape writes it: ISO 8601 in UTC with milliseconds, so that text order is time order.
 */
import { DateTime, Schema } from "effect"

export const Timestamp = Schema.String.check(
  Schema.isPattern(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/)
).pipe(Schema.brand("Timestamp"))
export type Timestamp = typeof Timestamp.Type

export const fromDateTime = (moment: DateTime.DateTime): Timestamp =>
  Timestamp.make(DateTime.formatIso(moment))

/** Milliseconds from `start` to `end`; negative when `end` is earlier. */
export const millisBetween = (start: Timestamp, end: Timestamp): number =>
  DateTime.makeUnsafe(end).epochMilliseconds - DateTime.makeUnsafe(start).epochMilliseconds
