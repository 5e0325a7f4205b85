import { assert, describe, it } from "@effect/vitest"
import { checker, checkRequirements } from "@layercake/core/check/RequirementCheck"
import { parseRequirements } from "@layercake/core/check/RequirementList"
import { Effect } from "effect"
import { treeOf } from "./CheckedTree.ts"

const good = `# Room booking: requirements

## US-1 Book a room

As an employee I want to book a room so that my team can meet.

- **FR-1** The system lists the rooms that are free at a given time.
  - **AC-1.1** Given two rooms of which one is booked at 10:00, when I ask for 10:00, then only the other is listed.
- **FR-2** The system refuses a booking that overlaps another booking of the same room.
  - **AC-2.1** Given a booking from 10:00 to 11:00, when I book 10:30, then the answer is 409 and nothing is stored.
  - **AC-2.2** A booking from 11:00 is accepted.

## US-2 Cancel a booking

- **FR-3** The system removes a booking when its owner cancels it.
  - **AC-3.1** Given my booking, when I cancel it, then the room is listed as free.
`
const check = (text: string) => checkRequirements(parseRequirements(text))
const rules = (text: string) =>
  check(text).diagnostics.map((diagnostic) => [diagnostic.rule, diagnostic.line])

describe("RequirementCheck", () => {
  it.effect("passes a document whose requirements are numbered, placed, testable and have criteria", () =>
    Effect.gen(function* () {
      const report = yield* checker.check(treeOf({ "docs/prd.md": good }))

      assert.strictEqual(report.outcome, "passed", report.summary)
      assert.deepStrictEqual(report.counts, {
        stories: 2,
        requirements: 3,
        criteria: 4,
        errors: 0,
        warnings: 0
      })
    })
  )

  it.effect("lists what it read for the log, with the document it is from", () =>
    Effect.gen(function* () {
      const text = `${good}\n- **NFR-1** It answers within 200 ms (US-9).\n`
      const { trace } = yield* checker.check(treeOf({ "docs/prd.md": text }))

      assert.strictEqual(trace?.listed?.path, "docs/prd.md")
      assert.deepStrictEqual(
        trace?.listed?.requirements.map(({ criteria, id, nonFunctional, stories }) => [
          id,
          nonFunctional,
          stories.join(),
          criteria.map((criterion) => criterion.id).join()
        ]),
        [
          ["FR-1", false, "US-1", "AC-1.1"],
          ["FR-2", false, "US-1", "AC-2.1,AC-2.2"],
          ["FR-3", false, "US-2", "AC-3.1"],
          ["NFR-1", true, "", ""]
        ]
      )
      assert.isUndefined((yield* checker.check(treeOf({}))).trace)
    })
  )

  it("numbers qualities on their own, asks them for no criterion, and asks for the reason of an exclusion", () => {
    const text = good.replace("listed as free.\n", "listed as free.\n- **NFR-1** It answers within 200 ms.\n")

    assert.deepStrictEqual(rules(text), [])
    assert.deepStrictEqual(rules(text.replace("NFR-1", "NFR-2")), [["number-gap", 17]])
    assert.deepStrictEqual(rules(text.replace("cancels it.", "cancels it (excluded).")), [
      ["exclusion-without-reason", 15]
    ])
  })

  it.effect("reports a missing document by its path", () =>
    Effect.gen(function* () {
      const report = yield* checker.check(treeOf({}))

      assert.strictEqual(report.outcome, "failed")
      assert.match(report.summary, /docs\/prd\.md is missing/)
    })
  )

  it("does not pass a document without any requirement", () => {
    assert.strictEqual(check("# Plan\n\nWe will build it.\n").outcome, "failed")
    assert.deepStrictEqual(
      check("").diagnostics.map((diagnostic) => diagnostic.rule),
      ["nothing-found", "nothing-found"]
    )
  })

  it("finds a gap, a duplicate and what begins above 1", () => {
    assert.deepStrictEqual(rules(good.replaceAll("FR-3", "FR-4").replace("AC-3", "AC-4")), [
      ["number-gap", 15]
    ])
    assert.deepStrictEqual(rules(good.replaceAll("US-2", "US-3")), [["number-gap", 13]])
    assert.deepStrictEqual(rules(good.replaceAll("AC-2.2", "AC-2.3")), [["number-gap", 11]])
    assert.deepStrictEqual(rules(good.replaceAll("AC-2.2", "AC-2.1")), [["duplicate-number", 11]])
    assert.deepStrictEqual(rules(good.replace("US-2", "US-1")), [["duplicate-number", 13]])
    assert.match(
      check(good.replace("FR-2", "FR-1")).diagnostics[0]?.message ?? "",
      /FR-1 is there already in line 7/
    )
  })

  it("finds a requirement without criterion and a criterion without requirement", () => {
    assert.deepStrictEqual(rules(good.replace("AC-3.1", "AC-9.1")), [
      ["requirement-without-criterion", 15],
      ["criterion-without-requirement", 16]
    ])
  })

  it("finds a requirement that belongs to no story, or to one that does not exist", () => {
    assert.deepStrictEqual(rules(good.replace("## US-2 Cancel a booking", "## Others")), [
      ["requirement-without-story", 15]
    ])
    assert.deepStrictEqual(
      rules(
        good.replace("## US-2 Cancel a booking", "## Others").replace("cancels it.", "cancels it (US-1).")
      ),
      []
    )
    assert.deepStrictEqual(rules(good.replace("cancels it.", "cancels it (US-7).")), [
      ["story-without-requirement", 13],
      ["unknown-story", 15]
    ])
  })

  it("finds what is not written so that it can be read", () => {
    assert.deepStrictEqual(rules(good.replace("- **FR-3**", "### FR 3")), [
      ["story-without-requirement", 13],
      ["unreadable-entry", 15],
      ["criterion-without-requirement", 16]
    ])
  })

  const vague: ReadonlyArray<[string, RegExp]> = [
    ["The system must be fast.", /"fast"\. Write a number with a unit/],
    ["The list displays its results quickly.", /"quickly"\. Write a number/],
    ["The application is user-friendly.", /"user-friendly"/],
    ["Booking a room is easy.", /"easy"/],
    ["It handles rooms, times, people, etc.", /"etc\."\. Write the complete list/],
    ["The number of rooms is TBD.", /"TBD"/],
    ["Errors are handled as appropriate.", /"as appropriate"/],
    ["The system is robust and secure.", /"robust"/],
    ["The page has a modern look.", /"modern"/],
    ["Login", /says too little/]
  ]
  for (const [text, message] of vague) {
    it(`finds that "${text}" cannot be tested`, () => {
      const document = `## US-1 One\n- **FR-1** ${text}\n- **AC-1.1** Given a room, then it is shown.\n`

      const verdict = check(document)

      assert.strictEqual(verdict.outcome, "failed")
      assert.strictEqual(verdict.diagnostics[0]?.line, 2)
      assert.match(verdict.diagnostics[0]?.message ?? "", message)
    })
  }

  const testable = [
    "The search is fast: at most 300 ms for 1,000 rooms.",
    "An easy start: the first page shows the free rooms.",
    "A wrong password is handled securely and refused.",
    "The system stores breakfast orders of each booking.",
    'The page says "No room is free" in a user-friendly way.'
  ]
  for (const text of testable) {
    it(`accepts "${text}"`, () => {
      assert.deepStrictEqual(
        rules(`## US-1 One\n- **FR-1** ${text}\n- **AC-1.1** Given a room, then it is shown.\n`),
        []
      )
    })
  }

  it("accepts a word of praise whose criterion has the number, and finds one in a criterion", () => {
    assert.deepStrictEqual(
      rules("## US-1 One\n- **FR-1** The search is fast.\n- **AC-1.1** It answers within 300 ms.\n"),
      []
    )
    assert.deepStrictEqual(
      rules("## US-1 One\n- **FR-1** The search is fast.\n- **AC-1.1** It is really fast.\n"),
      [
        ["untestable", 2],
        ["untestable", 3]
      ]
    )
  })

  it("does not take the id of a requirement for a number", () => {
    assert.deepStrictEqual(
      rules("## US-1 One\n- **FR-1** The search is fast (see FR-1).\n- **AC-1.1** Rooms are shown.\n"),
      [["untestable", 2]]
    )
  })
})
