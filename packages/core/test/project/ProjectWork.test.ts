/**
 * Starting, stopping and beginning on files that are there already.
 */
import { assert, describe, it } from "@effect/vitest"
import { person } from "@layercake/core/actor/Actor"
import * as Planner from "@layercake/core/pipeline/Planner"
import {
  ArchiveProject,
  CreateProject,
  PauseProject,
  ReviseBrief,
  StartProject,
  StopProject
} from "@layercake/core/project/ProjectCommand"
import {
  initialState,
  projectOf,
  type ProjectState,
  rowOf,
  rowsOf
} from "@layercake/core/project/ProjectState"
import { TreeDigest } from "@layercake/core/tree/Tree"
import { ada, after, created, creation, fileOf, hex, refusal, tags, treeWith, when } from "./GivenProject.ts"
import { diligent, perform } from "../pipeline/HistoryDriver.ts"
import { reviewed, standing } from "../pipeline/GateStanding.ts"

const paused = after(created(), new PauseProject({ reason: "lunch" }), ada)
const stopping = new StopProject({ reason: "enough" })

describe("the work of a project", () => {
  it("is begun where it is not, and left alone where it goes on", () => {
    assert.deepStrictEqual(tags(when(paused, new StartProject(), ada)), ["ProjectResumed"])
    assert.deepStrictEqual(when(created(), new StartProject(), ada), [])
    const archived = after(created(), new ArchiveProject(), ada)
    assert.strictEqual(refusal(archived, new StartProject(), ada)._tag, "ProjectNotActive")
    assert.strictEqual(refusal(archived, stopping, ada)._tag, "ProjectNotActive")
  })

  it("is stopped with the agent runs that are under way", () => {
    const state = working(standing("B"))
    assert.strictEqual(rowsOf(state, "agentRun").at(-1)?.status, "started")
    const events = when(state, stopping, ada)
    assert.deepStrictEqual(tags(events), ["ProjectPaused", "AgentRunCancelled"])
    const stopped = after(state, stopping, ada)
    assert.deepStrictEqual(Planner.due(stopped), [])
    assert.deepStrictEqual(when(stopped, stopping, ada), [])
    const again = after(stopped, new StartProject(), ada)
    const [work] = Planner.due(again)
    assert.strictEqual(work?._tag === "RunAgent" ? work.runId : "", "B.scope.2")
  })

  it("is not begun at once where that is not wanted", () => {
    const state = after(initialState, new CreateProject({ ...creation(), start: false }), ada)
    assert.strictEqual(projectOf(state)?.status, "paused")
    assert.deepStrictEqual(Planner.due(state), [])
  })

  it("begins on the files that are there already", () => {
    const old = fileOf("src/main.js", "old")
    const { file, ...rest } = creation()
    const tree = treeWith(initialState, [file, old])
    const state = after(initialState, new CreateProject({ ...rest, file, files: [old], tree }), ada)
    assert.deepStrictEqual(
      rowsOf(state, "file").map(({ path }) => path as string),
      ["docs/brief.md", "src/main.js"]
    )
    assert.strictEqual(projectOf(state)?.tree, tree)
    assert.deepStrictEqual(
      rowsOf(state, "document").map(({ path }) => path as string),
      ["docs/brief.md"]
    )
  })
})

describe("another brief", () => {
  const grace = person("grace")
  const revising = (state: ProjectState, content: string, title = "Rooms") => {
    const file = fileOf("docs/brief.md", content)
    return new ReviseBrief({ title, file, tree: treeWith(state, [file]), before: projectOf(state)!.tree })
  }

  it("reopens what was passed on the one before, and names who wrote it", () => {
    const state = standing("C")
    const revised = after(state, revising(state, "another", "Desks"), grace)
    assert.strictEqual(projectOf(revised)?.title, "Desks")
    assert.strictEqual(projectOf(revised)?.brief, fileOf("docs/brief.md", "another").digest)
    assert.deepStrictEqual(
      ["A", "B", "C"].map((gate) => rowOf(revised, "gate", gate)?.status),
      ["reopened", "reopened", "pending"]
    )
    const commit = rowsOf(revised, "commit").find(({ status }) => status === "due")
    assert.strictEqual(commit?.author, "grace")
  })

  it("is nothing when it says the same, and is refused when files were changed meanwhile", () => {
    const state = reviewed("B")
    assert.deepStrictEqual(when(state, revising(state, "the brief"), grace), [])
    const stale = Object.assign(revising(state, "another"), { before: TreeDigest.make(hex("before")) })
    assert.strictEqual(refusal(state, stale, grace)._tag, "TreeOvertaken")
    const archived = after(state, new ArchiveProject(), ada)
    assert.strictEqual(refusal(archived, revising(archived, "another"), grace)._tag, "ProjectNotActive")
  })

  it("is a commit of its own each time", () => {
    const once = after(reviewed("B"), revising(reviewed("B"), "one"), grace)
    const twice = after(once, revising(once, "two"), grace)
    const keys = rowsOf(twice, "commit").map(({ key }) => key)
    assert.strictEqual(new Set(keys).size, keys.length)
    assert.strictEqual(rowsOf(twice, "commit").filter(({ status }) => status === "due").length, 2)
  })
})

/** After the gate was opened and its agent was called. */
const working = (state: ProjectState): ProjectState => {
  let now = state
  while (!rowsOf(now, "agentRun").some(({ status }) => status === "started")) {
    const [work] = Planner.due(now)
    if (work === undefined) return assert.fail("nothing is due")
    const choices = { ...diligent, life: () => (work._tag === "RunAgent" ? 1 : 50) }
    now = perform({ state: now, facts: [] }, work, choices).history.state
  }
  return now
}
