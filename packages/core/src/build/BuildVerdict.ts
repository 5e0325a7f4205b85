/**
 * Whether a step passed: from how its command ended and what the parsers read. Never passes what was not shown.
 */
import type { ProofOutcome } from "../proof/Proof.ts"
import type { SandboxResult } from "../port/Sandbox.ts"
import type { BuildStep } from "./BuildStep.ts"
import type { ParsedOutput } from "./ParsedOutput.ts"
import { countOutcome } from "./TestResult.ts"

export interface BuildVerdict {
  readonly outcome: ProofOutcome
  /** One sentence. */
  readonly summary: string
}

export type StepResult = Pick<SandboxResult, "exitCode" | "killed" | "durationMillis">

/** `isSilent`: nothing was printed that somebody could have read. */
export const judge = (
  step: BuildStep,
  result: StepResult,
  parsed: ParsedOutput,
  isSilent = true
): BuildVerdict => {
  if (result.killed !== null) {
    const seconds = Math.round(result.durationMillis / 1000)
    return failed(
      `The step \`${step}\` was stopped after ${seconds} s because it passed ${limits[result.killed]}.`
    )
  }
  if (result.exitCode === null) return failed(`The step \`${step}\` was ended by a signal from outside.`)
  switch (step) {
    case "install":
      return judgeInstall(result.exitCode, parsed)
    case "audit":
      return judgeAudit(parsed)
    case "test":
      return judgeTest(result.exitCode, parsed)
    default:
      return judgeFindings(step, result.exitCode, parsed, isSilent)
  }
}

const limits = {
  timeout: "its time limit",
  output: "the limit of output",
  disk: "the limit of disk space",
  memory: "the limit of memory"
} as const

const judgeInstall = (exitCode: number, parsed: ParsedOutput): BuildVerdict => {
  if (exitCode !== 0 && parsed.obstacle !== null) {
    return inconclusive(
      `Nothing could be installed: ${parsed.obstacle}. Run it again when the network is there.`
    )
  }
  if (exitCode !== 0)
    return failed(`The packages could not be installed (${ended("install", exitCode, parsed)}).`)
  const packages = parsed.counts["packages"] ?? 0
  return passed(packages === 0 ? "The packages are installed." : `${amount(packages, "package")} installed.`)
}

/** A report on the packages counts, whatever the exit code; moderate and low vulnerabilities do not fail. */
const judgeAudit = (parsed: ParsedOutput): BuildVerdict => {
  if (parsed.obstacle !== null)
    return inconclusive(`Nothing is known about the packages: ${parsed.obstacle}.`)
  const critical = parsed.counts["vulnerabilities.critical"]
  const high = parsed.counts["vulnerabilities.high"]
  if (critical === undefined || high === undefined) {
    return inconclusive("Nothing is known about the packages: the audit printed no report that can be read.")
  }
  const rest = (parsed.counts["vulnerabilities.moderate"] ?? 0) + (parsed.counts["vulnerabilities.low"] ?? 0)
  const summary = `Packages with a known vulnerability: ${critical} critical, ${high} high, ${rest} below that.`
  return critical + high > 0 ? failed(summary) : passed(summary)
}

const judgeTest = (exitCode: number, parsed: ParsedOutput): BuildVerdict => {
  const {
    "tests.failed": failures = 0,
    "tests.passed": successes,
    "tests.skipped": skipped = 0,
    errors = 0
  } = parsed.counts
  const total = (successes ?? 0) + failures + skipped
  if (failures > 0) return failed(`${failures} of ${amount(total, "test")} failed.`)
  if (exitCode !== 0) {
    const none = successes === undefined ? "" : ", though no test failed"
    return failed(`The step \`test\` failed${none} (${ended("test", exitCode, parsed)}).`)
  }
  if (errors > 0) {
    return failed(
      `The step \`test\` reported ${amount(errors, "error")} outside of the tests, though its exit code is 0.`
    )
  }
  if (successes === undefined) {
    return inconclusive(
      "No test was counted: the output is of no known test runner (node:test, Vitest, Jest)."
    )
  }
  if (total === 0) return inconclusive("No tests ran.")
  if (successes === 0) return inconclusive(`No tests ran: all ${total} were skipped.`)
  const listed = countOutcome(parsed.tests, "passed")
  if (listed > successes) {
    return inconclusive(
      `The output lists ${amount(listed, "passed test")} and the runner counted ${successes}: remove groups without tests, and do not print lines that look like test results.`
    )
  }
  return passed(`${amount(successes, "test")} passed${skipped === 0 ? "" : `, ${skipped} skipped`}.`)
}

const judgeFindings = (
  step: "build" | "lint",
  exitCode: number,
  parsed: ParsedOutput,
  isSilent: boolean
): BuildVerdict => {
  const { errors = 0, warnings = 0 } = parsed.counts
  const found = [...count(errors, "error"), ...count(warnings, "warning")].join(" and ")
  if (exitCode !== 0) return failed(`The step \`${step}\` failed (${ended(step, exitCode, parsed)}).`)
  if (errors > 0) return failed(`The step \`${step}\` reported ${found}, though its exit code is 0.`)
  if (!isSilent && parsed.tools.length === 0) {
    return passed(
      `The step \`${step}\` ended with exit code 0; its output is of no known tool, so nothing in it was counted.`
    )
  }
  return passed(`The step \`${step}\` ended with exit code 0${found === "" ? "" : ` and ${found}`}.`)
}

/** How a command failed: what it reported, or else that nobody could read it. */
const ended = (step: BuildStep, exitCode: number, parsed: ParsedOutput): string => {
  const { errors = 0, warnings = 0 } = parsed.counts
  const first = parsed.diagnostics.find((diagnostic) => diagnostic.severity === "error")
  const found = [...count(errors, "error"), ...count(warnings, "warning")]
  const reason =
    step === "install"
      ? first?.rule
      : step === "test" && first !== undefined
        ? first.message.split("\n", 1)[0]
        : found.join(" and ")
  if (reason !== undefined && reason !== "") return `exit code ${exitCode}; ${reason}`
  return parsed.tools.length > 0
    ? `exit code ${exitCode}; nothing in the output says why`
    : `exit code ${exitCode}; the output is of no known tool, so only its last lines are given`
}

const amount = (number: number, noun: string) => `${number} ${noun}${number === 1 ? "" : "s"}`
const count = (number: number, noun: string) => (number === 0 ? [] : [amount(number, noun)])

const passed = (summary: string): BuildVerdict => ({ outcome: "passed", summary })
const failed = (summary: string): BuildVerdict => ({ outcome: "failed", summary })
const inconclusive = (summary: string): BuildVerdict => ({ outcome: "inconclusive", summary })
