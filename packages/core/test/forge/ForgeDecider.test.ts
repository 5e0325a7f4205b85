/**
 * Requests and releases: asked for once, told once.
 */
import { assert, describe, it } from "@effect/vitest"
import {
  AskPullRequest,
  AskRelease,
  FailPullRequest,
  FailRelease,
  RecordPullRequest,
  RecordRelease
} from "@layercake/core/forge/ForgeCommand"
import { PullRequestId } from "@layercake/core/forge/Publication"
import { CommitSha } from "@layercake/core/port/Repository"
import { projectOf, rowOf } from "@layercake/core/project/ProjectState"
import { RefName } from "@layercake/core/tree/RefName"
import { after, created, refusal, when } from "../project/GivenProject.ts"

const main = RefName.make("main")
const commit = CommitSha.make("c".repeat(40))
const id = PullRequestId.make("request-1")
const request = new AskPullRequest({ title: "Rooms", body: "", branch: null, base: main })

describe("a request", () => {
  it("gets a branch of its own where none is named", () => {
    const state = created()
    const [asked] = when(state, request)
    assert.deepInclude(asked, {
      id,
      branch: RefName.make("layercake/request-1"),
      base: main,
      tree: projectOf(state)!.tree!
    })
  })

  it("has a branch that no other open request has, and not the one that is to get the changes", () => {
    const branch = RefName.make("feature")
    const asked = after(created(), new AskPullRequest({ ...request, branch }))
    assert.deepInclude(refusal(asked, new AskPullRequest({ ...request, branch })), {
      _tag: "RefTaken",
      by: id
    })
    assert.strictEqual(refusal(asked, new AskPullRequest({ ...request, branch: main }))._tag, "RefTaken")
    const failed = after(asked, new FailPullRequest({ id, reason: "no main" }))
    assert.lengthOf(when(failed, new AskPullRequest({ ...request, branch })), 1)
  })

  it("is published or failed once", () => {
    const asked = after(created(), request)
    const told = new RecordPullRequest({ id, commit, address: "x" })
    const opened = after(asked, told)
    assert.deepInclude(rowOf(opened, "pullRequest", id), { status: "published", commit, address: "x" })
    assert.deepStrictEqual(when(opened, told), [])
    assert.deepStrictEqual(when(opened, new FailPullRequest({ id, reason: "late" })), [])
  })
})

describe("a release", () => {
  const tag = RefName.make("v1.0.0")
  const ask = new AskRelease({ tag, notes: "The first." })

  it("takes its tag for good, unless it failed", () => {
    const asked = after(created(), ask)
    assert.deepInclude(refusal(asked, ask), { _tag: "RefTaken", ref: "v1.0.0" })
    const failed = after(asked, new FailRelease({ tag, reason: "not there" }))
    assert.deepInclude(rowOf(failed, "release", tag), { status: "failed", detail: "not there" })
    const again = after(failed, ask)
    assert.deepInclude(rowOf(again, "release", tag), { status: "asked", detail: null })
    const made = after(again, new RecordRelease({ tag, commit, address: "x" }))
    assert.deepInclude(rowOf(made, "release", tag), { status: "published", commit })
    assert.strictEqual(refusal(made, ask)._tag, "RefTaken")
    assert.deepStrictEqual(when(made, new FailRelease({ tag, reason: "late" })), [])
  })
})
