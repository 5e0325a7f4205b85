import { assert, describe, it } from "@effect/vitest"
import { searchRecollections } from "@layercake/core/memory/RecollectionSearch"

const all = [
  { id: "decision-1", text: "Decided by ada: Keep bookings in UTC" },
  {
    id: "memory-1",
    text: "To be remembered by ada: bookRoom locks the row.\nBooking twice must fail, booking once not."
  },
  { id: "G5.backend.1", text: "The repair of test by backend-developer helped" }
]
const found = (query: string) => searchRecollections(all, query).map(({ id }) => id)

describe("searching what is remembered", () => {
  it("puts first what has more of the words, and then what says them more often", () => {
    assert.deepStrictEqual(found("booking row"), ["memory-1", "decision-1"])
    assert.deepStrictEqual(found("booking"), ["memory-1", "decision-1"])
    assert.deepStrictEqual(found("UTC bookings"), ["decision-1"])
  })

  it("takes a name apart, and a word for the beginning of a longer one, in whatever case", () => {
    assert.deepStrictEqual(found("BOOK"), ["memory-1", "decision-1"])
    assert.deepStrictEqual(found("room"), ["memory-1"])
    assert.deepStrictEqual(found("bookroom"), ["memory-1"])
  })

  it("finds nothing where there is no such word, nor for signs alone", () => {
    assert.deepStrictEqual(found("garden"), [])
    assert.deepStrictEqual(found("..."), [])
  })
})
