import { assert, describe, it } from "@effect/vitest"
import * as BuildPlan from "@layercake/core/build/BuildPlan"
import { reportRun, reportUnavailable, type StepRun } from "@layercake/core/build/BuildReport"
import type { BuildStep } from "@layercake/core/build/BuildStep"
import { SandboxUnavailable } from "@layercake/core/port/Sandbox"
import { ProofReport } from "@layercake/core/proof/Proof"
import { Option, Result, Schema } from "effect"
import { sample } from "./BuildSample.ts"

const packageJson = JSON.stringify({ scripts: { build: "tsc", lint: "oxlint", test: "node --test" } })

const command = (step: BuildStep): BuildPlan.StepCommand => {
  const [planned] = Result.getOrThrow(
    BuildPlan.plan({ packageJson: Option.some(packageJson), paths: [] }, [step])
  )
  assert(planned?._tag === "StepCommand")
  return planned
}

const ran = (step: BuildStep, output: string, exitCode: number, more: Partial<StepRun> = {}) =>
  reportRun({
    command: command(step),
    result: { exitCode, killed: null, durationMillis: 40 },
    output,
    directory: "/workspace",
    tools: { node: "24.21.0" },
    sandbox: { name: "memory", isolated: true },
    ...more
  })

const isReport = Schema.is(ProofReport)

describe("BuildReport", () => {
  it("reports what the parsers read, with paths inside the workspace", () => {
    const report = ran("build", sample("tsc-plain"), 2)

    assert.isTrue(isReport(report))
    assert.strictEqual(report.outcome, "failed")
    assert.strictEqual(report.exitCode, 2)
    assert.deepStrictEqual(report.counts, { errors: 5, warnings: 0 })
    assert.deepStrictEqual(report.tools, { node: "24.21.0" })
    assert.strictEqual(report.diagnostics.length, 5)
    assert.isTrue(report.diagnostics.every((diagnostic) => diagnostic.path?.startsWith("src/")))
  })

  it("counts tests and coverage of one step together", () => {
    assert.deepStrictEqual(ran("test", sample("node-tap-coverage"), 0).counts, {
      "tests.passed": 3,
      "tests.failed": 0,
      "tests.skipped": 3,
      "coverage.lines": 63.64,
      "coverage.branches": 75,
      "coverage.functions": 66.67
    })
  })

  it("gives the last lines when nothing in the output is known, without those that npm adds", () => {
    const report = ran("lint", sample("npm-run-no-tool"), 127)

    assert.deepStrictEqual(report.diagnostics, [
      { severity: "error", message: "sh: 1: no-such-tool: not found", rule: "last-lines" }
    ])
    assert.include(report.summary, "of no known tool")
    assert.deepStrictEqual(ran("lint", sample("npm-run-silent"), 3).diagnostics, [])
  })

  it("keeps the end of a long output, within the bounds of a message", () => {
    const output = Array.from({ length: 5000 }, (_, line) => `line ${line} ${"x".repeat(80)}`).join("\n")

    const [last] = ran("build", `${output}\nat last`, 1).diagnostics

    assert.isAtMost(last?.message.length ?? 0, 2000)
    assert.isTrue(last?.message.endsWith("at last"))
  })

  it("shows where it hung when it was killed", () => {
    const report = ran("test", "waiting for /workspace/src/server.ts\n", 0, {
      result: { exitCode: null, killed: "timeout", durationMillis: 1000 }
    })

    assert.strictEqual(report.exitCode, null)
    assert.strictEqual(report.diagnostics[0]?.message, "waiting for src/server.ts")
  })

  it("keeps at most a hundred diagnostics, errors first, and says how many more there are", () => {
    const line = (index: number) =>
      index % 2 === 0 ? `src/a.ts(${index},1): error TS1: e` : `src/a.ts(${index},1): warning TS2: w`
    const output = Array.from({ length: 300 }, (_, index) => line(index)).join("\n")

    const { counts, diagnostics } = ran("build", output, 2)

    assert.deepStrictEqual(counts, { errors: 150, warnings: 150 })
    assert.strictEqual(diagnostics.length, 100)
    assert.isTrue(diagnostics.every((diagnostic) => diagnostic.severity === "error"))
    assert.strictEqual(
      diagnostics[99]?.message,
      "There are 201 more (51 errors, 150 warnings). The complete output names them."
    )
  })

  it("clips a long message", () => {
    const [first] = ran("build", `src/a.ts(1,1): error TS1: ${"é".repeat(3000)}`, 2).diagnostics

    assert.strictEqual(first?.message.length, 2000)
    assert.isTrue(first?.message.endsWith("…"))
  })

  it("warns when nothing protected the machine", () => {
    const report = ran("build", "", 0, { sandbox: { name: "plain-process", isolated: false } })

    assert.strictEqual(report.outcome, "passed")
    assert.deepStrictEqual(
      report.diagnostics.map((diagnostic) => [diagnostic.severity, diagnostic.rule]),
      [["warning", "not-isolated"]]
    )
  })

  it("adds nothing to an obstacle, which is nobody's to put right in the tree", () => {
    const report = ran("audit", sample("npm-audit-no-endpoint"), 1)

    assert.strictEqual(report.outcome, "inconclusive")
    assert.deepStrictEqual(report.diagnostics, [])
  })

  it("proves nothing without a sandbox, and says why", () => {
    const report = reportUnavailable(
      new SandboxUnavailable({ sandbox: "bubblewrap", reason: "no bwrap" }),
      {}
    )

    assert.strictEqual(report.outcome, "inconclusive")
    assert.strictEqual(report.exitCode, null)
    assert.include(report.summary, "no bwrap")
  })

  it("reads ten megabytes of anything in reasonable time", () => {
    const noise = `${"not ok [{(:1:1: error TS ✓ ✖ \u001b[31m".repeat(50)}\n`
    const output = noise.repeat(Math.ceil(10_000_000 / noise.length))

    for (const step of ["install", "build", "lint", "test", "audit"] as const) {
      assert.notStrictEqual(ran(step, output, 1).outcome, "passed", step)
    }
  })
})
