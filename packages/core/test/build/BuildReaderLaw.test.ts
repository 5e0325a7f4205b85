import { assert, describe, it } from "@effect/vitest"
import { type ReaderName, readerNames, readOutput, testReaders } from "@layercake/core/build/BuildReader"
import type { BuildStep } from "@layercake/core/build/BuildStep"
import { judge } from "@layercake/core/build/BuildVerdict"
import { npm, pnpm, yarnBerry } from "@layercake/core/build/PackageManager"
import { Schema } from "effect"
import { allSamples } from "./BuildSample.ts"

const sampleLines = allSamples.flatMap(([, text]) => text.split("\n")).filter((line) => line.length < 400)

/** Text that no tool printed, and lines of real output in an order that no tool prints them in. */
const anyText = Schema.String
const anyLines = Schema.Array(
  Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: sampleLines.length - 1 }))
)

const textOf = (picks: ReadonlyArray<number>, joint: string) =>
  picks.map((pick) => sampleLines[pick] ?? "").join(joint)

const sum = (numbers: ReadonlyArray<number>) => numbers.reduce((total, number) => total + number, 0)

/** The most passed tests that anybody could have read from a text. */
const claims = (text: string) =>
  sum(
    [...text.matchAll(/\bpass(?:ed)?\b\D{0,3}(\d+)|(\d+) passed\b/g)].map((match) =>
      Number(match[1] ?? match[2])
    )
  ) + [...text.matchAll(/^ *ok \d+ - |"status":"passed"/gm)].length

const passedIn = (text: string, readers: ReadonlyArray<ReaderName> = readerNames) =>
  readOutput(readers, text, "/workspace").counts["tests.passed"] ?? 0

describe("the laws of reading output", () => {
  it.prop(
    "no text makes a parser fail, and none that no runner printed counts as a passed test",
    [anyText],
    ([text]) => {
      assert.strictEqual(passedIn(text), 0)
    },
    { arbitrary: { runs: 300 } }
  )

  it.prop(
    "lines in any order never give more passed tests than they name",
    [anyLines],
    ([picks]) => {
      for (const joint of ["\n", "\r\n", "\u001b[0m\n"]) {
        const text = textOf(picks, joint)
        for (const reader of readerNames) assert.isAtMost(passedIn(text, [reader]), claims(text))
      }
    },
    { arbitrary: { runs: 150 } }
  )

  it("colours, line ends and progress that overwrites itself change nothing", () => {
    for (const [name, text] of allSamples) {
      const plain = readOutput(readerNames, text, "/workspace")
      assert.deepStrictEqual(
        readOutput(readerNames, text.replaceAll("\n", "\r\n"), "/workspace"),
        plain,
        name
      )
      const coloured = text.replaceAll("\n", "\u001b[39m\n\u001b[1G\u001b[0K")
      assert.deepStrictEqual(readOutput(readerNames, coloured, "/workspace"), plain, name)
    }
  })

  /** What was printed when the exit code came out as 0, for example because of a pipe. */
  const outcome = (step: BuildStep, readers: ReadonlyArray<ReaderName>, text: string) => {
    const parsed = readOutput(readers, text, "/workspace")
    const result = { exitCode: 0, killed: null, durationMillis: 1 }
    return { parsed, outcome: judge(step, result, parsed).outcome }
  }

  const cutSamples = (belongs: RegExp) => allSamples.filter(([name]) => belongs.test(name))

  it("tests whose output was cut off never pass", () => {
    const runs = cutSamples(/^(?:node-(?!lcov)|vitest-|jest-)/)
    assert.isAtLeast(runs.length, 30)
    for (const [name, text] of runs) {
      const whole = outcome("test", testReaders, text)
      const lines = text.split("\n")
      for (let kept = 0; kept < lines.length; kept++) {
        const cut = outcome("test", testReaders, lines.slice(0, kept).join("\n"))
        if (cut.outcome !== "passed") continue
        assert.strictEqual(whole.outcome, "passed", `${name} after ${kept} lines`)
        assert.strictEqual(cut.parsed.counts["tests.passed"], whole.parsed.counts["tests.passed"], name)
      }
    }
  })

  it("an audit whose output was cut off never passes", () => {
    const audits = cutSamples(/audit/)
    assert.isAtLeast(audits.length, 10)
    const readers = [npm, pnpm, yarnBerry(["yarn"])].flatMap((manager) => manager.readers.audit)
    for (const [name, text] of audits) {
      const whole = outcome("audit", readers, text)
      for (let kept = 0; kept < text.trimEnd().length; kept += 13) {
        const cut = outcome("audit", readers, text.slice(0, kept))
        if (cut.outcome === "passed") assert.strictEqual(whole.outcome, "passed", `${name} at ${kept}`)
      }
    }
  })

  it("reads a line of three megabytes, and a hundred thousand short ones, in reasonable time", () => {
    const long = `${'ok 1 - ✓ PASS {["Tests: YN0035: '.repeat(100_000)}\n`
    const many = "✓\n├─ x\n".repeat(50_000)
    for (const reader of readerNames) {
      assert.strictEqual(passedIn(long, [reader]), 0, reader)
      assert.strictEqual(passedIn(many, [reader]), 0, reader)
    }
  })
})
