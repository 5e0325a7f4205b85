/**
 * The proof `requirement-tests`: every requirement that is built has at least one passing test that carries its id in
 * its name. Goes by the output kept with the proof `test`; runs no test.
 */
import { Effect, Option } from "effect"
import { testResults } from "../build/BuildReader.ts"
import { countOutcome, type TestResult } from "../build/TestResult.ts"
import type { Checker, CheckInput } from "../port/Checkers.ts"
import { type Diagnostic, type Proof, ProofKind } from "../proof/Proof.ts"
import { inconclusive, judge, missingFile, textOf, timed, type Verdict } from "./CheckReport.ts"
import { readCode } from "./CodeMention.ts"
import { mentionedRequirements, parseRequirements, type Requirement } from "./RequirementList.ts"
import { firstOfEach, requirementsPath } from "./RequirementListing.ts"
import { testTrace } from "./RequirementTestTrace.ts"

export const checker: Checker = {
  kind: ProofKind.make("requirement-tests"),
  check: (input) =>
    timed(
      Effect.gen(function* () {
        const document = yield* textOf(input, requirementsPath)
        if (Option.isNone(document)) return judge(absent)
        const { requirements } = parseRequirements(document.value)
        const test = input.proofs.findLast((proof) => proof.kind === "test")
        return yield* test === undefined
          ? Effect.succeed(inconclusive("No test has been run on this tree. Run the build first."))
          : checkProof(input, test, requirements)
      })
    )
}

const checkProof = Effect.fnUntraced(function* (
  input: CheckInput,
  proof: Proof,
  requirements: ReadonlyArray<Requirement>
) {
  if (proof.output === null || proof.outcome === "inconclusive") {
    return inconclusive(`The tests were not carried out: ${proof.summary} Run the build again.`)
  }
  const tests = testResults(yield* input.output(proof))
  const trace = testTrace(requirements, tests, yield* readCode(input))
  const verdict = { ...checkTests(requirements, tests, proof.tools), trace }
  const unnamed = (proof.counts["tests.passed"] ?? 0) - countOutcome(tests, "passed")
  const { counts } = verdict
  return verdict.outcome === "passed" || requirements.length === 0 || (tests.length > 0 && unnamed <= 0)
    ? verdict
    : {
        trace,
        ...inconclusive(
          `The output of the test run names ${tests.length === 0 ? "no test" : `all but ${unnamed} of the tests that passed`}. Let the \`test\` script print every test, for example with \`vitest run --reporter=verbose\`.`,
          { counts, tools: verdict.tools }
        )
      }
})

export const checkTests = (
  requirements: ReadonlyArray<Requirement>,
  tests: ReadonlyArray<TestResult>,
  testTools: Proof["tools"] = {}
): Verdict => {
  const all = firstOfEach(requirements)
  const distinct = all.filter(({ excluded }) => excluded === null || excluded === "")
  const naming = new Map<string, Array<TestResult>>()
  for (const test of tests) {
    for (const id of mentionedRequirements(test.name)) naming.set(id, [...(naming.get(id) ?? []), test])
  }
  const proven = distinct.filter(
    ({ id }) => naming.get(id)?.some((test) => test.outcome === "passed") === true
  )
  return judge({
    passed: `Each of the ${distinct.length} requirements has a passing test that names it.`,
    counts: {
      requirements: distinct.length,
      "requirements.excluded": all.length - distinct.length,
      "requirements.tested": proven.length,
      tests: tests.length,
      "tests.naming": new Set([...naming.values()].flat()).size
    },
    tools: { ...tools, ...testTools },
    diagnostics: [
      ...(distinct.length === 0 ? [nothingToTest] : []),
      ...distinct
        .filter((requirement) => !proven.includes(requirement))
        .map((requirement) => untested(requirement, naming.get(requirement.id) ?? [])),
      ...Array.from(naming.keys())
        .filter((id) => !all.some((requirement) => requirement.id === id))
        .map((id) => unknown(id, naming.get(id) ?? []))
    ]
  })
}

const untested = (requirement: Requirement, tests: ReadonlyArray<TestResult>): Diagnostic => ({
  severity: "error",
  rule: "requirement-untested",
  path: requirementsPath,
  line: requirement.line,
  message:
    tests.length === 0
      ? `${requirement.id} has no test. Name a test after it, for example "${requirement.id} ${start(requirement.text)}".`
      : `${requirement.id} has no passing test: ${tests.map((test) => `"${test.name}" ${test.outcome === "failed" ? "failed" : "was skipped"}`).join(", ")}.`
})

const unknown = (id: string, tests: ReadonlyArray<TestResult>): Diagnostic => ({
  severity: "warning",
  rule: "requirement-unknown",
  message: `The test "${tests[0]?.name ?? ""}" names ${id}, which ${requirementsPath} does not have.`
})

const start = (text: string) => (text.length > 60 ? `${text.slice(0, 57).trimEnd()}…` : text)

const tools = { "layercake-requirement-tests": "1" }

const nothingToTest: Diagnostic = {
  severity: "error",
  rule: "nothing-found",
  path: requirementsPath,
  message: `${requirementsPath} has no requirement to test. Write each as \`- **FR-1** The system refuses …\`.`
}

const absent = {
  passed: "",
  counts: {},
  tools,
  diagnostics: [missingFile(requirementsPath, "Without requirements no test can be matched to one.")]
}
