/**
 * The proof `form`: the brief says enough to begin. Judges what is there, not whether it is wise.
 */
import { Effect, Option } from "effect"
import type { Checker } from "../port/Checkers.ts"
import { type Diagnostic, ProofKind } from "../proof/Proof.ts"
import { titleOf } from "./BriefIntake.ts"
import { judge, missingFile, textOf, timed, type Verdict } from "./CheckReport.ts"
import { type MarkdownLine, plainText, readMarkdown } from "./MarkdownLines.ts"

export const briefPath = "docs/brief.md"

/** Characters of text besides headings. */
export const minimumText = 200

export const checker: Checker = {
  kind: ProofKind.make("form"),
  check: (input) =>
    timed(
      Effect.map(
        textOf(input, briefPath),
        Option.match({ onNone: () => judge(absent), onSome: (text) => checkBrief(text) })
      )
    )
}

export const checkBrief = (text: string): Verdict => {
  const lines = readMarkdown(text)
  const sections = sectionsOf(lines)
  const characters = lines.reduce((sum, line) => sum + textOfLine(line).length, 0)
  const features = sections
    .filter((section) => !notFeatures.test(section.heading))
    .flatMap((section) => section.items)
  const hasPurpose =
    sections.some((s) => purpose.test(s.heading) && !notFeatures.test(s.heading) && s.characters > 0) ||
    lines.some((line) => purposeLabel.test(textOfLine(line)))
  const diagnostics: ReadonlyArray<Diagnostic> = [
    ...when(
      titleOf(lines) === undefined,
      "title",
      "has no title. Begin it with a line such as `# Room booking`."
    ),
    ...when(
      characters < minimumText,
      "length",
      `has ${characters} characters of text besides headings, and ${minimumText} are needed. Say who will use it, what they do today and what should be better.`
    ),
    ...when(
      !hasPurpose,
      "purpose",
      "does not say what it is for. Add a section such as `## Problem` with at least one sentence."
    ),
    ...when(
      features.length === 0,
      "features",
      "lists no feature or requirement. Add a section such as `## Features` with list items such as `- Book a room for a time`."
    ),
    ...lines.flatMap(openPlace)
  ]
  return judge({
    passed: `The brief has a title, its purpose and ${features.length} features or requirements.`,
    counts: {
      characters,
      features: features.length,
      sections: sections.filter((s) => s.heading !== "").length
    },
    tools,
    diagnostics
  })
}

interface Section {
  readonly heading: string
  readonly items: Array<string>
  characters: number
}

/** Headings of level 2 and below; what stands before the first is a section without heading. */
const sectionsOf = (lines: ReadonlyArray<MarkdownLine>): ReadonlyArray<Section> => {
  const sections: Array<Section> = []
  let current: Section = { heading: "", items: [], characters: 0 }
  sections.push(current)
  for (const line of lines) {
    if (line.kind === "heading" && line.level > 1) {
      current = { heading: plainText(line.text), items: [], characters: 0 }
      sections.push(current)
    }
    current.characters += textOfLine(line).length
    if (line.kind === "item" && /\p{L}{2}/u.test(line.text)) current.items.push(line.text)
  }
  return sections
}

const textOfLine = (line: MarkdownLine): string =>
  line.kind === "item" || line.kind === "text" ? plainText(line.text).replace(/\s+/g, " ") : ""

const when = (missing: boolean, rule: string, message: string): ReadonlyArray<Diagnostic> =>
  missing
    ? [{ severity: "error", rule: `brief-${rule}`, path: briefPath, message: `${briefPath} ${message}` }]
    : []

const openPlace = (line: MarkdownLine): ReadonlyArray<Diagnostic> =>
  /\bTBD\b|\bto be (?:determined|decided)\b|\blorem ipsum\b/i.test(textOfLine(line))
    ? [
        {
          severity: "warning",
          rule: "brief-placeholder",
          path: briefPath,
          line: line.number,
          message: "This place is still open. Fill it in, or say that the factory may choose."
        }
      ]
    : []

const purpose =
  /\b(?:problem|purpose|why|background|context|goals?|aims?|objectives?|motivation|needs?|summary|overview|about|vision|mission|idea|introduction|what (?:it|this) is)\b/i
const purposeLabel = /^(?:the )?(?:problem|purpose|goal|aim|objective|why)\b[^:]{0,30}:\s*\S/i
const notFeatures =
  /\b(?:references?|links?|out of scope|not in scope|non-?goals?|glossary|stakeholders?|team|contacts?|timeline|budget|authors?)\b/i

const tools = { "layercake-form": "1" }

const absent = {
  passed: "",
  counts: {},
  tools,
  diagnostics: [missingFile(briefPath, "Hand in a brief that says what is to be built and why.")]
}
