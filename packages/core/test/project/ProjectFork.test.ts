/**
 * What the folds make of a fork, over random histories.
 */
import { assert, describe, it } from "@effect/vitest"
import { person } from "@layercake/core/actor/Actor"
import { EventHash } from "@layercake/core/event/EventChain"
import { Timestamp } from "@layercake/core/event/Timestamp"
import * as Planner from "@layercake/core/pipeline/Planner"
import { ProjectId } from "@layercake/core/project/Project"
import { ForkProject } from "@layercake/core/project/ProjectCommand"
import { decide } from "@layercake/core/project/ProjectDecider"
import { evolve, type ProjectState, projectOf, rowsOf } from "@layercake/core/project/ProjectState"
import { Result } from "effect"
import { historyOf } from "../pipeline/RandomHistory.ts"

const parent = ProjectId.make("parent")
const at = Timestamp.make("2030-01-01T00:00:00.000Z")
const actor = person("ada")

const forked = (state: ProjectState): ProjectState => {
  const command = new ForkProject({
    parent,
    version: state.version,
    hash: EventHash.make("0".repeat(64)),
    title: "Another"
  })
  const events = Result.getOrThrow(decide(command, state, actor))
  return events.reduce(
    (state, event) => evolve(state, { event, actor, at, version: state.version + 1 }),
    state
  )
}

const histories = Array.from({ length: 200 }, (_, index) => historyOf(index + 1, 40).state)

describe("a fork", () => {
  it("has nothing on its way, owns no deployment, and has spent nothing", () => {
    for (const before of histories) {
      const state = forked(before)
      assert.isTrue(rowsOf(state, "agentRun").every((run) => run.status !== "started"))
      assert.isTrue(rowsOf(state, "build").every((build) => build.outcome !== null))
      assert.isTrue(
        rowsOf(state, "deployment").every((row) => ["failed", "stopped", "inherited"].includes(row.status))
      )
      assert.isTrue(rowsOf(state, "cost").every((row) => row.microUsd === 0 && row.reserved.length === 0))
      const calls = (state: ProjectState) =>
        rowsOf(state, "cost").map((row) => row.calls + (row.inherited?.calls ?? 0))
      assert.deepStrictEqual(calls(state), calls(before))
    }
  })

  it("keeps gates with their approvals, holds, files and documents as they were", () => {
    for (const before of histories) {
      const state = forked(before)
      for (const name of ["gate", "hold", "file", "document", "risk", "record"] as const)
        assert.deepStrictEqual<ReadonlyArray<unknown>>(rowsOf(state, name), rowsOf(before, name), name)
      assert.strictEqual(projectOf(state)?.title, "Another")
      assert.deepStrictEqual(projectOf(state)?.forkedFrom, { project: parent, version: before.version })
    }
  })

  it("begins its work with one commit of the whole tree, and goes on where work goes on at all", () => {
    let active = 0
    for (const before of histories) {
      const state = forked(before)
      const due = Planner.due(state)
      if (projectOf(before)?.status !== "active") assert.deepStrictEqual(due, [])
      else {
        active += 1
        assert.deepStrictEqual(due, [{ _tag: "CommitTree", key: "fork" }])
        const commit = rowsOf(state, "commit").find((commit) => commit.status !== "inherited")
        assert.deepStrictEqual(
          commit?.paths,
          rowsOf(state, "file").map((file) => file.path)
        )
      }
    }
    assert.isAbove(active, 20)
  })
})
