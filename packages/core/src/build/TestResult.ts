/**
 * One test as its runner reported it.
 */
import { Schema } from "effect"

/** `skipped` is also a test that is still to be written, whether it was run or not. */
export const TestOutcome = Schema.Literals(["passed", "failed", "skipped"])
export type TestOutcome = typeof TestOutcome.Type

export const TestResult = Schema.Struct({
  /** The names of the groups around it and its own, joined with ` > `. */
  name: Schema.String,
  outcome: TestOutcome,
  /** The file it is written in, where the runner names it. */
  path: Schema.optionalKey(Schema.String)
})
export type TestResult = typeof TestResult.Type

export const nameSeparator = " > "

export const countOutcome = (tests: ReadonlyArray<TestResult>, outcome: TestOutcome): number =>
  tests.filter((test) => test.outcome === outcome).length
