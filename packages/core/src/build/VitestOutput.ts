/**
 * What Vitest prints with its reporters `default` and `verbose`, and with `json` where that goes to the output. The
 * default reporter names the tests of a file only when one of them failed.
 */
import { Option } from "effect"
import type { Diagnostic } from "../proof/Proof.ts"
import { addCounts } from "./BuildCount.ts"
import { countFindings, type ParsedOutput, readFrom } from "./ParsedOutput.ts"
import { linesOf } from "./PlainText.ts"
import { firstPlace } from "./StackFrame.ts"
import type { TestResult } from "./TestResult.ts"
import * as VitestJson from "./VitestJson.ts"
import { readTests } from "./VitestTree.ts"

export const parse = (text: string): Option.Option<ParsedOutput> =>
  Option.orElse(parseReport(text), () => VitestJson.parse(text))

const runLine = /^ *(?:RUN|DEV) +v\d+\./
/** `      Tests  4 failed | 2 passed | 1 skipped | 1 todo (8)` */
const totalLine = /^ +Tests +(\d+ .*)\(\d+\)$/
const noFiles = /^No test files found\b.*$/

const parseReport = (text: string): Option.Option<ParsedOutput> => {
  const lines = linesOf(text)
  if (!lines.some((line) => runLine.test(line))) return Option.none()
  const tests = readTests(lines)
  const sections = readSections(lines)
  const total = lines.flatMap((line) => {
    const numbers = totalLine.exec(line)?.[1]
    return numbers === undefined ? [] : [readTotal(numbers)]
  })
  const empty = lines
    .filter((line) => noFiles.test(line))
    .map((message) => ({ severity: "error" as const, message }))
  const outside = [
    ...sections.filter((section) => !section.isTest).map((section) => section.diagnostic),
    ...empty
  ]
  return Option.some(
    readFrom("vitest", {
      counts: { ...noTests, ...countFindings(outside), ...total.reduce(addCounts, {}) },
      diagnostics: [...sections.map((section) => section.diagnostic), ...empty],
      tests
    })
  )
}

const noTests = { "tests.passed": 0, "tests.failed": 0, "tests.skipped": 0 }

const readTotal = (numbers: string) => {
  const value = (word: string) => Number(new RegExp(`(\\d+) ${word}\\b`).exec(numbers)?.[1] ?? 0)
  return {
    "tests.passed": value("passed"),
    "tests.failed": value("failed"),
    "tests.skipped": value("skipped") + value("todo")
  }
}

interface Section {
  /** False for what went wrong outside of a test: a file that cannot be loaded, a hook, a promise nobody waited for. */
  readonly isTest: boolean
  readonly diagnostic: Diagnostic
}

/** ` FAIL  |project| test/a.test.ts > group > name`, several above one error when it is the same. */
const failLine = /^ FAIL +(?:\|[^|]*\| +)?(\S.*)$/
const unhandledLine = /^⎯+ (Un\w+ \w+) ⎯+$/
const testsTitle = /^⎯+ Failed Tests \d+ ⎯+$/
const suitesTitle = /^⎯+ Failed Suites \d+ ⎯+$/
/** The error ends at its place, at the frame of code, or at the rule below it. */
const errorEnd = /^ ❯ |^⎯|^ +\d+\| |^(?:Serialized Error|Caused by): /

const readSections = (lines: ReadonlyArray<string>): ReadonlyArray<Section> => {
  const sections: Array<Section> = []
  let titles: Array<string> = []
  let isTest = true
  lines.forEach((line, index) => {
    if (testsTitle.test(line)) isTest = true
    else if (suitesTitle.test(line)) isTest = false
    const unhandled = unhandledLine.exec(line)?.[1]
    const title = failLine.exec(line)?.[1] ?? unhandled
    if (title === undefined || unhandled === "Unhandled Errors") return
    titles.push(title)
    const body = sectionBelow(lines, index)
    // Several titles stand above one error when it is the same.
    if (body.length === 0) return
    sections.push(...titles.map((name) => asSection(name, body, isTest && unhandled === undefined)))
    titles = []
  })
  return sections
}

const asSection = (title: string, body: ReadonlyArray<string>, isTest: boolean): Section => {
  const end = body.findIndex((line) => errorEnd.test(line))
  const message = body
    .slice(0, end < 0 ? body.length : end)
    .join("\n")
    .trim()
  return {
    isTest,
    diagnostic: {
      severity: "error",
      message: `${withoutFile(title)}: ${message}`,
      ...(firstPlace(body) ?? placeOfFile(title))
    }
  }
}

/** The lines of an error, up to the next title or rule. */
const sectionBelow = (lines: ReadonlyArray<string>, title: number) => {
  let end = title + 1
  while (end < lines.length && !/^(?:⎯| FAIL )/.test(lines[end] ?? "")) end++
  return lines.slice(title + 1, end)
}

const withoutFile = (title: string) =>
  title.replace(/ \[ [^\]]* \]$/, "").replace(/^\S+\.[cm]?[jt]sx? > /, "")

const placeOfFile = (title: string): Pick<TestResult, "path"> => {
  const path = /^\S+\.[cm]?[jt]sx?(?=$| )/.exec(title)?.[0]
  return path === undefined ? {} : { path }
}
