/**
 * Laws of the projections over random histories made by the real deciders.
 */
import { assert, describe, it } from "@effect/vitest"
import { eventTypes } from "@layercake/core/event/FactoryEvent"
import type { Rows } from "@layercake/core/projection/Projection"
import {
  evolve,
  evolveWithChanges,
  initialState,
  type ProjectionName,
  projections,
  type ProjectState,
  rowsOf
} from "@layercake/core/project/ProjectState"
import { type Codec, decodeUnknownSync } from "effect/Schema"
import { chanceOf, historyOf } from "../pipeline/RandomHistory.ts"

const names = Object.keys(projections) as ReadonlyArray<ProjectionName>
const steps = 30
const histories = Array.from({ length: 300 }, (_, index) => historyOf(index + 1, steps))

/** Everything that is known, as text. */
const textOf = (state: ProjectState) =>
  JSON.stringify([state.version, names.map((name) => rowsOf(state, name))])

describe("every projection", () => {
  it("is stored under its own name, which no other has, and handles at least one event that exists", () => {
    assert.deepStrictEqual(
      names.map((name) => projections[name].name),
      [...names]
    )
    assert.strictEqual(new Set(names).size, names.length)
    for (const name of names) {
      const handled = Object.keys(projections[name].handlers)
      assert.isNotEmpty(handled, name)
      assert.includeMembers([...eventTypes], handled)
    }
  })

  it("rebuilt from the first event is what it was live, at the end and at any version", () => {
    for (const [seed, { facts, state }] of histories.entries()) {
      const stop = Math.floor(chanceOf(seed).next() * facts.length)
      let then = ""
      const rebuilt = facts.reduce((state, fact) => {
        const next = evolve(state, fact)
        if (next.version === stop) then = textOf(next)
        return next
      }, initialState)
      assert.strictEqual(textOf(rebuilt), textOf(state), `seed ${seed}`)
      const travelled = textOf(facts.slice(0, stop).reduce(evolve, initialState))
      if (stop > 0) assert.strictEqual(travelled, then, `seed ${seed} at ${stop}`)
    }
  })

  it("names as changed exactly the rows that changed", () => {
    for (const [seed, { facts }] of histories.slice(0, 60).entries()) {
      const stored = new Map<string, unknown>()
      const state = facts.reduce((state, fact) => {
        const { changes, state: next } = evolveWithChanges(state, fact)
        for (const { key, projection, row } of changes)
          if (row === undefined) stored.delete(`${projection}/${key}`)
          else stored.set(`${projection}/${key}`, row)
        return next
      }, initialState)
      const live = new Map(
        names.flatMap((name) =>
          Array.from(state[name] as Rows<unknown>, ([key, row]) => [`${name}/${key}`, row] as const)
        )
      )
      assert.deepStrictEqual(
        new Map(Array.from(stored).toSorted(byKey)),
        new Map(Array.from(live).toSorted(byKey)),
        `seed ${seed}`
      )
    }
  })

  it("has rows that are plain JSON and of the shape it names", () => {
    const seen = new Set<string>()
    for (const [seed, { state }] of histories.entries()) {
      for (const name of names) {
        const decode = decodeUnknownSync(projections[name].row as Codec<unknown>, {
          onExcessProperty: "error"
        })
        for (const row of rowsOf(state, name).slice(-2)) {
          const text: unknown = JSON.parse(JSON.stringify(row))
          assert.deepStrictEqual(text, row, `${name}, seed ${seed}`)
          assert.deepStrictEqual(decode(text), row, `${name}, seed ${seed}`)
          seen.add(name)
        }
      }
    }
    assert.deepStrictEqual(
      names.filter((name) => !seen.has(name)),
      []
    )
  })
})

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]) => (a < b ? -1 : 1)
