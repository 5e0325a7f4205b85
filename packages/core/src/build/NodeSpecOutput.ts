/**
 * What `node --test` prints with its default reporter `spec`. A group without tests cannot be told from a test here.
 */
import { Option } from "effect"
import type { Diagnostic } from "../proof/Proof.ts"
import { addCounts } from "./BuildCount.ts"
import { fileFailure, isEmptyTestFile, nodeTestTotals } from "./NodeTestRun.ts"
import { type ParsedOutput, readFrom } from "./ParsedOutput.ts"
import { dedent, linesOf } from "./PlainText.ts"
import { firstPlace, placeOf } from "./StackFrame.ts"
import { nameSeparator, type TestOutcome, type TestResult } from "./TestResult.ts"

export const parse = (text: string): Option.Option<ParsedOutput> => {
  const lines = linesOf(text)
  const totals = nodeTestTotals("ℹ", lines)
  if (totals.length === 0) return Option.none()
  const entries = readTree(lines)
  const tests = entries.map((entry) => entry.test).filter((test) => !isEmptyTestFile(test))
  const emptyFiles = { "tests.passed": tests.length - entries.length }
  return Option.some(
    readFrom("node:test", {
      counts: addCounts(totals.reduce(addCounts), emptyFiles),
      diagnostics: readFailures(lines, entries),
      tests
    })
  )
}

interface Entry {
  readonly leaf: string
  readonly test: TestResult
  readonly printed: ReadonlyArray<string>
}

const treeLine = /^( *)([▶✔✖﹣⚠]) (.*)$/
/** `name (0.13ms) # reason`. A reason also stands with a passed test that is still to be written. */
const ended = /^(.*) \(\d+(?:\.\d+)?ms\)(?: # (.*))?$/
const failuresTitle = "✖ failing tests:"

const readTree = (lines: ReadonlyArray<string>): ReadonlyArray<Entry> => {
  const entries: Array<Entry> = []
  /** Names of the groups that are open, by depth. */
  let open: Array<string> = []
  let printed: Array<string> = []
  let inFailures = false
  for (const line of lines) {
    if (line === failuresTitle) inFailures = true
    // A second run in the same output begins with its own tree.
    else if (/^(?:[▶✔﹣] |> )/.test(line)) inFailures = false
    const match: RegExpExecArray | null = inFailures ? null : treeLine.exec(line)
    if (match === null) {
      printed.push(line)
      continue
    }
    const [, indent = "", glyph = "", rest = ""]: ReadonlyArray<string | undefined> = match
    const depth = indent.length / 2
    if (glyph === "▶") {
      open = [...open.slice(0, depth), rest.trim()]
      continue
    }
    const timed = ended.exec(rest)
    // Every test that passed took some time; other lines with a tick are something that a program printed.
    if (timed === null && glyph === "✔") continue
    const leaf = (timed?.[1] ?? rest).trim()
    if (open[depth] !== leaf) {
      const outcome = outcomeOf(glyph, timed?.[2])
      entries.push({
        leaf,
        test: { name: [...open.slice(0, depth), leaf].join(nameSeparator), outcome },
        printed
      })
    }
    open = open.slice(0, depth)
    printed = []
  }
  return entries
}

const outcomeOf = (glyph: string, reason: string | undefined): TestOutcome =>
  glyph === "✖" ? "failed" : glyph === "✔" && reason === undefined ? "passed" : "skipped"

/** After the totals: `test at <place>`, the name again, the error and its stack. */
const readFailures = (
  lines: ReadonlyArray<string>,
  entries: ReadonlyArray<Entry>
): ReadonlyArray<Diagnostic> => {
  const starts = lines.flatMap((line, index) => (line.startsWith("test at ") ? [index] : []))
  const failed = new Map(
    entries.filter((entry) => entry.test.outcome === "failed").map((entry) => [entry.leaf, entry])
  )
  return starts.flatMap((start, index): ReadonlyArray<Diagnostic> => {
    const head = /^✖ (.*)$/.exec(lines[start + 1] ?? "")
    if (head === null) return []
    const leaf = (ended.exec(head[1] ?? "")?.[1] ?? head[1] ?? "").trim()
    const entry = failed.get(leaf)
    const body = lines.slice(start + 2, starts[index + 1] ?? lines.length)
    const stack = body.findIndex((line) => /^ +at \S/.test(line))
    const text = unquote(dedent(stack < 0 ? untilGap(body) : body.slice(0, stack)))
    const message = text === "test failed" ? fileFailure(entry?.printed ?? []) : text
    const place = firstPlace(body.slice(stack < 0 ? body.length : stack)) ?? placeOf(lines[start] ?? "")
    return [{ severity: "error", message: `${entry?.test.name ?? leaf}: ${message}`, ...place }]
  })
}

/** An error without a stack ends where the indentation does. */
const untilGap = (body: ReadonlyArray<string>) => {
  const end = body.findIndex((line) => /^\S/.test(line))
  return body.slice(0, end < 0 ? body.length : end)
}

const unquote = (text: string) => (/^'[^]*'$/.test(text) ? text.slice(1, -1) : text)
