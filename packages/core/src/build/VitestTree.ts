/**
 * The names of tests in what Vitest prints: one line for each with the reporter `verbose`, a tree below the file with
 * `default`.
 */
import { nameSeparator, type TestOutcome, type TestResult } from "./TestResult.ts"

/** ` ✓ test/a.test.ts > group > name 2ms`. Glyphs for terminals without Unicode come last. */
const entryLine = /^( +)([✓×❯↓□·√✗x>]) (\S.*?)(?: (\d+(?:\.\d+)?)m?s)?$/
const outcomes: Readonly<Record<string, TestOutcome>> = {
  "✓": "passed",
  "√": "passed",
  "×": "failed",
  "✗": "failed",
  x: "failed",
  "↓": "skipped",
  "□": "skipped",
  "·": "skipped"
}
/** `|project| test/a.test.ts > group > name` */
const fullName = /^(?:\|[^|]*\| +)?(\S+\.[cm]?[jt]sx?) > (.+)$/
/** `|project| test/a.test.ts (6 tests | 4 failed)` */
const fileName = /^(?:\|[^|]*\| +)?(\S+\.[cm]?[jt]sx?) \(\d+ tests?\b[^)]*\)$/

interface Entry {
  readonly indent: number
  readonly glyph: string
  readonly label: string
}

export const readTests = (lines: ReadonlyArray<string>): ReadonlyArray<TestResult> => {
  // What follows the first rule are the errors in full, with glyphs of their own.
  const end = lines.findIndex((line) => /^⎯+ (?:Failed|Unhandled) /.test(line))
  const entries = lines.slice(0, end < 0 ? lines.length : end).flatMap(readEntry)
  const tests: Array<TestResult> = []
  let file: { readonly path: string; readonly indent: number } | undefined
  let groups: ReadonlyArray<{ readonly name: string; readonly indent: number }> = []
  entries.forEach((entry, index) => {
    const path = fileName.exec(entry.label)?.[1]
    const flat = fullName.exec(entry.label)
    if (path !== undefined) {
      file = { path, indent: entry.indent }
      groups = []
    } else if (flat !== null) {
      file = undefined
      tests.push(...result(entry, flat[2] ?? "", flat[1] ?? ""))
    } else if (file !== undefined && entry.indent > file.indent) {
      groups = groups.filter((group) => group.indent < entry.indent)
      const isGroup = (entries[index + 1]?.indent ?? 0) > entry.indent
      if (isGroup) groups = [...groups, { name: entry.label.replace(/ \(\d+\)$/, ""), indent: entry.indent }]
      else
        tests.push(
          ...result(entry, [...groups.map((group) => group.name), entry.label].join(nameSeparator), file.path)
        )
    }
  })
  return tests
}

const readEntry = (line: string): ReadonlyArray<Entry> => {
  const match = entryLine.exec(line)
  return match === null
    ? []
    : [{ indent: match[1]?.length ?? 0, glyph: match[2] ?? "", label: match[3] ?? "" }]
}

const result = (entry: Entry, name: string, path: string): ReadonlyArray<TestResult> => {
  const outcome = outcomes[entry.glyph]
  return outcome === undefined
    ? []
    : [{ name: name.replace(/ \((?:retry|repeat) x\d+\)$/, ""), outcome, path }]
}
