/**
 * Builds that somebody asks for: what is run, what is told, and that no gate takes notice.
 */
import { assert, describe, it } from "@effect/vitest"
import { type AskedStep, stepsFor, verdictOf } from "@layercake/core/build/AskedBuild"
import {
  AskBuild,
  CancelBuild,
  EndAskedBuild,
  RecordAskedStep,
  StartAskedBuild
} from "@layercake/core/build/AskedBuildCommand"
import { BuildId } from "@layercake/core/build/BuildEvent"
import type { BuildStep } from "@layercake/core/build/BuildStep"
import { initialState, projectOf, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { after, blob, created, refusal, tags, when } from "../project/GivenProject.ts"
import { unproven } from "../pipeline/GateStanding.ts"

const buildId = BuildId.make("asked-1")
const start = new StartAskedBuild({ buildId, sandbox: "none", isolated: true })
const step = (step: BuildStep, outcome: AskedStep["outcome"] = "passed") =>
  new RecordAskedStep({
    buildId,
    result: {
      step,
      outcome,
      summary: `${step} ${outcome}`,
      exitCode: 0,
      counts: {},
      tools: {},
      diagnostics: [],
      durationMillis: 1,
      output: blob(step)
    }
  })

describe("a build that is asked for", () => {
  it("has the steps without which the wanted ones say nothing, once and in order", () => {
    assert.deepStrictEqual(stepsFor(["test"]), ["install", "build", "test"])
    assert.deepStrictEqual(stepsFor(["audit", "lint"]), ["install", "lint", "audit"])
    assert.deepStrictEqual(stepsFor(["install"]), ["install"])
  })

  it("is of the tree as it is now, and is refused where there is none", () => {
    const state = created()
    const [asked] = when(state, new AskBuild({ steps: ["lint"] }))
    assert.deepInclude(asked, {
      _tag: "BuildAsked",
      buildId,
      tree: projectOf(state)!.tree!,
      steps: ["install", "lint"]
    })
    assert.strictEqual(refusal(initialState, new AskBuild({ steps: ["lint"] }))._tag, "ProjectNotFound")
  })

  it("goes from asked to ended, with the worst of its steps", () => {
    const asked = after(created(), new AskBuild({ steps: ["lint"] }))
    const run = [start, step("install"), step("lint", "failed"), new EndAskedBuild({ buildId, reason: null })]
    const end = run.reduce((state, command) => after(state, command), asked)
    assert.deepInclude(rowOf(end, "askedBuild", buildId), {
      status: "ended",
      outcome: "failed",
      summary: "lint: lint failed",
      sandbox: "none"
    })
    assert.deepStrictEqual(
      run.flatMap((command) => when(end, command)),
      []
    )
    assert.strictEqual(
      rowOf(after(end, new AskBuild({ steps: [] })), "askedBuild", "asked-2")?.status,
      "asked"
    )
  })

  it("takes the later of two runs of a step, as after a crash", () => {
    const run = [new AskBuild({ steps: ["lint"] }), start, step("install", "failed"), start, step("install")]
    const state = run.reduce((state, command) => after(state, command), created())
    assert.deepStrictEqual(
      rowOf(state, "askedBuild", buildId)?.done.map(({ outcome }) => outcome),
      ["passed"]
    )
  })

  it("never makes a proof, a repair or an end of a gate's review", () => {
    const state = unproven("E")
    const run = [new AskBuild({ steps: ["test"] }), start, step("test", "failed")]
    const end = run.reduce((state, command) => after(state, command), state)
    for (const name of ["proof", "heal", "healSeries", "hold", "gate", "task"] as const)
      assert.deepStrictEqual(rowsOf(end, name), rowsOf(state, name))
  })

  it("can be cancelled until it ends, and a gate's cannot", () => {
    const asked = after(created(), new AskBuild({ steps: ["test"] }))
    const cancel = new CancelBuild({ buildId: "asked-1" })
    const cancelled = after(asked, cancel)
    assert.strictEqual(rowOf(cancelled, "askedBuild", buildId)?.outcome, "cancelled")
    assert.deepInclude(refusal(cancelled, cancel), { _tag: "BuildNotCancellable", status: "ended" })
    assert.strictEqual(refusal(created(), cancel)._tag, "BuildUnknown")
    assert.deepStrictEqual(tags(when(cancelled, step("test"))), [])
  })

  it("says why it ended without a verdict", () => {
    const asked = after(created(), new AskBuild({ steps: ["test"] }))
    const end = after(asked, new EndAskedBuild({ buildId, reason: "the files are other ones" }))
    assert.deepInclude(rowOf(end, "askedBuild", buildId), {
      outcome: "inconclusive",
      summary: "the files are other ones"
    })
    assert.deepStrictEqual(verdictOf([]), { outcome: "inconclusive", summary: "nothing was run" })
  })
})
