import { assert, describe, it } from "@effect/vitest"
import { Timestamp } from "@layercake/core/event/Timestamp"
import { DateTime, Schema } from "effect"

const isTimestamp = Schema.is(Timestamp)

describe("a timestamp", () => {
  it("names a moment that there is, also in a leap year", () => {
    for (const text of [
      "1970-01-01T00:00:00.000Z",
      "2026-11-30T23:59:59.999Z",
      "2026-12-31T10:00:00.000Z",
      "2024-02-29T10:00:00.000Z",
      "2000-02-29T10:00:00.000Z",
      "9999-12-31T23:59:59.999Z"
    ]) {
      assert.isTrue(isTimestamp(text), text)
      assert.strictEqual(DateTime.formatIso(DateTime.makeUnsafe(text)), text)
    }
  })

  it("is none that a store would not know what to do with", () => {
    for (const text of [
      "2026-13-01T00:00:00.000Z",
      "2026-00-10T00:00:00.000Z",
      "2026-01-32T00:00:00.000Z",
      "2026-11-31T00:00:00.000Z",
      "2026-02-29T00:00:00.000Z",
      "1900-02-29T00:00:00.000Z",
      "2026-01-01T24:00:00.000Z",
      "2026-01-01T00:60:00.000Z",
      "2026-01-01T00:00:60.000Z",
      "0000-01-01T00:00:00.000Z",
      "2026-01-01T00:00:00Z",
      "2026-01-01T00:00:00.000+01:00",
      "2026-01-01T00:00:00.000Z\n"
    ])
      assert.isFalse(isTimestamp(text), JSON.stringify(text))
  })
})
