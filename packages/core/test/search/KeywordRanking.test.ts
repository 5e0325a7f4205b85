import { assert, describe, it } from "@effect/vitest"
import { rank } from "@layercake/core/search/KeywordRanking"
import { wordsOf } from "@layercake/core/search/Keywords"

describe("words", () => {
  it("are the parts of identifiers, and the identifiers whole", () => {
    assert.deepStrictEqual(wordsOf("parseHTTPUrl_v2(x)"), [
      "parse",
      "http",
      "url",
      "v2",
      "parsehttpurlv2",
      "x"
    ])
    assert.deepStrictEqual(wordsOf("Übergröße, ROOMS"), ["übergröße", "room"])
    assert.deepStrictEqual(wordsOf("bookings policies class bus"), ["booking", "policy", "class", "bus"])
    assert.deepStrictEqual(wordsOf(" -- "), [])
  })
})

describe("ranking by words", () => {
  const entries = [
    { title: "src/room.ts", text: "export const bookRoom = () => 1\n// rooms are booked once" },
    { title: "src/booking.ts", text: "export const cancel = 2" },
    { title: "docs/long.md", text: `booking ${"other words ".repeat(500)}` },
    { title: "docs/none.md", text: "nothing to see" }
  ]
  const titles = (query: string) => rank(entries, query).map(({ entry }) => entry.title)

  it("puts a title before a text, a short text before a long one, and leaves out what has no word", () => {
    assert.deepStrictEqual(titles("booking"), ["src/booking.ts", "docs/long.md"])
  })

  it("finds parts of identifiers", () => {
    assert.deepStrictEqual(titles("book room")[0], "src/room.ts")
    assert.deepStrictEqual(titles("BOOKROOM"), ["src/room.ts"])
  })

  it("counts a rare word for more than one that is everywhere", () => {
    const many = [
      ...Array.from({ length: 9 }, (_, index) => ({ title: `${index}`, text: "common common common" })),
      { title: "rare", text: "common rare" }
    ]
    assert.strictEqual(rank(many, "common rare")[0]?.entry.title, "rare")
  })

  it("shows the line that has most of the words", () => {
    const [best] = rank(entries, "rooms booked")
    assert.deepInclude(best, { line: 2, excerpt: "// rooms are booked once" })
    assert.deepInclude(rank([{ title: "only title", text: "x" }], "title")[0], {
      line: 0,
      excerpt: "only title"
    })
  })

  it("finds nothing without words", () => {
    assert.deepStrictEqual(rank(entries, " ?! "), [])
    assert.deepStrictEqual(rank([], "x"), [])
  })
})
