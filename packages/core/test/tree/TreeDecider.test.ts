/**
 * What a change of files means for documents, and for reviews and approvals that bound other contents.
 */
import { assert, describe, it } from "@effect/vitest"
import { projectOf, type ProjectState, rowOf } from "@layercake/core/project/ProjectState"
import { changeTree } from "@layercake/core/tree/TreeDecider"
import { FilePath } from "@layercake/core/tree/Tree"
import { fileOf, fold, gateId, tags, treeWith } from "../project/GivenProject.ts"
import { reviewed, standing } from "../pipeline/GateStanding.ts"

const write = (state: ProjectState, gate: string, contents: Readonly<Record<string, string>>) => {
  const written = Object.entries(contents).map(([path, content]) => fileOf(path, content))
  const tree = treeWith(state, written)
  return changeTree(state, {
    cause: "run",
    author: "agent",
    subject: "change",
    gate: gateId(gate),
    written,
    removed: [],
    tree
  })
}
const statuses = (state: ProjectState, ...gates: ReadonlyArray<string>) =>
  gates.map((gate) => rowOf(state, "gate", gate)?.status)

describe("a change of the tree", () => {
  it("of nothing is none", () => {
    const state = standing("E")
    const same = rowOf(state, "file", "docs/scope.md")!
    const tree = projectOf(state)!.tree!
    const gone = FilePath.make("never/there.md")
    const change = {
      cause: "run",
      author: "agent",
      subject: "change",
      gate: gateId("E"),
      written: [same],
      removed: [gone],
      tree
    }
    assert.deepStrictEqual(changeTree(state, change), [])
  })

  it("reopens the gate whose approval bound the document, and every later one", () => {
    const state = standing("E")
    const changed = fold(state, write(state, "E", { "docs/scope.md": "other" }))
    assert.deepStrictEqual(statuses(changed, "A", "B", "C", "D", "E"), [
      "approved",
      "reopened",
      "reopened",
      "reopened",
      "pending"
    ])
    assert.strictEqual(rowOf(changed, "task", "B/scope")?.status, "done")
  })

  it("reopens for a document that is removed", () => {
    const state = standing("E")
    const removed = [FilePath.make("specs/openapi.yaml")]
    const events = changeTree(state, {
      cause: "run",
      author: "agent",
      subject: "x",
      gate: gateId("E"),
      written: [],
      removed,
      tree: treeWith(state, [])
    })
    assert.deepStrictEqual(tags(events), ["TreeChanged", "GateReopened", "GateReopened"])
  })

  it("below a required folder reopens nothing", () => {
    const state = standing("F")
    assert.deepStrictEqual(tags(write(state, "F", { "src/backend.ts": "other", "src/more.ts": "new" })), [
      "TreeChanged"
    ])
  })

  it("makes a review void", () => {
    const state = reviewed("C")
    const changed = fold(state, write(state, "C", { "notes.txt": "new" }))
    assert.strictEqual(rowOf(changed, "gate", "C")?.status, "open")
    assert.deepStrictEqual(tags(write(state, "C", { "notes.txt": "new" })), [
      "TreeChanged",
      "GateReviewVoided"
    ])
  })

  it("raises the version of a document and says what kind of document it is", () => {
    const state = standing("C")
    const first = fold(state, write(state, "C", { "specs/openapi.yaml": "one" }))
    const second = fold(first, write(first, "C", { "specs/openapi.yaml": "two" }))
    assert.deepStrictEqual(
      [first, second].map((state) => rowOf(state, "specification", "specs/openapi.yaml")?.version),
      [1, 2]
    )
    assert.deepStrictEqual(tags(write(state, "C", { "specs/openapi.yaml": "one" })), [
      "TreeChanged",
      "DocumentWritten",
      "SpecificationRecorded"
    ])
    assert.deepStrictEqual(tags(write(state, "D", { "designs/one.html": "one" })), [
      "TreeChanged",
      "DocumentWritten",
      "DesignProposed"
    ])
    assert.deepStrictEqual(tags(write(state, "F", { "README.md": "one" })), [
      "TreeChanged",
      "DocumentWritten",
      "DeliverableRecorded"
    ])
  })
})
