/**
 * What `node --test` prints with the reporter `tap`. Exact: it tells tests from groups, and marks what the tested
 * program printed.
 */
import { Option } from "effect"
import type { Diagnostic } from "../proof/Proof.ts"
import { addCounts, type BuildCounts } from "./BuildCount.ts"
import { fileFailure, isEmptyTestFile, nodeTestTotals } from "./NodeTestRun.ts"
import { type ParsedOutput, readFrom } from "./ParsedOutput.ts"
import { dedent, linesOf } from "./PlainText.ts"
import { firstPlace, placeOf } from "./StackFrame.ts"
import { countOutcome, nameSeparator, type TestOutcome, type TestResult } from "./TestResult.ts"

export const parse = (text: string): Option.Option<ParsedOutput> => {
  const lines = linesOf(text)
  if (!lines.includes("TAP version 13")) return Option.none()
  const points = namePoints(readPoints(lines))
  const all = points.filter((point) => point.fields["type"] !== "suite").map(asResult)
  const tests = all.filter((test) => !isEmptyTestFile(test))
  const totals = nodeTestTotals("#", lines)
  const emptyFiles = { "tests.passed": tests.length - all.length }
  // Other producers of TAP print no totals; then the plan says how many tests there are at the margin.
  const isWhole = totals.length > 0 || planned(lines) === points.filter((point) => point.depth === 0).length
  return Option.some(
    readFrom("node:test", {
      counts:
        totals.length > 0
          ? addCounts(totals.reduce(addCounts), emptyFiles)
          : { ...countTests(tests), ...(isWhole ? {} : { errors: 1 }) },
      diagnostics: [...points.flatMap(asDiagnostic), ...(isWhole ? [] : [cutOff])],
      tests
    })
  )
}

/** The sum of the plans at the margin, `1..3`; -1 when there is none. */
const planned = (lines: ReadonlyArray<string>): number =>
  lines.reduce((sum, line) => {
    const count = /^1\.\.(\d+)(?: #.*)?$/.exec(line)?.[1]
    return count === undefined ? sum : Math.max(sum, 0) + Number(count)
  }, -1)

const cutOff: Diagnostic = {
  severity: "error",
  message:
    "The output of the tests ends before their plan, so nobody knows how many there are: let the test runner print all of it."
}

interface Point {
  readonly depth: number
  readonly names: ReadonlyArray<string>
  readonly outcome: TestOutcome
  readonly fields: Readonly<Record<string, string>>
  /** What was printed since the point before. */
  readonly printed: ReadonlyArray<string>
}

/** `    not ok 2 - name # TODO reason`; a `#` in the name itself is escaped. */
const pointLine = /^( *)(not )?ok \d+ - (.*?)(?: # (SKIP|TODO)\b.*)?$/

const readPoints = (lines: ReadonlyArray<string>): ReadonlyArray<Point> => {
  const points: Array<Point> = []
  let printed: Array<string> = []
  lines.forEach((line, index) => {
    const match = pointLine.exec(line)
    if (match !== null) {
      const [, indent = "", not, name = "", directive] = match
      points.push({
        depth: indent.length / 4,
        names: [unescapeName(name)],
        outcome: directive !== undefined ? "skipped" : not === undefined ? "passed" : "failed",
        fields: readFields(lines, index + 1, indent.length + 2),
        printed
      })
      printed = []
    } else if (line.startsWith("# ")) printed.push(line.slice(2))
  })
  return points
}

/** A group comes after what it holds, so each point takes the deeper ones since the last of its own depth. */
const namePoints = (points: ReadonlyArray<Point>): ReadonlyArray<Point> => {
  const named: Array<Point> = []
  points.forEach((point) => {
    for (let index = named.length - 1; index >= 0; index--) {
      const inner = named[index]
      if (inner === undefined || inner.depth <= point.depth) break
      named[index] = { ...inner, names: [...point.names, ...inner.names] }
    }
    named.push(point)
  })
  return named
}

/** The YAML block below a point: `key: value`, or `key: |-` and indented lines. */
const readFields = (lines: ReadonlyArray<string>, start: number, indent: number): Point["fields"] => {
  const fields: Record<string, string> = {}
  if (lines[start]?.trim() !== "---") return fields
  for (let index = start + 1; index < lines.length && lines[index]?.trim() !== "..."; index++) {
    const match = /^(\w+): (.*)$/.exec(lines[index]?.slice(indent) ?? "")
    if (match === null) continue
    const [, key = "", value = ""] = match
    if (value === "|-") {
      const block = blockBelow(lines, index, indent)
      fields[key] = dedent(block)
      index += block.length
    } else fields[key] = unquote(value)
  }
  return fields
}

const blockBelow = (lines: ReadonlyArray<string>, index: number, indent: number): ReadonlyArray<string> => {
  let end = index + 1
  while (lines[end]?.slice(0, indent + 2).trim() === "") end++
  return lines.slice(index + 1, end)
}

const asResult = (point: Point): TestResult => {
  const place = placeOf(point.fields["location"] ?? "")
  return {
    name: point.names.join(nameSeparator),
    outcome: point.outcome,
    ...(place === undefined ? {} : { path: place.path })
  }
}

const asDiagnostic = (point: Point): ReadonlyArray<Diagnostic> => {
  const { error = "failed", failureType, location = "", name, stack = "" } = point.fields
  if (point.outcome !== "failed" || failureType === "subtestsFailed") return []
  const place = firstPlace(stack.split("\n")) ?? placeOf(location)
  const message =
    error === "test failed" ? fileFailure(point.printed) : name === undefined ? error : `${name}: ${error}`
  return [{ severity: "error", message: `${point.names.join(nameSeparator)}: ${message}`, ...place }]
}

const countTests = (tests: ReadonlyArray<TestResult>): BuildCounts => ({
  "tests.passed": countOutcome(tests, "passed"),
  "tests.failed": countOutcome(tests, "failed"),
  "tests.skipped": countOutcome(tests, "skipped")
})

const unquote = (value: string) =>
  /^'.*'$/.test(value) ? value.slice(1, -1).replace(/\\(['\\])/g, "$1") : value

const unescapeName = (name: string) =>
  name
    .replace(/\\\\[nrt]/g, " ")
    .replace(/\\([#\\])/g, "$1")
    .trim()
