/**
 * When work that people asked for is due beside the work of the gates.
 */
import { assert, describe, it } from "@effect/vitest"
import { AskBuild, EndAskedBuild, StartAskedBuild } from "@layercake/core/build/AskedBuildCommand"
import { BuildId } from "@layercake/core/build/BuildEvent"
import {
  AskDeployment,
  AskPush,
  RecordDeployment,
  RecordHealth,
  RecordStop,
  StartDeployment
} from "@layercake/core/deployment/DeploymentCommand"
import { AskRelease } from "@layercake/core/forge/ForgeCommand"
import * as Planner from "@layercake/core/pipeline/Planner"
import { PauseProject } from "@layercake/core/project/ProjectCommand"
import { type ProjectState, rowsOf } from "@layercake/core/project/ProjectState"
import { RefName } from "@layercake/core/tree/RefName"
import { ada, after, created } from "../project/GivenProject.ts"
import { standing, unproven } from "./GateStanding.ts"

const dueTags = (state: ProjectState) => Planner.due(state).map(({ _tag }) => _tag)
const buildId = BuildId.make("asked-1")
const ask = new AskBuild({ steps: ["lint"] })
const start = new StartAskedBuild({ buildId, sandbox: "none", isolated: true })

describe("work that was asked for", () => {
  it("waits for whatever uses the folder, and is due beside everything else", () => {
    assert.deepStrictEqual(dueTags(after(created(), ask)), ["CommitTree"])
    assert.deepStrictEqual(dueTags(after(unproven("E"), ask)), ["BuildTree"])
    const pending = standing("B")
    assert.deepStrictEqual(dueTags(pending), ["AdvanceGate"])
    assert.deepStrictEqual(dueTags(after(pending, ask)), ["AdvanceGate", "RunAskedBuild"])
  })

  it("keeps the folder to itself from when it has begun until it ends", () => {
    const begun = after(after(unproven("E"), ask), start)
    assert.deepStrictEqual(dueTags(begun), ["RunAskedBuild"])
    assert.deepStrictEqual(dueTags(after(begun, new EndAskedBuild({ buildId, reason: "x" }))), ["BuildTree"])
  })

  it("is done one after another, what has begun first", () => {
    const tag = RefName.make("v1")
    const several = [new AskPush({}), new AskRelease({ tag, notes: "" }), ask].reduce(
      (state, command) => after(state, command),
      standing("B")
    )
    assert.deepStrictEqual(dueTags(several), ["AdvanceGate", "RunAskedPush"])
    assert.deepStrictEqual(dueTags(after(several, start)), ["AdvanceGate", "RunAskedBuild"])
  })

  it("is due until what was deployed has answered, also after a crash", () => {
    const target = "staging" as const
    const asked = after(standing("B"), new AskDeployment({ target }))
    const { key, tree } = rowsOf(asked, "deployment")[0]!
    const running = [
      new StartDeployment({ key, target, deployer: "x", tree }),
      new RecordDeployment({ key, address: "x://1", handle: "1" })
    ].reduce((state, command) => after(state, command), asked)
    const answered = (healthy: boolean) =>
      after(running, new RecordHealth({ key, healthy, status: null, durationMillis: 1 }))
    assert.include(dueTags(running), "RunAskedDeployment")
    assert.include(dueTags(answered(false)), "RunAskedDeployment")
    assert.notInclude(dueTags(answered(true)), "RunAskedDeployment")
    assert.notInclude(
      dueTags(after(answered(false), new RecordStop({ key, reason: "x" }))),
      "RunAskedDeployment"
    )
  })

  it("waits while the project is paused", () => {
    const paused = after(after(standing("B"), ask), new PauseProject({ reason: "later" }), ada)
    assert.deepStrictEqual(dueTags(paused), [])
  })

  it("has a name of its own for each thing that was asked for", () => {
    const one = after(standing("B"), ask)
    const two = after(after(one, new EndAskedBuild({ buildId, reason: "x" })), ask)
    const nameIn = (state: ProjectState) => Planner.due(state).map(Planner.nameOf).at(-1)
    assert.strictEqual(nameIn(one), "asked/build/asked-1")
    assert.strictEqual(nameIn(two), "asked/build/asked-2")
  })
})
