import { assert, describe, it } from "@effect/vitest"
import { mentionedRequirements, parseRequirements } from "@layercake/core/check/RequirementList"

describe("RequirementList", () => {
  it("reads stories, requirements and criteria with their lines", () => {
    const list = parseRequirements(
      "# PRD\n\n## US-1 Book a room\n\nAs a person I want to book.\n\n- **FR-1** The system shows free rooms.\n- **AC-1.1** Given two rooms,\n  then both are shown.\n"
    )

    assert.deepStrictEqual(list, {
      stories: [{ id: "US-1", number: 1, text: "Book a room", line: 3 }],
      requirements: [
        {
          id: "FR-1",
          number: 1,
          text: "The system shows free rooms.",
          line: 7,
          nonFunctional: false,
          excluded: null,
          stories: ["US-1"]
        }
      ],
      criteria: [
        {
          id: "AC-1.1",
          number: 1,
          text: "Given two rooms, then both are shown.",
          line: 8,
          requirement: "FR-1"
        }
      ],
      strays: []
    })
  })

  const spellings = [
    "- **FR-1** The text",
    "* **FR-1**: The text",
    "+ FR-1: The text",
    "- **FR-1:** The text",
    "- __FR-1__ – The text",
    "- FR-1 The text",
    "  - `FR-1` The text",
    "- [ ] **FR-1** The text",
    "1. **FR-1.** The text",
    "- **FR-1 - The text**",
    "- [FR-1] The text"
  ]
  for (const spelling of spellings) {
    it(`reads \`${spelling}\` as a requirement`, () => {
      const list = parseRequirements(`${spelling}\r\n`)

      assert.deepStrictEqual(
        list.requirements.map(({ id, text }) => [id, text]),
        [["FR-1", "The text"]]
      )
    })
  }

  for (const heading of [
    "## US-2 Cancel",
    "### **US-2**: Cancel",
    "#### US-2 – Cancel",
    "## User story US-2: Cancel",
    "## [US-2] Cancel ##"
  ]) {
    it(`reads \`${heading}\` as a story`, () => {
      assert.deepStrictEqual(parseRequirements(heading).stories, [
        { id: "US-2", number: 2, text: "Cancel", line: 1 }
      ])
    })
  }

  for (const line of [
    "# US-1 Book",
    "##### US-1 Book",
    "- **US-1** Book",
    "### FR-1 Book",
    "FR-1 Book",
    "- FR 1 Book",
    "- fr-1 Book",
    "- FR-01 Book",
    "- **FR-1.2** Book",
    "- **AC-1** Book",
    "- AC-1-1 Book",
    "- FR-1a Book"
  ]) {
    it(`does not pass over \`${line}\` in silence`, () => {
      const list = parseRequirements(line)

      assert.strictEqual(list.stories.length + list.requirements.length + list.criteria.length, 0)
      assert.deepStrictEqual(
        list.strays.map((stray) => stray.line),
        [1]
      )
    })
  }

  it("does not take a sentence about a defined requirement for an entry", () => {
    const list = parseRequirements("- **FR-1** The text\n\nFR-1 matters most.\n\n| FR-1 | US-1 |\n")

    assert.deepStrictEqual(list.strays, [])
    assert.strictEqual(list.requirements.length, 1)
  })

  it("reads nothing out of code, comments and front matter", () => {
    const list = parseRequirements(
      "---\nFR-9: x\n---\n```md\n- **FR-1** in code\n```\n<!--\n- **FR-2** in a comment\n-->\n~~~~\n~~~\n- **FR-3** still code\n~~~~\n"
    )

    assert.deepStrictEqual([list.requirements, list.strays], [[], []])
  })

  it("ends a story at the next heading of its level and not before", () => {
    const list = parseRequirements(
      "## US-1 One\n### Requirements\n- **FR-1** a b c\n## Other\n- **FR-2** a b c\n- **FR-3** a b c (US-1)\n"
    )

    assert.deepStrictEqual(
      list.requirements.map((requirement) => requirement.stories),
      [["US-1"], [], ["US-1"]]
    )
  })

  it("finds ids in a text only as whole words", () => {
    assert.deepStrictEqual(mentionedRequirements("FR-1: books; (FR-2), FR-3. FR-3–FR-4"), [
      "FR-1",
      "FR-2",
      "FR-3",
      "FR-4"
    ])
    assert.deepStrictEqual(mentionedRequirements("NFR-1, NFR-10x and ANFR-1"), ["NFR-1"])
    assert.deepStrictEqual(mentionedRequirements("FR-10x FR-1.2 FR-1-2 fr-1 FR-01 XFR-1 N-FR-1"), [])
    assert.deepStrictEqual(mentionedRequirements("FR-10"), ["FR-10"])
  })

  it("reads qualities, and what is not built with the reason", () => {
    const list = parseRequirements(
      "- **NFR-1** It answers within 200 ms.\n- **FR-1** It keeps logs (non-functional).\n" +
        "- **FR-2** It prints (excluded: no printer).\n- **FR-3** It sings [excluded].\n- **FR-4** It shows non-functional rooms.\n" +
        "### NFR-2 Speed\n"
    )

    assert.deepStrictEqual(
      list.requirements.map(({ excluded, id, nonFunctional }) => [id, nonFunctional, excluded]),
      [
        ["NFR-1", true, null],
        ["FR-1", true, null],
        ["FR-2", false, "no printer"],
        ["FR-3", false, ""],
        ["FR-4", false, null]
      ]
    )
    assert.deepStrictEqual(list.strays, [{ id: "NFR-2", line: 6 }])
  })

  it("reads a document of adversarial size in reasonable time", () => {
    const list = parseRequirements(
      `${"- **FR-1** ".repeat(20_000)}\n${"#".repeat(50_000)} US-1\n${"<!--".repeat(50_000)}`
    )

    assert.strictEqual(list.requirements.length, 1)
  })
})
