/**
 * What follows from what a tree came to: assessments, the end of a series with a person being asked, the way back to
 * the best tree, and who is asked to repair.
 */
import { assert, describe, it } from "@effect/vitest"
import { RestoreFiles } from "@layercake/core/heal/HealCommand"
import { restoreAt } from "@layercake/core/heal/TreeRestoring"
import { projectOf, type ProjectState, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { ResolveHold } from "@layercake/core/register/RegisterCommand"
import { ada, after, blob, gateId, tags, when } from "../project/GivenProject.ts"
import { ran, underPolicy, unproven } from "../pipeline/GateStanding.ts"
import { commitOf, failing, names } from "./GivenRepair.ts"

const many = (count: number, word: string) =>
  Array.from(
    { length: count },
    (_, index) => ["specs/openapi.yaml", `${word} is wrong in ${"x".repeat(index + 1)}`] as const
  )

/** At gate C, whose one check is repaired by the one step: fails with so many errors, and is repaired, again and again. */
const series = (counts: ReadonlyArray<number>, healAttempts = 9) => {
  let state = underPolicy(unproven("C"), { healAttempts })
  const trees: Array<string | null> = []
  for (const [index, count] of counts.entries()) {
    if (index > 0) state = ran(state, "C", "specs", "writes")
    while (names(state)[0]?.startsWith("commit")) state = after(state, commitOf(state))
    trees.push(projectOf(state)?.tree ?? null)
    state = after(state, failing(state, "C", "specifications", many(count, `part ${"abcdefgh"[index]}`)))
  }
  return { state, trees }
}
describe("a series of repairs", () => {
  it("keeps what each tree came to, and the best of them", () => {
    const { state, trees } = series([5, 3, 4])
    const row = rowOf(state, "healSeries", "C")
    assert.deepStrictEqual(
      row?.assessments.map(({ attempt, health, runId, tree }) => [
        attempt,
        runId as string,
        tree as string,
        health[0]?.failed
      ]),
      [
        [0, "C.specs.1", trees[0], 5],
        [1, "C.specs.2", trees[1], 3],
        [2, "C.specs.3", trees[2], 4]
      ]
    )
    assert.strictEqual(row?.best?.tree, trees[1])
    assert.strictEqual(row?.restore, null)
  })

  it("ends when it grows, with a person being asked and the best tree to go back to", () => {
    const { state, trees } = series([3, 5, 6])
    assert.strictEqual(rowOf(state, "gate", "C")?.status, "blocked")
    const hold = rowsOf(state, "hold").at(-1)
    assert.strictEqual(hold?.title, "specifications does not pass, and repairs 1 and 2 made it worse")
    assert.match(
      hold?.detail ?? "",
      /before any repair \(C\.specs\.1\): specifications: 3 failed; fs-[0-9a-f]{16}/
    )
    assert.match(hold?.detail ?? "", /repair 2 \(C\.specs\.3\): specifications: 6 failed/)
    assert.deepStrictEqual([restoreAt(state, "C")?.tree, restoreAt(state, "C")?.from], [trees[0], trees[2]])
    assert.deepStrictEqual(names(state), [`restore/C/${rowOf(state, "healSeries", "C")?.best?.version}/TREE`])
  })

  it("ends when a repair changes nothing about what fails, and stays where it is", () => {
    let { state } = series([2])
    const said = failing(state, "C", "specifications", many(2, "part a"))
    state = ran(state, "C", "specs", "writes")
    while (names(state)[0]?.startsWith("commit")) state = after(state, commitOf(state))
    const again = failing(
      state,
      "C",
      "specifications",
      said.proof.diagnostics.map(({ message, path = "" }) => [path, message])
    )
    assert.deepStrictEqual(tags(when(state, again)), [
      "ProofRecorded",
      "HealAssessed",
      "HealExhausted",
      "EscalationRaised",
      "GateBlocked"
    ])
    const stopped = after(state, again)
    assert.strictEqual(
      rowsOf(stopped, "hold").at(-1)?.title,
      "specifications fails as it did before: repair 1 changed nothing about it"
    )
    assert.isUndefined(restoreAt(stopped, "C"))
  })

  it("ends when the attempts are used up", () => {
    const { state } = series([5, 4, 3], 2)
    assert.strictEqual(
      rowsOf(state, "hold").at(-1)?.title,
      "specifications still does not pass after 2 repairs"
    )
    assert.deepStrictEqual(names(state), [])
  })

  it("begins anew when a person lets it go on, and does not forget the best tree", () => {
    const { state, trees } = series([3, 5, 6])
    const restored = after(state, restoring(state))
    assert.strictEqual(projectOf(restored)?.tree, trees[0])
    const resolved = after(
      restored,
      new ResolveHold({ id: rowsOf(state, "hold").at(-1)!.id, resolution: "go on" }),
      ada
    )
    assert.deepStrictEqual(rowOf(resolved, "healSeries", "C")?.assessments, [])
    assert.strictEqual(rowOf(resolved, "healSeries", "C")?.best?.tree, trees[0])
    assert.strictEqual(rowOf(resolved, "gate", "C")?.status, "open")
  })

  it("goes back also when the person was faster, and before anything else", () => {
    const { state } = series([3, 5, 6])
    const resolved = after(
      state,
      new ResolveHold({ id: rowsOf(state, "hold").at(-1)!.id, resolution: "go on" }),
      ada
    )
    assert.match(names(resolved)[0] ?? "", /^restore\//)
  })
})

/** What the runtime tells after it has read the earlier version. */
const restoring = (state: ProjectState, change: Partial<RestoreFiles> = {}) => {
  const due = restoreAt(state, "C")!
  const own = rowsOf(state, "file").find(({ path }) => path === "specs/openapi.yaml")!
  return new RestoreFiles({
    gate: gateId("C"),
    tree: due.tree,
    version: due.version,
    before: due.from,
    written: [{ ...own, digest: blob("as it was") }],
    removed: [],
    missing: [],
    ...change
  })
}

describe("going back to the best tree", () => {
  it("changes the files, says so, and leaves a commit to be made", () => {
    const { state, trees } = series([3, 5, 6])
    assert.deepStrictEqual(tags(when(state, restoring(state))), [
      "TreeChanged",
      "DocumentWritten",
      "SpecificationRecorded",
      "TreeRestored"
    ])
    const restored = after(state, restoring(state))
    assert.strictEqual(projectOf(restored)?.tree, trees[0])
    assert.deepStrictEqual(names(restored), [`commit/C.restore.${state.version + 1}`])
    assert.deepStrictEqual(when(restored, restoring(state)), [], "once is enough")
  })

  it("does nothing when it is not due: another tree, another version, nothing stopped", () => {
    const { state, trees } = series([3, 5, 6])
    for (const other of [{ version: 1 }, { tree: trees[1] as never }, { before: trees[0] as never }])
      assert.deepStrictEqual(when(state, restoring(state, other)), [])
    assert.deepStrictEqual(when(series([3, 5]).state, restoring(state)), [])
  })

  it("is given up where contents are missing, and a person is asked", () => {
    const { state, trees } = series([3, 5, 6])
    const command = restoring(state, { missing: ["specs/openapi.yaml" as never] })
    assert.deepStrictEqual(tags(when(state, command)), ["RestoreAbandoned", "EscalationRaised"])
    const given = after(state, command)
    assert.strictEqual(projectOf(given)?.tree, trees[2])
    assert.deepStrictEqual(names(given), [])
  })
})
