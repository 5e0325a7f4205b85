/**
 * What agents do to tests so that they pass, and what they do to them in good faith.
 */
import { assert, describe, it } from "@effect/vitest"
import { scan } from "@layercake/core/tamper/TamperScan"

const path = "test/booking.test.ts"
const before = `import { test } from "node:test"
import assert from "node:assert/strict"
import { book, cancel, isFree } from "../src/booking.ts"

test("FR-1 books a free slot", () => {
  const slot = book("Ada", 9, 10)
  assert.equal(slot.room, "Ada")
  assert.equal(slot.from, 9)
})

test("FR-2 refuses a slot that is taken", () => {
  book("Ada", 9, 10)
  assert.throws(() => book("Ada", 9, 10), /taken/)
})

test("FR-3 cancels a booking", async () => {
  const slot = book("Ada", 11, 12)
  await cancel(slot.id)
  assert.equal(isFree("Ada", 11, 12), true)
})
`
const edit = (from: string | RegExp, to: string) => {
  const after = before.replace(from, to)
  assert.notStrictEqual(after, before, "the sample has to be different")
  return after
}
const kinds = (
  after: string | null,
  more: ReadonlyArray<{ path: string; before: string | null; after: string | null }> = []
) =>
  scan([{ path, before, after }, ...more]).map(({ kind, line }) =>
    line === undefined ? kind : `${kind}:${line}`
  )

const second = /test\("FR-2[\s\S]*?\n\}\)\n\n/
const body = /\{\n {2}book\("Ada", 9, 10\)\n {2}assert.throws[^\n]*\n\}/

describe("a scan finds tests that are", () => {
  const table: ReadonlyArray<readonly [what: string, after: string | null, found: ReadonlyArray<string>]> = [
    ["gone with their file", null, ["test-file-removed"]],
    ["emptied", `import { test } from "node:test"\n`, ["test-file-emptied"]],
    ["commented out all", before.replace(/^/gm, "// "), ["test-file-emptied"]],
    ["removed", edit(second, ""), ["tests-removed"]],
    [
      "commented out",
      edit(second, (before.match(second)?.[0] ?? "").replace(/^(?=.)/gm, "// ")),
      ["tests-removed"]
    ],
    [
      "replaced by one that asserts nothing",
      edit(second, `test("works", () => {\n  book("Ada", 9, 10)\n})\n\n`),
      ["tests-removed"]
    ],
    ["skipped", edit(`test("FR-2`, `test.skip("FR-2`), ["tests-skipped:11"]],
    ["skipped by an option", edit(`taken", () =>`, `taken", { skip: "flaky" }, () =>`), ["tests-skipped:11"]],
    ["skipped from inside", edit(`taken", () => {`, `taken", (t) => {\n  t.skip()`), ["tests-skipped:11"]],
    ["to be done", edit(`test("FR-2`, `test.todo("FR-2`), ["tests-skipped:11"]],
    [
      "in a group that is skipped",
      `describe.skip("all", () => {\n${before}})\n`,
      ["tests-skipped:6", "tests-skipped:12", "tests-skipped:17"]
    ],
    ["left out by another that runs alone", edit(`test("FR-1`, `test.only("FR-1`), ["tests-narrowed:5"]],
    ["without what they asserted", edit(body, `{\n  book("Ada", 9, 10)\n}`), ["assertions-removed:11"]],
    [
      "asserting what always holds",
      edit(/assert\.throws[^\n]*/, "assert.ok(true)"),
      ["assertions-trivial:11"]
    ],
    [
      "comparing a thing with itself",
      edit(/assert\.throws[^\n]*/, "assert.equal(1, 1)"),
      ["assertions-trivial:11"]
    ],
    [
      "asking only whether there is something",
      edit(/assert\.equal\(slot\.room, "Ada"\)\n {2}assert\.equal\(slot\.from, 9\)/, "assert.ok(slot)"),
      ["assertions-weakened:5"]
    ]
  ]
  for (const [what, after, found] of table) it(what, () => assert.deepStrictEqual(kinds(after), found))

  it("asserting what always holds, in the words of Vitest", () => {
    const was = `import { expect, it } from "vitest"\nit("adds", () => {\n  expect(add(1, 2)).toBe(3)\n})\n`
    for (const trivial of ["expect(true).toBe(true)", "expect(1).toEqual(1)", `expect("x").toBeTruthy()`])
      assert.deepStrictEqual(
        scan([{ path, before: was, after: was.replace("expect(add(1, 2)).toBe(3)", trivial) }]).map(
          ({ kind }) => kind
        ),
        ["assertions-trivial"],
        trivial
      )
    const weak = was.replace(".toBe(3)", ".toBeDefined()")
    assert.deepStrictEqual(
      scan([{ path, before: was, after: weak }]).map(({ kind }) => kind),
      ["assertions-weakened"]
    )
  })

  it("thinned out all over the file", () => {
    const test = (name: string, count: number) =>
      `it("${name}", () => {\n${"  expect(sum(1, 2)).toBe(3)\n".repeat(count)}})\n`
    const was = ["a", "b", "c"].map((name) => test(name, 4)).join("")
    const thin = ["a", "b", "c"].map((name) => test(name, 1)).join("")
    assert.deepStrictEqual(
      scan([{ path, before: was, after: thin }]).map(({ kind }) => kind),
      ["assertions-removed"]
    )
  })
})

describe("a scan finds nothing in", () => {
  const table: ReadonlyArray<readonly [what: string, after: string]> = [
    [
      "other words for the same",
      edit(`test("FR-2 refuses a slot that is taken"`, `test("FR-2 refuses what is taken"`)
    ],
    ["another order", (before.match(second)?.[0] ?? "") + edit(second, "")],
    ["a test more", `${before}\ntest("FR-4 lists", () => {\n  assert.deepEqual(list(), [])\n})\n`],
    ["a new test that is still to be written", `${before}\ntest.todo("FR-5 exports a calendar")\n`],
    [
      "an assertion in place of two",
      edit(
        /assert\.equal\(slot\.room, "Ada"\)\n {2}assert\.equal\(slot\.from, 9\)/,
        `assert.deepEqual(slot, { id: 1, room: "Ada", from: 9, to: 10 })`
      )
    ],
    [
      "assertions in a function",
      `const expectFree = (free: boolean) => assert.equal(isFree("Ada", 11, 12), free)\n${edit(`assert.equal(isFree("Ada", 11, 12), true)`, "expectFree(true)")}`
    ],
    ["what a corrected value is", edit("assert.equal(slot.from, 9)", "assert.equal(slot.from, 10)")],
    [
      "other quotes and spaces",
      before
        .replaceAll(/^ {2}/gm, "    ")
        .replaceAll(`test("FR-1 books a free slot"`, "test('FR-1 books a free slot'")
    ],
    ["a group around them", `describe("bookings", () => {\n${before}})\n`],
    [
      "words in strings and comments",
      `${before}// test.skip("FR-1") was here, expect(true).toBe(true)\nconst text = 'it.only("x", () => {})'\n`
    ],
    [
      "a table in place of several tests",
      `import { test } from "vitest"\ntest.each([["FR-1", 1], ["FR-2", 2], ["FR-3", 3]])("%s holds", (id, n) => {\n  expect(run(id)).toBe(n)\n})\n`
    ]
  ]
  for (const [what, after] of table) it(what, () => assert.deepStrictEqual(kinds(after), []))

  it("tests that move to another file", () => {
    const moved = before.match(second)?.[0] ?? ""
    assert.deepStrictEqual(
      kinds(edit(second, ""), [{ path: "test/refusal.test.ts", before: null, after: `${moved}` }]),
      []
    )
    assert.deepStrictEqual(
      kinds(null, [{ path: "test/all/booking.test.ts", before: null, after: before }]),
      []
    )
  })

  it("files that hold no tests", () => {
    for (const other of ["src/booking.ts", "docs/test.md", "specs/openapi.yaml", "test/data.json"])
      assert.deepStrictEqual(scan([{ path: other, before, after: null }]), [], other)
    assert.deepStrictEqual(
      scan([{ path: "test/rooms.ts", before: "// test/rooms.ts by G6.tests.1", after: "// by 2" }]),
      []
    )
  })
})
