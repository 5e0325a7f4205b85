import { assert, describe, it } from "@effect/vitest"
import {
  DeploymentKey,
  DeploymentStarted,
  DeploymentStopped,
  DeploymentSucceeded
} from "@layercake/core/deployment/DeploymentEvent"
import { rowOf, type ProjectState, rowsOf } from "@layercake/core/project/ProjectState"
import { type ProofId, ProofKind, type ProofOutcome } from "@layercake/core/proof/Proof"
import { RecordProof } from "@layercake/core/proof/ProofCommand"
import {
  RequirementId,
  type RequirementTrace,
  shortText,
  type StatedRequirement
} from "@layercake/core/requirement/Requirement"
import { RequirementsListed, RequirementsTraced } from "@layercake/core/requirement/RequirementEvent"
import { changedBetween, gapsOf, type TreeStep } from "@layercake/core/requirement/RequirementGap"
import { FilePath, TreeDigest } from "@layercake/core/tree/Tree"
import { blob, created, fold, gateId, given, hex, proving, tags, when } from "../project/GivenProject.ts"

const tree = (name: string) => TreeDigest.make(hex(name))
const path = FilePath.make("docs/prd.md")
const id = (text: string) => RequirementId.make(text)

const stated = (name: string, rest: Partial<StatedRequirement> = {}): StatedRequirement => ({
  id: id(name),
  text: `${name} says so.`,
  stories: ["US-1"],
  criteria: [{ id: `AC-${name.slice(3)}.1`, text: "then it is seen" }],
  nonFunctional: false,
  excluded: null,
  line: 3,
  ...rest
})

const proof = (kind: string, of: string, outcome: ProofOutcome = "passed") => ({
  gate: gateId("G6"),
  proofId: `${kind}@${of}` as ProofId,
  kind: ProofKind.make(kind),
  tree: tree(of),
  outcome
})

const listing = (of: string, ...requirements: ReadonlyArray<StatedRequirement>) =>
  new RequirementsListed({ ...proof("requirements", of), path, digest: blob(of), requirements })

const tracing = (kind: string, of: string, trace: RequirementTrace, outcome: ProofOutcome = "passed") =>
  new RequirementsTraced({ ...proof(kind, of, outcome), ...trace })

const element = (requirement: string, name: string) => ({
  requirement: id(requirement),
  kind: "operation" as const,
  name,
  path: FilePath.make("specs/openapi.yaml"),
  line: 1
})
const test = (requirement: string, outcome: "passed" | "failed" = "passed") => ({
  requirement: id(requirement),
  name: `${requirement} works`,
  path: FilePath.make("test/a.test.ts"),
  outcome
})
const file = (requirement: string, name: string) => ({
  requirement: id(requirement),
  path: FilePath.make(name),
  line: 2
})

const row = (state: ProjectState, requirement: string) => {
  const found = rowOf(state, "requirement", requirement)
  return found ?? assert.fail(`there is no ${requirement}`)
}

describe("the requirements of a project", () => {
  it("are one row each, with what every kind of proof found last", () => {
    const state = given(
      listing("one", stated("FR-1"), stated("FR-2")),
      tracing("specifications", "two", { elements: [element("FR-1", "GET /a"), element("FR-2", "GET /b")] }),
      tracing("contract", "three", { files: [file("FR-1", "src/app.ts")] }),
      tracing(
        "requirement-tests",
        "four",
        { files: [file("FR-1", "src/a.ts")], tests: [test("FR-1", "failed")] },
        "failed"
      ),
      tracing("requirement-tests", "five", { files: [], tests: [test("FR-1")] })
    )

    assert.deepStrictEqual(
      row(state, "FR-1").proofs.map(({ kind, outcome, tree }) => [kind, outcome, tree]),
      [
        ["requirements", "passed", tree("one")],
        ["specifications", "passed", tree("two")],
        ["contract", "passed", tree("three")],
        ["requirement-tests", "passed", tree("five")]
      ]
    )
    assert.deepStrictEqual(
      row(state, "FR-1").files.map((one) => [one.proof, one.path]),
      [["contract", "src/app.ts"]]
    )
    assert.deepStrictEqual(
      row(state, "FR-1").tests.map(({ name, outcome, proof }) => [proof, name, outcome]),
      [["requirement-tests", "FR-1 works", "passed"]]
    )
    assert.deepStrictEqual(
      row(state, "FR-2").elements.map(({ name }) => name),
      ["GET /b"]
    )
    assert.deepStrictEqual([row(state, "FR-2").files, row(state, "FR-2").tests], [[], []])
  })

  it("stay as withdrawn when they leave their document, and come back with what was known of them", () => {
    const first = given(
      listing("one", stated("FR-1"), stated("FR-2")),
      tracing("requirement-tests", "one", { tests: [test("FR-2")] })
    )
    const without = fold(first, [listing("two", stated("FR-1"))])
    const traced = fold(without, [tracing("requirement-tests", "two", { tests: [] })])
    const back = fold(traced, [listing("three", stated("FR-1"), stated("FR-2", { text: "Other words." }))])

    assert.deepStrictEqual([row(without, "FR-2").status, row(without, "FR-2").withdrawnAt], ["withdrawn", 3])
    assert.strictEqual(row(traced, "FR-2"), row(without, "FR-2"))
    const { changedAt, listedAt, status, tests, withdrawnAt } = row(back, "FR-2")
    assert.deepStrictEqual(
      [status, listedAt, changedAt, withdrawnAt, tests.length],
      ["listed", 1, 5, null, 1]
    )
    assert.strictEqual(row(back, "FR-1").changedAt, 1)
  })

  it("of another document are left alone", () => {
    const other = new RequirementsListed({
      ...proof("requirements", "two"),
      path: FilePath.make("docs/other.md"),
      digest: blob("two"),
      requirements: [stated("FR-9")]
    })
    const state = given(listing("one", stated("FR-1")), other)

    assert.deepStrictEqual(
      rowsOf(state, "requirement").map(({ id, status }) => [id, status]),
      [
        ["FR-1", "listed"],
        ["FR-9", "listed"]
      ]
    )
  })

  it("know the last deployment to each target that held them", () => {
    const key = DeploymentKey.make("staging@1")
    const started = (key: string, of: string) =>
      new DeploymentStarted({
        key: DeploymentKey.make(key),
        target: "staging",
        deployer: "none",
        tree: tree(of)
      })
    const state = given(
      listing("one", stated("FR-1"), stated("FR-2")),
      listing("two", stated("FR-1")),
      started("staging@0", "one"),
      started("staging@1", "two"),
      new DeploymentSucceeded({ key, address: "http://x", handle: "x" })
    )
    const stopped = fold(state, [new DeploymentStopped({ key, reason: "done" })])

    assert.deepStrictEqual(row(state, "FR-1").deployments, [
      { key, target: "staging", tree: tree("two"), status: "running", version: 4 }
    ])
    assert.deepStrictEqual(row(state, "FR-2").deployments, [])
    assert.strictEqual(row(stopped, "FR-1").deployments[0]?.status, "stopped")
  })
})

describe("a proof that found something out", () => {
  const trace: RequirementTrace = {
    listed: { path, digest: blob("one"), requirements: [stated("FR-1")] },
    elements: []
  }

  it("is recorded together with it, in one decision, and once", () => {
    const state = created()
    const command = new RecordProof({ ...proving(state, "A", "form"), trace })
    const events = when(state, command)

    assert.deepStrictEqual(tags(events).slice(0, 3), [
      "ProofRecorded",
      "RequirementsListed",
      "RequirementsTraced"
    ])
    assert.notProperty(events[0] as object, "trace")
    assert.deepStrictEqual(tags(when(fold(state, events), command)), [])
  })

  it("says nothing of requirements where it looked for none", () => {
    const state = created()
    assert.deepStrictEqual(tags(when(state, proving(state, "A", "form"))), ["ProofRecorded"])
  })
})

describe("the gaps of a requirement", () => {
  const step = (of: string, version: number, ...paths: ReadonlyArray<string>): TreeStep => ({
    tree: tree(of),
    version,
    paths
  })
  const steps = [
    step("one", 1, "docs/prd.md"),
    step("two", 2, "src/a.ts"),
    step("three", 3, "Dockerfile"),
    step("four", 4, "src/a.ts")
  ]
  const gaps = (state: ProjectState, of = "two") =>
    gapsOf(row(state, "FR-1"), tree(of), steps).map(({ at, severity }) => `${at} ${severity}`)
  const whole = given(
    listing("one", stated("FR-1")),
    tracing("specifications", "one", { elements: [element("FR-1", "GET /a")] }),
    tracing("requirement-tests", "two", { files: [file("FR-1", "src/a.ts")], tests: [test("FR-1")] }),
    new DeploymentStarted({
      key: DeploymentKey.make("p"),
      target: "production",
      deployer: "none",
      tree: tree("three")
    }),
    new DeploymentSucceeded({ key: DeploymentKey.make("p"), address: "http://x", handle: "x" })
  )

  it("are none from its document to where it runs, also when other files changed meanwhile", () => {
    assert.deepStrictEqual(gaps(whole, "three"), [])
  })

  it("are everything that nobody has found yet", () => {
    assert.deepStrictEqual(gaps(given(listing("one", stated("FR-1")))), [
      "specification open",
      "file open",
      "test open",
      "deployment open"
    ])
    const quality = given(listing("one", stated("FR-1", { nonFunctional: true })))
    assert.notInclude(gaps(quality), "specification open")
    assert.deepStrictEqual(gaps(given(listing("one", stated("FR-1", { excluded: "later" })))), [])
  })

  it("are a proof that did not pass and a test that failed", () => {
    const failed = fold(whole, [
      tracing("requirement-tests", "two", { tests: [test("FR-1", "failed")] }, "failed")
    ])
    assert.deepStrictEqual(gaps(failed, "three"), ["test open", "proof open"])
  })

  it("are tests and deployments of files that are others now", () => {
    const deployed = fold(whole, [
      new DeploymentStarted({
        key: DeploymentKey.make("q"),
        target: "production",
        deployer: "none",
        tree: tree("four")
      }),
      new DeploymentSucceeded({ key: DeploymentKey.make("q"), address: "http://x", handle: "x" })
    ])
    const stopped = fold(whole, [
      new DeploymentStopped({ key: DeploymentKey.make("p"), reason: "asked for" })
    ])
    assert.deepStrictEqual(gaps(stopped, "three"), ["deployment stale"])
    assert.deepStrictEqual(gaps(whole, "four"), ["test stale"])
    assert.deepStrictEqual(gaps(deployed, "four"), ["test stale", "deployment stale"])
  })

  it("do not guess the way between trees that are not in the history", () => {
    assert.isUndefined(changedBetween(steps, tree("two"), tree("elsewhere")))
    assert.isUndefined(changedBetween(steps, tree("three"), tree("two")))
    assert.deepStrictEqual(changedBetween([], tree("two"), tree("two")), new Set())
    assert.deepStrictEqual(
      changedBetween(steps, tree("one"), tree("three")),
      new Set(["src/a.ts", "Dockerfile"])
    )
  })
})

describe("the text that is kept", () => {
  it("is one line of bounded length, cut between characters", () => {
    assert.strictEqual(shortText(" a\n\tb\u0000c "), "a b c")
    const long = shortText("\u{1f370}".repeat(400))
    assert.isAtMost(long.length, 400)
    assert.match(long, /^(?:\u{1f370})+…$/u)
  })
})
