/**
 * The report of Vitest's reporter `json`, whose shape is that of Jest's `--json`.
 */
import { Option, Schema } from "effect"
import type { Diagnostic } from "../proof/Proof.ts"
import { jsonDecoder, jsonFragment } from "./JsonFragment.ts"
import { countFindings, type ParsedOutput, readFrom } from "./ParsedOutput.ts"
import { firstPlace } from "./StackFrame.ts"
import { countOutcome, nameSeparator, type TestResult } from "./TestResult.ts"

const JsonTest = Schema.Struct({
  ancestorTitles: Schema.Array(Schema.String),
  title: Schema.String,
  /** `passed`, `failed`, `skipped`, `pending`, `todo`, `disabled` */
  status: Schema.String,
  failureMessages: Schema.optionalKey(Schema.NullOr(Schema.Array(Schema.String)))
})

const JsonReport = Schema.Struct({
  numTotalTests: Schema.Int,
  testResults: Schema.Array(
    Schema.Struct({
      name: Schema.String,
      status: Schema.String,
      message: Schema.optionalKey(Schema.NullOr(Schema.String)),
      assertionResults: Schema.Array(JsonTest)
    })
  )
})
const decodeReport = jsonDecoder(JsonReport)

/** Vitest writes the totals first. */
export const parse = (text: string): Option.Option<ParsedOutput> =>
  read("vitest", text, /\{\s*"numTotalTestSuites"\s*:/)

/** Jest writes its members in the order of the alphabet. */
export const parseJest = (text: string): Option.Option<ParsedOutput> =>
  read("jest", text, /\{\s*"numFailedTestSuites"\s*:/)

const read = (tool: string, text: string, opening: RegExp): Option.Option<ParsedOutput> =>
  Option.map(decodeReport(jsonFragment(text, opening) ?? ""), (report) => {
    const tests = report.testResults.flatMap((file) =>
      file.assertionResults.map((test) => asResult(test, file.name))
    )
    // A file that cannot be loaded has a message and no tests.
    const broken = report.testResults
      .filter((file) => file.status === "failed" && file.assertionResults.length === 0)
      .map((file): Diagnostic => ({
        severity: "error",
        message: file.message ?? "the file could not be loaded",
        path: file.name
      }))
    const failed = report.testResults.flatMap((file) =>
      file.assertionResults.flatMap((test) => asDiagnostic(test, file.name))
    )
    return readFrom(tool, {
      counts: {
        "tests.passed": countOutcome(tests, "passed"),
        "tests.failed": countOutcome(tests, "failed"),
        "tests.skipped": countOutcome(tests, "skipped"),
        ...countFindings(broken)
      },
      diagnostics: [...broken, ...failed],
      tests
    })
  })

const nameOf = (test: typeof JsonTest.Type) => [...test.ancestorTitles, test.title].join(nameSeparator)

const asResult = (test: typeof JsonTest.Type, path: string): TestResult => ({
  name: nameOf(test),
  outcome: test.status === "passed" || test.status === "failed" ? test.status : "skipped",
  path
})

const asDiagnostic = (test: typeof JsonTest.Type, path: string): ReadonlyArray<Diagnostic> => {
  if (test.status !== "failed") return []
  const lines = (test.failureMessages ?? []).join("\n").split("\n")
  const stack = lines.findIndex((line) => /^ +at /.test(line))
  const message = lines.slice(0, stack < 0 ? lines.length : stack).join("\n")
  return [{ severity: "error", message: `${nameOf(test)}: ${message}`, ...(firstPlace(lines) ?? { path }) }]
}
