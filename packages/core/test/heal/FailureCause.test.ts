/**
 * Whom a failure belongs to, told from what real tools printed.
 */
import { assert, describe, it } from "@effect/vitest"
import * as BuildPlan from "@layercake/core/build/BuildPlan"
import { reportRun, reportUnavailable } from "@layercake/core/build/BuildReport"
import type { BuildStep } from "@layercake/core/build/BuildStep"
import { GateId } from "@layercake/core/gate/Gate"
import { causeOf } from "@layercake/core/heal/FailureCause"
import { SandboxUnavailable } from "@layercake/core/port/Sandbox"
import { isMendable, ProofKind, type ProofReport } from "@layercake/core/proof/Proof"
import { Option, Result } from "effect"
import { sample } from "../build/BuildSample.ts"

const packageJson = JSON.stringify({ scripts: { build: "tsc", lint: "oxlint", test: "node --test" } })
const g3 = GateId.make("G3")
const approved = ["specs/openapi.yaml", "specs/schema.prisma", "src/validators.ts"].map((path) => ({
  path,
  gate: g3
}))

const ran = (
  step: BuildStep,
  output: string,
  exitCode: number | null = 1,
  killed: "memory" | "disk" | "timeout" | "output" | null = null
) => {
  const [command] = Result.getOrThrow(
    BuildPlan.plan({ packageJson: Option.some(packageJson), paths: [] }, [step])
  )
  assert(command?._tag === "StepCommand")
  return reportRun({
    command,
    result: { exitCode, killed, durationMillis: 40 },
    output,
    directory: "/workspace",
    tools: {},
    sandbox: { name: "memory", isolated: true }
  })
}
const cause = (kind: string, report: ProofReport) => {
  const proof = { ...report, kind: ProofKind.make(kind) }
  const found = causeOf(proof, approved)
  // Nobody mends what is the machine's, and whatever is not can be mended.
  if (report.outcome !== "passed") assert.strictEqual(isMendable(proof), found._tag !== "environment")
  return found._tag === "specification"
    ? `${found.gate} ${found.paths.join(" ")}`
    : found._tag === "environment"
      ? found.reason
      : "code"
}

describe("a failure belongs to", () => {
  const of = (name: string) => sample(name)
  const table: ReadonlyArray<
    readonly [what: string, kind: BuildStep, report: () => ProofReport, whose: RegExp]
  > = [
    ["the code: types", "build", () => ran("build", of("tsc-plain"), 2), /^code$/],
    ["the code: lint", "lint", () => ran("lint", of("oxlint-default")), /^code$/],
    ["the code: tests", "test", () => ran("test", of("node-tap-fail")), /^code$/],
    ["the code: tests of Vitest", "test", () => ran("test", of("vitest-fail")), /^code$/],
    [
      "the code: a tool that package.json does not name",
      "build",
      () => ran("build", of("npm-run-no-tool"), 127),
      /^code$/
    ],
    ["the code: a package that is not there", "install", () => ran("install", of("npm-e404")), /^code$/],
    ["the code: a version that is not there", "install", () => ran("install", of("npm-etarget")), /^code$/],
    ["the code: packages that do not fit", "install", () => ran("install", of("npm-eresolve")), /^code$/],
    ["the code: an endless loop", "test", () => ran("test", "", null, "timeout"), /^code$/],
    ["the code: endless output", "test", () => ran("test", "x", null, "output"), /^code$/],
    [
      "the code: a missing script",
      "build",
      () => ({
        ...ran("build", ""),
        outcome: "inconclusive",
        diagnostics: [
          {
            severity: "error",
            message: "package.json has no script `build`",
            path: "package.json",
            rule: "missing-step"
          }
        ]
      }),
      /^code$/
    ],
    [
      "the code: a test that reaches for the network",
      "test",
      () => ran("test", "Error: connect ECONNREFUSED 127.0.0.1:5432\n"),
      /^code$/
    ],
    ["the machine: no registry", "install", () => ran("install", of("npm-refused")), /registry/],
    ["the machine: no name server", "install", () => ran("install", of("npm-notfound")), /registry/],
    [
      "the machine: a registry that is too slow",
      "install",
      () => ran("install", of("npm-timeout")),
      /registry/
    ],
    [
      "the machine: the disk",
      "build",
      () => ran("build", "error: write ENOSPC: no space left on device\n"),
      /disk/
    ],
    ["the machine: the limit of disk space", "install", () => ran("install", "", null, "disk"), /disk/],
    ["the machine: the limit of memory", "test", () => ran("test", "", null, "memory"), /memory/],
    [
      "the machine: the heap",
      "build",
      () =>
        ran(
          "build",
          "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n",
          134
        ),
      /memory/
    ],
    ["the machine: a signal", "test", () => ran("test", "", null), /outside/],
    [
      "the machine: no sandbox",
      "build",
      () =>
        reportUnavailable(
          new SandboxUnavailable({ sandbox: "bubblewrap", reason: "no user namespaces" }),
          {}
        ),
      /sandbox/
    ],
    [
      "the machine: no git",
      "install",
      () =>
        ran(
          "install",
          "npm error code ENOENT\nnpm error syscall spawn git\nnpm error path git\nnpm error errno -2\nnpm error enoent An unknown git error occurred: spawn git ENOENT\n"
        ),
      /program/
    ],
    [
      "the machine: no compiler",
      "install",
      () => ran("install", "gyp info find Python\nsh: 1: make: not found\n", 127),
      /program/
    ],
    [
      "the machine: another engine",
      "install",
      () =>
        ran(
          "install",
          "npm error code EBADENGINE\nnpm error engine Unsupported engine\nnpm error engine Not compatible with your version of node/npm: x@1.0.0\n"
        ),
      /engine/
    ]
  ]
  for (const [what, kind, report, whose] of table) it(what, () => assert.match(cause(kind, report()), whose))

  const failing = (...paths: ReadonlyArray<string | undefined>): ProofReport => ({
    ...ran("test", ""),
    diagnostics: paths.map((path) => ({
      severity: "error",
      message: "it fails",
      ...(path === undefined ? {} : { path })
    }))
  })

  it("the gate that approved the specification, where every error lies in it", () => {
    assert.strictEqual(cause("test", failing("src/validators.ts")), "G3 src/validators.ts")
    assert.strictEqual(
      cause("test", failing("src/validators.ts", "specs/openapi.yaml")),
      "G3 src/validators.ts specs/openapi.yaml"
    )
  })

  it("the code, where some error lies elsewhere or nowhere", () => {
    assert.strictEqual(cause("test", failing("src/validators.ts", "src/booking.ts")), "code")
    assert.strictEqual(cause("test", failing("src/validators.ts", undefined)), "code")
    assert.strictEqual(cause("requirement-tests", failing("docs/prd.md")), "code")
    assert.strictEqual(
      causeOf({ ...failing("src/validators.ts"), kind: ProofKind.make("specifications") }, [])._tag,
      "code"
    )
  })

  it("the code, where a test is only about such things", () => {
    const about = (message: string): ProofReport => ({
      ...ran("test", ""),
      diagnostics: [{ severity: "error", message, path: "test/disk.test.ts" }]
    })
    for (const message of [
      "says ENOSPC when the disk has no room: expected false",
      "retries on ETIMEDOUT: 2 !== 3",
      "reports memory: wrong"
    ])
      assert.strictEqual(cause("test", about(message)), "code", message)
  })
})
