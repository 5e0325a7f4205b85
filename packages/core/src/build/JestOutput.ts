/**
 * What Jest prints, as text and with `--json`. Text names the tests of a file with `--verbose`, or when there is one
 * file only.
 */
import { Option } from "effect"
import type { Diagnostic } from "../proof/Proof.ts"
import { addCounts, type BuildCounts } from "./BuildCount.ts"
import { countFindings, type ParsedOutput, readFrom } from "./ParsedOutput.ts"
import { dedent, linesOf } from "./PlainText.ts"
import { firstPlace } from "./StackFrame.ts"
import { nameSeparator, type TestOutcome, type TestResult } from "./TestResult.ts"
import * as VitestJson from "./VitestJson.ts"

export const parse = (text: string): Option.Option<ParsedOutput> =>
  Option.orElse(VitestJson.parseJest(text), () => parseText(linesOf(text)))

/** The block at the end; only the whole of it counts, as a tested program may print a line that looks like one. */
const suitesLine = /^Test Suites: .*\b\d+ total$/
const testsLine = /^Tests: +(.*\b\d+ total)$/
const snapshotsLine = /^Snapshots: +/
const timeLine = /^Time: +[\d.]+ m?s/

const noTestsFound = /^No tests found, exiting with code \d+$/

const parseText = (lines: ReadonlyArray<string>): Option.Option<ParsedOutput> => {
  const totals = lines.flatMap((line, index) => readTotals(line, lines.slice(index + 1, index + 4)))
  const empty = lines.find((line) => noTestsFound.test(line))
  if (totals.length === 0 && empty === undefined) return Option.none()
  const sections = readSections(lines)
  const outside = [
    ...sections.filter((section) => section.title === suiteFailure).map((section) => section.diagnostic),
    ...(empty === undefined ? [] : [{ severity: "error" as const, message: empty }])
  ]
  return Option.some(
    readFrom("jest", {
      counts: {
        ...(totals.length === 0 ? { "tests.passed": 0 } : totals.reduce(addCounts, {})),
        ...countFindings(outside)
      },
      diagnostics: [
        ...outside,
        ...sections.filter((section) => section.title !== suiteFailure).map((section) => section.diagnostic)
      ],
      tests: readTests(lines)
    })
  )
}

const readTotals = (line: string, below: ReadonlyArray<string>): ReadonlyArray<BuildCounts> => {
  const [tests = "", snapshots = "", time = ""] = below
  const numbers = suitesLine.test(line) ? testsLine.exec(tests)?.[1] : undefined
  if (numbers === undefined || !snapshotsLine.test(snapshots) || !timeLine.test(time)) return []
  const value = (word: string) => Number(new RegExp(`(\\d+) ${word}\\b`).exec(numbers)?.[1] ?? 0)
  return [
    {
      "tests.passed": value("passed"),
      "tests.failed": value("failed"),
      "tests.skipped": value("skipped") + value("todo")
    }
  ]
}

const fileLine = /^(?:PASS|FAIL) +(?:\S+ +)?(\S+\.[cm]?[jt]sx?)(?: \(.*\))?$/
const sectionLine = /^ {2}● (\S.*)$/
const suiteFailure = "Test suite failed to run"
const titleSeparator = / › /g

interface Section {
  readonly title: string
  readonly diagnostic: Diagnostic
}

const readSections = (lines: ReadonlyArray<string>): ReadonlyArray<Section> => {
  const sections: Array<Section> = []
  let file: string | undefined
  lines.forEach((line, index) => {
    const path = fileLine.exec(line)?.[1]
    if (path !== undefined) file = path
    const title = sectionLine.exec(line)?.[1]
    if (title === undefined || title === "Console") return
    const body = bodyBelow(lines, index)
    const place = firstPlace(body)
    const end = body.findIndex((text) => /^ +(?:at \S|> ?\d+ \||\d+ \|)/.test(text))
    const message = dedent(body.slice(0, end < 0 ? body.length : end))
    sections.push({
      title,
      diagnostic: {
        severity: "error",
        message: `${title.replace(titleSeparator, nameSeparator)}: ${message}`,
        ...(place ?? (file === undefined ? {} : { path: file }))
      }
    })
  })
  return sections
}

const bodyBelow = (lines: ReadonlyArray<string>, title: number) => {
  let end = title + 1
  while (end < lines.length && /^(?:$| {4})/.test(lines[end] ?? "")) end++
  return lines.slice(title + 1, end)
}

/** `    ✓ books a room (5 ms)`, `    ○ skipped sends a letter`; glyphs for terminals without Unicode come last. */
const testLine = /^( {2,})([✓✕○✎√×]) (?:(skipped|todo) )?(\S.*?)(?: \(\d+(?:\.\d+)? m?s\))?$/
const groupLine = /^( {2,})([^\s●].*)$/
const outcomes: Readonly<Record<string, TestOutcome>> = {
  "✓": "passed",
  "√": "passed",
  "✕": "failed",
  "×": "failed",
  "○": "skipped",
  "✎": "skipped"
}

const readTests = (lines: ReadonlyArray<string>): ReadonlyArray<TestResult> => {
  const tests: Array<TestResult> = []
  let path: string | undefined
  let groups: ReadonlyArray<{ readonly indent: number; readonly name: string }> = []
  for (const line of lines) {
    const file = fileLine.exec(line)?.[1]
    if (file !== undefined) {
      path = file
      groups = []
      continue
    }
    // The tree of a file ends with an empty line or with anything at the margin.
    if (!/^ {2}/.test(line) || sectionLine.test(line)) path = undefined
    if (path === undefined) continue
    const [, indent = "", glyph = "", , name] = testLine.exec(line) ?? []
    if (name !== undefined) {
      const around = groups.filter((group) => group.indent < indent.length).map((group) => group.name)
      tests.push({
        name: [...around, name].join(nameSeparator),
        outcome: outcomes[glyph] ?? "skipped",
        path
      })
      continue
    }
    const group = groupLine.exec(line)
    if (group !== null) {
      const depth = group[1]?.length ?? 0
      groups = [...groups.filter((outer) => outer.indent < depth), { indent: depth, name: group[2] ?? "" }]
    }
  }
  return tests
}
