/**
 * A moment as every stored shape writes it: ISO 8601 in UTC with milliseconds, so that text order is time order.
 */
import { DateTime, Schema } from "effect"

const year = "[1-9]\\d{3}"
/** Days that there are: none but these is kept by every store. */
const day = [
  `${year}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\\d|2[0-8])`,
  `${year}-(?:0[13-9]|1[0-2])-(?:29|30)`,
  `${year}-(?:0[13578]|1[02])-31`,
  "(?:[1-9]\\d(?:0[48]|[2468][048]|[13579][26])|(?:[2468][048]|[13579][26])00)-02-29"
].join("|")

export const Timestamp = Schema.String.check(
  Schema.isPattern(new RegExp(`^(?:${day})T(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d\\.\\d{3}Z$`), {
    message: "Expected a time such as 2026-11-23T09:30:00.000Z"
  })
).pipe(Schema.brand("Timestamp"))
export type Timestamp = typeof Timestamp.Type

export const fromDateTime = (moment: DateTime.DateTime): Timestamp =>
  Timestamp.make(DateTime.formatIso(moment))

export const plusMillis = (moment: Timestamp, millis: number): Timestamp =>
  fromDateTime(DateTime.add(DateTime.makeUnsafe(moment), { milliseconds: millis }))

/** Milliseconds from `start` to `end`; negative when `end` is earlier. */
export const millisBetween = (start: Timestamp, end: Timestamp): number =>
  DateTime.makeUnsafe(end).epochMilliseconds - DateTime.makeUnsafe(start).epochMilliseconds
