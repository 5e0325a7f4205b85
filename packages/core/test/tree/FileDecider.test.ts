/**
 * What people and scripts may do to files, and what that undoes.
 */
import { assert, describe, it } from "@effect/vitest"
import { CommitSha } from "@layercake/core/port/Repository"
import { due } from "@layercake/core/pipeline/Planner"
import { ArchiveProject, PauseProject } from "@layercake/core/project/ProjectCommand"
import { projectOf, type ProjectState, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { RecordCommit, StartCommit } from "@layercake/core/proof/ProofCommand"
import { RefName } from "@layercake/core/tree/RefName"
import { SnapshotName } from "@layercake/core/tree/Snapshot"
import { FilePath, TreeDigest } from "@layercake/core/tree/Tree"
import {
  AskForCommit,
  ChangeFiles,
  PlaceRef,
  RecordRef,
  TakeSnapshot
} from "@layercake/core/tree/TreeCommand"
import {
  ada,
  after as afterAs,
  blob,
  fileOf,
  refusal,
  tags,
  treeWith,
  when
} from "../project/GivenProject.ts"
import { reviewed, standing } from "../pipeline/GateStanding.ts"

const change = (
  state: ProjectState,
  contents: Readonly<Record<string, string>>,
  more: Partial<ConstructorParameters<typeof ChangeFiles>[0]> = {}
) => {
  const written = Object.entries(contents).map(([path, content]) => fileOf(path, content))
  return new ChangeFiles({
    subject: "Change files",
    written,
    removed: [],
    expected: [],
    before: projectOf(state)?.tree ?? null,
    tree: treeWith(state, written),
    ...more
  })
}
const path = (path: string) => FilePath.make(path)
const statuses = (state: ProjectState) =>
  Object.fromEntries(rowsOf(state, "gate").map(({ gate, status }) => [gate, status]))
const after = (state: ProjectState, command: Parameters<typeof when>[1]) => afterAs(state, command, ada)

describe("a change of files by hand", () => {
  it("is one change of the tree by whoever asked, with a key of its own", () => {
    const state = standing("C")
    const [event] = when(state, change(state, { "docs/notes.md": "one" }), ada)
    assert.strictEqual(event?._tag, "TreeChanged")
    const changed = after(state, change(state, { "docs/notes.md": "one" }))
    const commits = rowsOf(changed, "commit").filter(({ status }) => status === "due")
    assert.deepStrictEqual(
      commits.map(({ author, key, subject }) => [key, author, subject]),
      [[`edit.${state.version + 1}`, "ada", "Change files"]]
    )
  })

  it("of nothing is none", () => {
    const state = after(standing("C"), change(standing("C"), { "docs/notes.md": "one" }))
    assert.deepStrictEqual(when(state, change(state, { "docs/notes.md": "one" }), ada), [])
  })

  it("is refused where files are others than they were read", () => {
    const state = standing("C")
    const stale = [{ path: path("docs/scope.md"), digest: blob("never") }]
    assert.strictEqual(refusal(state, change(state, {}, { expected: stale }), ada)._tag, "FileStale")
    const fresh = [{ path: path("docs/scope.md"), digest: null }]
    assert.strictEqual(refusal(state, change(state, {}, { expected: fresh }), ada)._tag, "FileStale")
    const before = TreeDigest.make("0".repeat(64))
    assert.strictEqual(refusal(state, change(state, { "a.txt": "a" }, { before }), ada)._tag, "TreeOvertaken")
  })

  it("is refused for what cannot be a file of the project, or lies where another is", () => {
    const state = after(standing("C"), change(standing("C"), { "docs/notes.md": "one" }))
    for (const bad of [
      "node_modules/a.js",
      ".git/config",
      "a/.npmrc",
      "ab:c.txt",
      "a /b",
      "docs",
      "docs/notes.md/more",
      "Docs/Notes.md",
      "docs/no\u200btes.md"
    ])
      assert.strictEqual(refusal(state, change(state, { [bad]: "x" }), ada)._tag, "FileRefused", bad)
    const both = change(state, { "x/a": "1", "x/A": "2" })
    assert.strictEqual(refusal(state, both, ada)._tag, "FileRefused")
    const large = [{ ...fileOf("a.txt", "x"), bytes: 1_000_001 }]
    assert.strictEqual(refusal(state, change(state, {}, { written: large }), ada)._tag, "FileRefused")
    const gone = change(state, {}, { removed: [path("never.txt")] })
    assert.strictEqual(refusal(state, gone, ada)._tag, "FileUnknown")
  })

  it("takes the place of a file that it moves away", () => {
    const state = after(standing("C"), change(standing("C"), { "docs/notes": "one" }))
    const moved = change(state, { "docs/notes/one.md": "one" }, { removed: [path("docs/notes")] })
    assert.deepStrictEqual(tags(when(state, moved, ada)), ["TreeChanged"])
  })

  it("reopens the gate whose approval bound the document", () => {
    const state = standing("E")
    const changed = after(state, change(state, { "docs/scope.md": "other" }))
    assert.deepInclude(statuses(changed), { A: "approved", B: "reopened", C: "reopened", D: "reopened" })
  })

  it("makes a review of the tree void", () => {
    const state = reviewed("C")
    assert.deepStrictEqual(tags(when(state, change(state, { "docs/notes.md": "one" }), ada)), [
      "TreeChanged",
      "GateReviewVoided"
    ])
  })

  it("of papers that no gate asks for undoes no approval", () => {
    const state = standing("F")
    assert.deepStrictEqual(tags(when(state, change(state, { "docs/notes.md": "one" }), ada)), ["TreeChanged"])
  })

  it("of the program undoes the approval of the gate that builds it", () => {
    const state = standing("F")
    const before = statuses(state)
    const building = projectOf(state)!.pipeline.gates.find(({ proofs }) =>
      proofs.some(({ prover }) => prover._tag === "build")
    )!.id
    assert.strictEqual(before[building], "approved")
    for (const file of ["src/backend.ts", "package.json"]) {
      const changed = statuses(after(state, change(state, { [file]: "other" })))
      assert.strictEqual(changed[building], "reopened", file)
    }
  })

  it("is refused in an archived project, and taken in a paused one", () => {
    const state = standing("C")
    const paused = after(state, new PauseProject({ reason: "" }))
    assert.include(tags(when(paused, change(paused, { "docs/a.md": "a" }), ada)), "TreeChanged")
    const archived = after(state, new ArchiveProject({}))
    assert.strictEqual(
      refusal(archived, change(archived, { "docs/a.md": "a" }), ada)._tag,
      "ProjectNotActive"
    )
  })
})

describe("a snapshot", () => {
  it("names the tree once, and never another", () => {
    const state = standing("C")
    const name = SnapshotName.make("before")
    const taken = after(state, new TakeSnapshot({ name }))
    assert.strictEqual(rowOf(taken, "snapshot", "before")?.version, state.version + 1)
    assert.deepStrictEqual(when(taken, new TakeSnapshot({ name }), ada), [])
    const changed = after(taken, change(taken, { "docs/notes.md": "one" }))
    assert.strictEqual(refusal(changed, new TakeSnapshot({ name }), ada)._tag, "SnapshotExists")
  })
})

describe("commits by hand", () => {
  const sha = CommitSha.make("a".repeat(40))
  const committed = (state: ProjectState) =>
    rowsOf(state, "commit")
      .filter(({ status }) => status !== "made")
      .reduce(
        (state, { key }) => after(after(state, new StartCommit({ key })), new RecordCommit({ key, sha })),
        state
      )

  it("are due in a paused project once somebody asks, and not before", () => {
    const made = committed(standing("C"))
    const paused = after(made, new PauseProject({ reason: "" }))
    assert.strictEqual(refusal(paused, new AskForCommit({}), ada)._tag, "NothingToCommit")
    const changed = after(paused, change(paused, { "docs/a.md": "a" }))
    assert.deepStrictEqual(due(changed), [])
    const asked = after(changed, new AskForCommit({}))
    assert.deepStrictEqual(
      due(asked).map(({ _tag }) => _tag),
      ["CommitTree"]
    )
    assert.strictEqual(refusal(asked, new AskForCommit({}), ada)._tag, "NothingToCommit")
  })

  it("get branches and tags, which are due until the repository has them", () => {
    const made = committed(standing("C"))
    const { sha } = rowsOf(made, "commit")[0]!
    assert.isNotNull(sha)
    const name = RefName.make("v1")
    const unknown = new PlaceRef({ kind: "tag", name, sha: CommitSha.make("b".repeat(40)) })
    assert.strictEqual(refusal(made, unknown, ada)._tag, "CommitUnknown")
    const asked = after(made, new PlaceRef({ kind: "tag", name, sha }))
    assert.deepInclude(due(asked), { _tag: "MarkCommit", kind: "tag", name, sha })
    assert.deepStrictEqual(when(asked, new PlaceRef({ kind: "tag", name, sha }), ada), [])
    const inside = new PlaceRef({ kind: "tag", name: RefName.make("v1/a"), sha })
    assert.strictEqual(refusal(asked, inside, ada)._tag, "RefExists")
    const main = new PlaceRef({ kind: "branch", name: RefName.make("Main"), sha })
    assert.strictEqual(refusal(asked, main, ada)._tag, "RefExists")
    const there = after(asked, new RecordRef({ kind: "tag", name, sha }))
    assert.strictEqual(rowOf(there, "ref", "tag/v1")?.status, "made")
    assert.isFalse(due(there).some(({ _tag }) => _tag === "MarkCommit"))
    assert.deepStrictEqual(when(there, new RecordRef({ kind: "tag", name, sha }), ada), [])
  })
})
