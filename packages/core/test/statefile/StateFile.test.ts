import { assert, describe, it } from "@effect/vitest"
import { referenceTo } from "@layercake/core/event/PersonalText"
import { projectOf, type ProjectState } from "@layercake/core/project/ProjectState"
import { AddNote } from "@layercake/core/register/RegisterCommand"
import { pathOf, render, renderForTree, StateFileName } from "@layercake/core/statefile/StateFile"
import { ChangeFiles } from "@layercake/core/tree/TreeCommand"
import { ada, after, blob, fileOf, treeWith } from "../project/GivenProject.ts"
import { standing } from "../pipeline/GateStanding.ts"

const written = (state: ProjectState) => {
  const files = StateFileName.literals.map((name) => fileOf(pathOf(name), renderForTree(state, name)))
  return after(
    state,
    new ChangeFiles({
      subject: "Write state files",
      written: files,
      removed: [],
      expected: [],
      before: projectOf(state)?.tree ?? null,
      tree: treeWith(state, files)
    }),
    ada
  )
}

describe("state files", () => {
  it("say where the gates stand", () => {
    const state = standing("C")
    assert.match(render(state, "STATUS"), /^# Status: .+\n\n- Project: active\n/)
    assert.match(
      render(state, "GATES"),
      /\| Gate \| Title \| Status \| Round \|\n\| --- .*\n\| A \| .* \| approved \|/
    )
  })

  it("stay what they are when they are written", () => {
    const state = standing("C")
    const next = written(state)
    assert.isAbove(next.version, state.version)
    for (const name of StateFileName.literals)
      assert.strictEqual(render(next, name), render(state, name), name)
  })

  it("keep what people typed out of the tree, and what is typed inside its cell", () => {
    const reference = referenceTo(blob("words"))
    const state = after(standing("C"), new AddNote({ text: `${reference} | a\nb` }), ada)
    assert.include(render(state, "MEMORY"), reference)
    assert.notInclude(renderForTree(state, "MEMORY"), "erasable")
    assert.include(renderForTree(state, "MEMORY"), "*(in the log)*")
  })
})
