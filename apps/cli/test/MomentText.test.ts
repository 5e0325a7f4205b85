import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { parseMoment, parseTime } from "../src/MomentText.ts"

const today = TestClock.setTime(Date.parse("2026-11-23T15:00:00.500Z"))

describe("a moment", () => {
  it.effect("is a version, a position, now, or a time in UTC unless a zone is given", () =>
    Effect.gen(function* () {
      yield* today
      const moments = {
        "42": { version: 42 },
        "version:42": { version: 42 },
        "position:7000000000": { position: 7_000_000_000 },
        now: { time: "2026-11-23T15:00:00.500Z" },
        "2026-11-20": { time: "2026-11-20T00:00:00.000Z" },
        "2026-11-20T14:30": { time: "2026-11-20T14:30:00.000Z" },
        "2026-11-20 14:30:05": { time: "2026-11-20T14:30:05.999Z" },
        "2026-11-20T14:30:05.12Z": { time: "2026-11-20T14:30:05.120Z" },
        "2026-11-20T14:30:05.123456Z": { time: "2026-11-20T14:30:05.123Z" },
        "2026-11-20T14:30+01:00": { time: "2026-11-20T13:30:00.000Z" },
        "2026-11-20T14:30-0230": { time: "2026-11-20T17:00:00.000Z" },
        "2026-11-20T00:30:00+01": { time: "2026-11-19T23:30:00.999Z" },
        "14:30": { time: "2026-11-23T14:30:00.000Z" },
        "14:30:05+02:00": { time: "2026-11-23T12:30:05.999Z" }
      }
      for (const [text, moment] of Object.entries(moments))
        assert.deepStrictEqual<unknown>(yield* parseMoment(text), moment, text)
      assert.strictEqual<string>(yield* parseTime("14:30:05", "start"), "2026-11-23T14:30:05.000Z")
    })
  )

  it.effect("that is none is refused with the ways to write one", () =>
    Effect.gen(function* () {
      for (const text of [
        "",
        "yesterday",
        "-1",
        "1.5",
        "position:",
        "position:x",
        "2026-02-31",
        "2026-13-01",
        "2026-11-20T25:00",
        "2026-11-20T",
        "14:30+99:00",
        "2026-11-20Z",
        "99999999999999999999"
      ]) {
        const error = yield* Effect.flip(parseMoment(text))
        assert.include(
          error.message,
          `"${text}" is no moment. Give a version (42), position:N, now, or a time`
        )
      }
    })
  )
})
