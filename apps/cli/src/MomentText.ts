/**
 * Moments and times as people type them: a version, `position:N`, `now`, or a time in ISO 8601. A time without a zone is
 * UTC, as every time that is printed; one without a date is of today.
 */
import { type Timestamp, fromDateTime } from "@layercake/core/event/Timestamp"
import { type Moment, Position, StreamVersion } from "@layercake/core/store/EventStore"
import { DateTime, Effect, Option } from "effect"
import { failed } from "./CliFailure.ts"

/** How a moment may be written, for help texts. */
export const momentHelp =
  "a version (42), position:N, now, or a time (2026-11-23T14:30, 14:30:05, 2026-11-23T14:30+01:00)"

/** A time that is given to the second means the end of that second, so that a time that was printed can be typed. */
export const parseMoment = Effect.fnUntraced(function* (text: string) {
  const [, , place] = /^(?:(version|position):)?(\d{1,15})$/.exec(text) ?? []
  if (place !== undefined)
    return (
      text.startsWith("position:")
        ? { position: Position.make(Number(place)) }
        : { version: StreamVersion.make(Number(place)) }
    ) satisfies Moment
  if (text === "now") return { time: fromDateTime(yield* DateTime.now) } satisfies Moment
  return {
    time: yield* parseTime(text, "end", `"${text}" is no moment. Give ${momentHelp}.`)
  } satisfies Moment
})

const timeHelp =
  "a time in ISO 8601, for example 2026-11-23, 2026-11-23T14:30, 14:30:05 or 2026-11-23T14:30+01:00"

/** `side`: which end of the second is meant where no fraction is given. */
export const parseTime = Effect.fnUntraced(function* (
  text: string,
  side: "start" | "end",
  wrong = `"${text}" is no time. Give ${timeHelp}.`
) {
  const parts =
    /^(\d{4}-\d{2}-\d{2})?(?:(?:^|[Tt ])(\d{2}:\d{2})(?::(\d{2})(?:[.,](\d{1,3})\d*)?)?(Z|z|[+-]\d{2}(?::?\d{2})?)?)?$/.exec(
      text
    )
  if (parts === null || text === "") return yield* failed(wrong)
  const [, day, clock = "00:00", second, fraction, zone = "Z"] = parts
  const date = day ?? (yield* DateTime.now).pipe(DateTime.formatIso).slice(0, 10)
  const millis = fraction?.padEnd(3, "0") ?? (second !== undefined && side === "end" ? "999" : "000")
  const time = DateTime.make(`${date}T${clock}:${second ?? "00"}.${millis}${offsetOf(zone)}`)
  // 31 February would be taken for a day of March.
  return Option.isSome(time) && isDay(date) ? fromDateTime(time.value) : yield* failed(wrong)
})

const offsetOf = (zone: string): string =>
  /^z$/i.test(zone) ? "Z" : `${zone.slice(0, 3)}:${zone.slice(3).replace(":", "") || "00"}`

const isDay = (date: string): boolean =>
  Option.match(DateTime.make(`${date}T00:00:00.000Z`), {
    onNone: () => false,
    onSome: (day) => DateTime.formatIso(day).startsWith(date)
  })

/** As it is printed: UTC, to the second. */
export const timeText = (at: Timestamp): string => `${at.slice(0, 10)} ${at.slice(11, 19)}`
