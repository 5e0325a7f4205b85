/**
 * From what a step did, or why it did nothing, to the report that its proof is made of.
 */
import type { SandboxResult, SandboxUnavailable } from "../port/Sandbox.ts"
import type { Diagnostic, ProofReport, ToolVersions } from "../proof/Proof.ts"
import type { InvalidPackageJson, StepCommand, StepMissing, StepRefused } from "./BuildPlan.ts"
import { readOutput } from "./BuildReader.ts"
import { judge } from "./BuildVerdict.ts"
import { bounded, longestMessage } from "./DiagnosticList.ts"
import { plain, relativeTo } from "./PlainText.ts"

export interface StepRun {
  readonly command: StepCommand
  readonly result: Pick<SandboxResult, "exitCode" | "killed" | "durationMillis">
  /** What it printed, as text. */
  readonly output: string
  /** Absolute path of the workspace. */
  readonly directory: string
  readonly tools: ToolVersions
  readonly sandbox: { readonly name: string; readonly isolated: boolean }
}

export const reportRun = (run: StepRun): ProofReport => {
  const { command, result } = run
  const parsed = readOutput(command.readers, run.output, run.directory)
  const judged = judge(command.step, result, parsed, printedLines(run).length === 0)
  const { outcome, summary } =
    judged.outcome === "failed" && diskIsFull.test(run.output) ? withoutSpace : judged
  const hasErrors = parsed.diagnostics.some((diagnostic) => diagnostic.severity === "error")
  return {
    outcome,
    summary,
    exitCode: result.exitCode,
    counts: parsed.counts,
    tools: run.tools,
    diagnostics: bounded([
      ...(outcome === "inconclusive" && (parsed.obstacle !== null || summary === withoutSpace.summary)
        ? parsed.diagnostics.map((found) => ({ ...found, severity: "warning" as const }))
        : parsed.diagnostics),
      ...(outcome === "passed" || hasErrors || parsed.obstacle !== null || summary === withoutSpace.summary
        ? []
        : lastLines(run)),
      ...command.warnings,
      ...(run.sandbox.isolated ? [] : [unprotected(run.sandbox.name)])
    ]),
    durationMillis: result.durationMillis
  }
}

/** The machine's fault, which nobody who mends the tree can do anything about. */
const diskIsFull = /\bENOSPC\b|No space left on device/
const withoutSpace = {
  outcome: "inconclusive" as const,
  summary: "The disk is full. Free some space and let it be built again."
}

export const reportMissing = (missing: StepMissing, tools: ToolVersions): ProofReport => ({
  ...notRun(missing.summary, tools),
  diagnostics: [{ severity: "error", message: missing.summary, path: "package.json", rule: "missing-step" }]
})

/** The tree is at fault, so it failed, though nothing was run. */
export const reportInvalid = (error: InvalidPackageJson, tools: ToolVersions): ProofReport => ({
  ...notRun(error.message, tools),
  outcome: "failed",
  diagnostics: bounded([
    { severity: "error", message: error.message, path: "package.json", rule: "invalid-package-json" }
  ])
})

/** What the tree asks for is refused, so it failed, though nothing was run. */
export const reportRefused = (refused: StepRefused, tools: ToolVersions): ProofReport => ({
  ...notRun(refused.finding.message, tools),
  outcome: "failed",
  diagnostics: bounded([refused.finding])
})

/** This machine lacks something that the project needs; nobody who mends the tree can do anything about it. */
export const reportLacking = (summary: string, tools: ToolVersions): ProofReport => notRun(summary, tools)

export const reportUnavailable = (error: SandboxUnavailable, tools: ToolVersions): ProofReport =>
  notRun(error.message, tools)

const notRun = (summary: string, tools: ToolVersions): ProofReport => ({
  outcome: "inconclusive",
  summary,
  exitCode: null,
  counts: {},
  tools,
  diagnostics: [],
  durationMillis: 0
})

/** Lines that package managers add to every output. */
const managerNoise =
  /^(?:(?:> |\$ )\S|npm warn |npm notice|npm error (?:A complete log|code \d+$|$)|yarn run v\d|Done in [\d.]+ ?m?s|\s*\[?ELIFECYCLE\]? |info Visit https:\/\/yarnpkg|error Command failed with exit code)/

const printedLines = (run: StepRun): ReadonlyArray<string> =>
  relativeTo(run.directory, plain(run.output))
    .slice(-20_000)
    .split("\n")
    .map((line) => line.trimEnd())
    .filter((line) => line !== "" && !managerNoise.test(line))

/** How the output ends is all there is to go by when no parser found an error. */
const lastLines = (run: StepRun): ReadonlyArray<Diagnostic> => {
  const message = printedLines(run).slice(-30).join("\n").slice(-longestMessage).trim()
  return message === "" ? [] : [{ severity: "error", message, rule: "last-lines" }]
}

const unprotected = (sandbox: string): Diagnostic => ({
  severity: "warning",
  message: `The step ran in the sandbox \`${sandbox}\`, which protects nothing on this machine from it.`,
  rule: "not-isolated"
})
