/**
 * How a document is approved by itself and a design is picked before its gate, and when neither counts any more.
 */
import { assert, describe, it } from "@effect/vitest"
import { agent, automation, person } from "@layercake/core/actor/Actor"
import { ApproveDocument, ChooseDesign } from "@layercake/core/document/DocumentCommand"
import { documentTypeAt, documentTypes, makersOf } from "@layercake/core/document/DocumentType"
import { TreeChanged } from "@layercake/core/tree/TreeEvent"
import { DesignProposed, DocumentWritten } from "@layercake/core/document/DocumentEvent"
import { standardPipeline } from "@layercake/core/pipeline/StandardPipeline"
import { type ProjectState, rowOf } from "@layercake/core/project/ProjectState"
import { FilePath } from "@layercake/core/tree/Tree"
import { ApproveGate } from "@layercake/core/gate/GateCommand"
import { reviewInForce } from "@layercake/core/gate/Reviewing"
import { shown } from "../gate/GivenReview.ts"
import { reviewed, standing } from "../pipeline/GateStanding.ts"
import {
  ada,
  after,
  at,
  blob,
  fileOf,
  fold,
  gateId,
  refusal,
  tags,
  treeWith,
  when
} from "../project/GivenProject.ts"

const grace = person("grace")
const path = FilePath.make("docs/scope.md")
const page = FilePath.make("designs/one.html")

const written = (state: ProjectState, where: FilePath, text: string, author = "scope-agent", version = 1) => {
  const file = fileOf(where, text)
  const gate = gateId(where === page ? "D" : "B")
  const kind = where === page ? "design" : "scope"
  const fields = { path: where, digest: file.digest, version, gate }
  return fold(state, [
    new TreeChanged({
      cause: `${where}-${version}`,
      author,
      subject: "a change",
      written: [file],
      removed: [],
      tree: treeWith(state, [file])
    }),
    new DocumentWritten({ kind, ...fields }),
    ...(where === page ? [new DesignProposed(fields)] : [])
  ])
}
const scoped = () => written(standing("C"), path, "what is in")
const approve = (text = "what is in", rest: Partial<{ path: FilePath }> = {}) =>
  new ApproveDocument({ path, digest: blob(text), comment: "as agreed", ...rest })

describe("an approval of a document", () => {
  it("binds the version that was read, and the same approval twice is one", () => {
    const state = after(scoped(), approve(), grace)
    const row = rowOf(state, "documentApproval", path)
    assert.deepStrictEqual(
      [row?.version, row?.digest, row?.by.id, row?.void],
      [1, blob("what is in"), "grace", null]
    )
    assert.deepStrictEqual(when(state, approve(), grace), [])
    assert.deepStrictEqual(tags(when(state, approve(), ada)), ["DocumentApproved"], "somebody else's word")
  })

  it("is void as soon as the document is another or gone, and counts again for the new version alone", () => {
    const state = after(scoped(), approve(), grace)
    const changed = written(state, path, "what is out", "scope-agent", 2)
    assert.isNotNull(rowOf(changed, "documentApproval", path)?.void)
    assert.strictEqual(refusal(changed, approve(), grace)._tag, "DocumentStale")
    const again = after(changed, approve("what is out"), grace)
    assert.deepStrictEqual(
      [rowOf(again, "documentApproval", path)?.version, rowOf(again, "documentApproval", path)?.void],
      [2, null]
    )
    const removed = fold(again, [
      new TreeChanged({
        cause: "gone",
        author: "ada",
        subject: "Remove it",
        written: [],
        removed: [path],
        tree: treeWith(again, [])
      })
    ])
    assert.isNotNull(rowOf(removed, "documentApproval", path)?.void)
    assert.strictEqual(refusal(removed, approve("what is out"), grace)._tag, "DocumentUnknown")
  })

  it("stays when another file is changed, or this one is written as it was", () => {
    const state = after(scoped(), approve(), grace)
    const other = written(state, page, "<p>page</p>")
    const same = written(other, path, "what is in", "scope-agent", 2)
    assert.isNull(rowOf(same, "documentApproval", path)?.void)
  })

  it("is for persons, about what they did not write", () => {
    for (const actor of [agent("scope-agent"), automation("cron")])
      assert.strictEqual(refusal(scoped(), approve(), actor)._tag, "PersonNeeded")
    const own = written(standing("C"), path, "what is in", "grace")
    assert.strictEqual(refusal(own, approve(), grace)._tag, "DocumentOwn")
    assert.deepStrictEqual(tags(when(own, approve(), ada)), ["DocumentApproved"])
    const unknown = FilePath.make("docs/none.md")
    assert.strictEqual(refusal(scoped(), approve("", { path: unknown }), grace)._tag, "DocumentUnknown")
  })
})

describe("choosing a design", () => {
  const drawn = () => written(standing("D"), page, "<p>page</p>", "designs-agent")
  const choose = (text = "<p>page</p>", which = page) =>
    new ChooseDesign({ gate: gateId("D"), path: which, digest: blob(text) })

  it("picks it before its gate is approved, until it is changed", () => {
    const chosen = after(drawn(), choose(), grace)
    assert.isTrue(rowOf(chosen, "design", page)?.chosen)
    assert.deepStrictEqual(when(chosen, choose(), grace), [])
    const changed = written(chosen, page, "<p>another</p>", "designs-agent", 2)
    assert.isFalse(rowOf(changed, "design", page)?.chosen)
    assert.strictEqual(refusal(changed, choose(), grace)._tag, "DocumentStale")
  })

  it("is what an approval of the gate takes that names none, and gives way to one that is named", () => {
    const offered = reviewed("D")
    const second = FilePath.make("designs/two.html")
    const digest = rowOf(offered, "design", second)!.digest
    const chosen = after(offered, new ChooseDesign({ gate: gateId("D"), path: second, digest }), grace)
    const approval = (state: ProjectState, design: FilePath | null) => {
      const time = at(state.version)
      const { review } = reviewInForce(state, rowOf(state, "gate", "D")!, ada, time)!
      return new ApproveGate({ gate: gateId("D"), review, at: time, accept: false, comment: "", design })
    }
    const unchosen = shown(offered, "D")
    const seen = shown(chosen, "D")
    assert.strictEqual(refusal(unchosen, approval(unchosen, null), ada)._tag, "DesignNotChosen")
    const taken = after(seen, approval(seen, null), ada)
    assert.strictEqual(rowOf(taken, "gate", "D")?.status, "approved")
    assert.isTrue(rowOf(taken, "design", second)?.chosen)
    const other = after(seen, approval(seen, page), ada)
    assert.deepStrictEqual(
      [rowOf(other, "design", page)?.chosen, rowOf(other, "design", second)?.chosen],
      [true, false]
    )
    assert.strictEqual(
      refusal(taken, new ChooseDesign({ gate: gateId("D"), path: page, digest: blob("") }), grace)._tag,
      "GateNotReady"
    )
  })

  it("is for persons, of a design that the gate offers, while the gate is not passed", () => {
    assert.strictEqual(refusal(drawn(), choose(), agent("designs-agent"))._tag, "PersonNeeded")
    assert.strictEqual(
      refusal(drawn(), choose("", FilePath.make("docs/scope.md")), grace)._tag,
      "DocumentUnknown"
    )
  })
})

describe("the kinds of document", () => {
  it("are 25, each with a name, a purpose and a place of its own", () => {
    assert.strictEqual(documentTypes.length, 25)
    for (const field of ["kind", "title", "path"] as const)
      assert.strictEqual(new Set(documentTypes.map((type) => type[field])).size, 25, field)
  })

  it("include everything that the standard pipeline asks for", () => {
    const wanted = standardPipeline.gates.flatMap((gate) => [
      ...gate.documents,
      ...gate.work.flatMap((step) => step.produces)
    ])
    const kinds = new Set(documentTypes.map(({ kind }) => kind))
    assert.deepStrictEqual(
      wanted.filter(({ kind }) => !kinds.has(kind)),
      []
    )
    assert.deepStrictEqual(makersOf(standardPipeline, "prd"), [
      { gate: "G2", agent: "product-manager", path: "docs/prd.md" }
    ])
    assert.deepStrictEqual(makersOf(standardPipeline, "runbook"), [])
  })

  it("are known by their paths, and folders are none", () => {
    assert.strictEqual(documentTypeAt("docs/runbook.md"), "runbook")
    assert.isUndefined(documentTypeAt("src/**"))
    assert.isUndefined(documentTypeAt("src/index.ts"))
  })
})
