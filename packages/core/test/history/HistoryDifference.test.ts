import { assert, describe, it } from "@effect/vitest"
import {
  costBetween,
  fieldsBetween,
  filesBetween,
  rowsBetween
} from "@layercake/core/history/HistoryDifference"
import {
  evolve,
  initialState,
  type ProjectState,
  rowsOf,
  stateNames
} from "@layercake/core/project/ProjectState"
import { HashMap } from "effect"
import { chanceOf, historyOf } from "../pipeline/RandomHistory.ts"

/** Rows by projection and key, without files. */
const tableOf = (state: ProjectState): Map<string, unknown> =>
  new Map<string, unknown>(
    stateNames
      .filter((name) => name !== "file")
      .flatMap((name) =>
        Array.from(
          HashMap.entries<string, unknown>(state[name]),
          ([key, row]) => [`${name}/${key}`, row] as const
        )
      )
  )

describe("the difference between two states", () => {
  it("added to the first gives the second, for rows and for files, forwards and backwards", () => {
    for (let seed = 1; seed <= 60; seed++) {
      const { facts } = historyOf(seed, 30)
      const chance = chanceOf(seed)
      const at = () =>
        facts.slice(0, Math.floor(chance.next() * (facts.length + 1))).reduce(evolve, initialState)
      const [from, to] = [at(), at()]

      const table = tableOf(from)
      for (const { added, changed, projection, removed } of rowsBetween(from, to)) {
        for (const { key, row } of removed) {
          assert.deepStrictEqual(table.get(`${projection}/${key}`), row)
          table.delete(`${projection}/${key}`)
        }
        for (const { key, row } of added) table.set(`${projection}/${key}`, row)
        for (const { fields, key } of changed) {
          assert.isNotEmpty(fields)
          table.set(`${projection}/${key}`, tableOf(to).get(`${projection}/${key}`))
        }
      }
      assert.deepStrictEqual(
        Array.from(table).toSorted(byKey),
        Array.from(tableOf(to)).toSorted(byKey),
        `seed ${seed}`
      )

      const files = new Map(rowsOf(from, "file").map((file) => [file.path, file]))
      const difference = filesBetween(from, to)
      for (const file of difference.removed) files.delete(file.path)
      for (const file of difference.added) files.set(file.path, file)
      for (const { after } of difference.changed) files.set(after.path, after)
      assert.deepStrictEqual(
        Array.from(files.values()).toSorted((a, b) => (a.path < b.path ? -1 : 1)),
        rowsOf(to, "file"),
        `seed ${seed}`
      )
      assert.strictEqual(costBetween(from, to).microUsd + costBetween(to, from).microUsd, 0)
    }
  })

  it("of a state and itself is nothing", () => {
    const { state } = historyOf(7, 30)
    assert.deepStrictEqual(rowsBetween(state, state), [])
    assert.deepStrictEqual(filesBetween(state, state), { added: [], removed: [], changed: [] })
  })

  it("names each changed field with what it was and what it is", () => {
    assert.deepStrictEqual(
      fieldsBetween(
        { status: "open", round: 1, "a/b": { c: [1, 2, 3] }, gone: true, list: [1] },
        { status: "approved", round: 1, "a/b": { c: [1, 5] }, come: null, list: [1, 2] }
      ),
      [
        { path: "/a~1b/c/1", before: 2, after: 5 },
        { path: "/a~1b/c/2", before: 3 },
        { path: "/come", after: null },
        { path: "/gone", before: true },
        { path: "/list/1", after: 2 },
        { path: "/status", before: "open", after: "approved" }
      ]
    )
  })
})

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]) => (a < b ? -1 : 1)
