/**
 * Deployments that somebody asks for, and what may reach production.
 */
import { assert, describe, it } from "@effect/vitest"
import {
  AskDeployment,
  AskPush,
  AskRedeployment,
  FailDeployment,
  FinishPush,
  PromoteDeployment,
  RecordDeployment,
  RecordHealth,
  RemoveVariable,
  SetVariable,
  StartDeployment,
  StartPush
} from "@layercake/core/deployment/DeploymentCommand"
import { DeploymentKey } from "@layercake/core/deployment/DeploymentEvent"
import { VariableName } from "@layercake/core/deployment/Variable"
import { CommitSha } from "@layercake/core/port/Repository"
import { projectOf, type ProjectState, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { TreeChanged } from "@layercake/core/tree/TreeEvent"
import { Option, Schema } from "effect"
import {
  after,
  created,
  fileOf,
  fold,
  gate,
  pipeline,
  proof,
  refusal,
  tags,
  treeWith,
  when
} from "../project/GivenProject.ts"

/** One gate, which deploys to production, so that nothing stands before it. */
const alone = () =>
  created({
    pipeline: {
      ...pipeline,
      gates: [
        gate("A", { proofs: [proof("production", { _tag: "deployment", target: "production" })] }),
        gate("B")
      ]
    }
  })

const staging = new AskDeployment({ target: "staging" })

const askedOf = (state: ProjectState) =>
  rowsOf(state, "deployment").find(({ status }) => status === "asked") ?? assert.fail("nothing was asked for")

/** What was asked for runs, well or not. */
const run = (state: ProjectState, healthy = true): ProjectState => {
  const { key, target, tree } = askedOf(state)
  if (target === "push") return assert.fail("a push")
  return [
    new StartDeployment({ key, target, deployer: "x", tree }),
    new RecordDeployment({ key, address: "x://1", handle: "1" }),
    new RecordHealth({ key, healthy, status: healthy ? 200 : 503, durationMillis: 1 })
  ].reduce((now, command) => after(now, command), state)
}

const changed = (state: ProjectState): ProjectState => {
  const file = fileOf("src/a.ts", `content ${state.version}`)
  return fold(state, [
    new TreeChanged({
      cause: `change-${state.version}`,
      author: "x",
      subject: "x",
      written: [file],
      removed: [],
      tree: treeWith(state, [file])
    })
  ])
}

describe("a deployment that is asked for", () => {
  it("is of the tree as it is now, and not asked for twice at one time", () => {
    const state = after(created(), staging)
    const row = askedOf(state)
    assert.deepInclude(row, { target: "staging", tree: projectOf(state)!.tree!, asked: { version: null } })
    assert.strictEqual(refusal(state, staging)._tag, "DeploymentRefused")
    const second = after(run(state), staging)
    assert.notStrictEqual(askedOf(second).key, row.key)
  })

  it("keeps that it was asked for when it begins, and ends with why it failed", () => {
    const state = after(created(), staging)
    const { key } = askedOf(state)
    const begun = run(state)
    assert.deepInclude(rowOf(begun, "deployment", key), { status: "running", asked: { version: null } })
    const failed = after(state, new FailDeployment({ key, reason: "no deploy.json" }))
    assert.deepInclude(rowOf(failed, "deployment", key), { status: "failed", detail: "no deploy.json" })
  })

  it("reaches production by promoting alone, from a healthy staging of the same tree", () => {
    const state = alone()
    const production = new AskDeployment({ target: "production" })
    assert.deepInclude(refusal(state, production), { _tag: "DeploymentRefused", target: "production" })
    assert.strictEqual(refusal(state, new PromoteDeployment({}))._tag, "DeploymentRefused")
    assert.strictEqual(
      refusal(run(after(state, staging), false), new PromoteDeployment({}))._tag,
      "DeploymentRefused"
    )
    const healthy = run(after(state, staging))
    const [asked] = when(healthy, new PromoteDeployment({}))
    assert.deepInclude(asked, {
      _tag: "DeploymentAsked",
      target: "production",
      tree: projectOf(state)!.tree!
    })
    assert.strictEqual(refusal(changed(healthy), new PromoteDeployment({}))._tag, "DeploymentRefused")
  })

  it("is not promoted past a gate that is not passed", () => {
    const state = run(after(created(), staging))
    const refused = refusal(state, new PromoteDeployment({}))
    assert.include(refused.message, "A, B, C, D, E, F must be passed first")
  })

  it("brings back the files of an earlier tree, and refuses what never answered", () => {
    const first = run(after(changed(created()), staging))
    const key = rowsOf(first, "deployment")[0]!.key
    const later = changed(first)
    const [again] = when(later, new AskRedeployment({ key }))
    const { version } = rowsOf(first, "commit").find(({ tree }) => tree === projectOf(first)?.tree)!
    assert.deepInclude(again, { _tag: "DeploymentAsked", tree: projectOf(first)!.tree!, version, from: key })
    assert.deepInclude(when(first, new AskRedeployment({ key }))[0], { version: null })
    const broken = run(after(created(), staging), false)
    const brokenKey = rowsOf(broken, "deployment")[0]!.key
    assert.strictEqual(refusal(broken, new AskRedeployment({ key: brokenKey }))._tag, "DeploymentRefused")
    assert.strictEqual(refusal(later, new AskRedeployment({ key: "nothing" }))._tag, "DeploymentUnknown")
  })
})

describe("a push that is asked for", () => {
  it("waits once, and begins and ends under its own key", () => {
    const state = after(created(), new AskPush({}))
    assert.deepStrictEqual(when(state, new AskPush({})), [])
    const { key, tree } = askedOf(state)
    const commit = CommitSha.make("c".repeat(40))
    const end = [
      new StartPush({ key, forge: "x", tree }),
      new FinishPush({ key, remote: "x:rooms", commit })
    ].reduce((now, command) => after(now, command), state)
    assert.deepInclude(rowOf(end, "deployment", key), { status: "pushed", by: "x", detail: commit })
    assert.deepStrictEqual(tags(when(end, new AskPush({}))), ["PushAsked"])
    assert.deepStrictEqual(when(end, new StartPush({ key: DeploymentKey.make(key), forge: "x", tree })), [])
  })
})

describe("a variable", () => {
  const name = VariableName.make("TOKEN")

  it("is named by the log until it is removed", () => {
    const state = after(created(), new SetVariable({ target: "staging", name }))
    assert.deepInclude(rowOf(state, "variable", "staging/TOKEN"), { target: "staging", name })
    const removed = after(state, new RemoveVariable({ target: "staging", name }))
    assert.deepStrictEqual(rowsOf(removed, "variable"), [])
    assert.strictEqual(
      refusal(state, new RemoveVariable({ target: "production", name }))._tag,
      "VariableUnknown"
    )
  })

  it("has a name that no deployer sets and every shell takes", () => {
    const decode = Schema.decodeUnknownOption(VariableName)
    for (const bad of [
      "PORT",
      "LD_PRELOAD",
      "LAYERCAKE_DEPLOYMENT",
      "lower",
      "1ST",
      "A-B",
      "",
      "A=B",
      "A".repeat(101)
    ])
      assert.isTrue(Option.isNone(decode(bad)), bad)
    for (const good of ["DATABASE_URL", "_X", "A1"]) assert.isTrue(Option.isSome(decode(good)), good)
  })
})
