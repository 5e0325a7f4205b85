/**
 * The laws of the projections over random histories made by the real deciders.
 */
import { assert, describe, it } from "@effect/vitest"
import { eventTypes } from "@layercake/core/event/FactoryEvent"
import {
  projectionNames,
  projections,
  rowsOf,
  type StateName,
  stateNames
} from "@layercake/core/project/ProjectState"
import { type Codec, decodeUnknownSync } from "effect/Schema"
import type { History } from "../pipeline/HistoryDriver.ts"
import { chanceOf, historyOf } from "../pipeline/RandomHistory.ts"
import * as Laws from "./ProjectionLaws.ts"

/** Most of them short; some come as far as a deployment. */
const histories = Array.from({ length: 1000 }, (_, index) =>
  historyOf(index + 1, index % 20 === 0 ? 100 : 25)
)

const forAll = (law: (history: History, seed: number) => void) => {
  for (const [index, history] of histories.entries()) {
    try {
      law(history, index + 1)
    } catch (cause) {
      throw new Error(`the history with seed ${index + 1} breaks the law`, { cause })
    }
  }
}

/** Of what people ask for besides the pipeline, which no random history does; their rows have tests of their own. */
const isAskedFor = (name: StateName): boolean =>
  [
    "account",
    "apiToken",
    "askedBuild",
    "comment",
    "documentApproval",
    "instruction",
    "pullRequest",
    "ref",
    "release",
    "session",
    "snapshot",
    "template",
    "variable",
    "webhook"
  ].includes(name)

describe("every projection", () => {
  it("is stored under its own name, which no other has, and handles at least one event that exists", () => {
    assert.deepStrictEqual(
      projectionNames.map((name) => projections[name].name),
      [...projectionNames]
    )
    for (const name of projectionNames) {
      const handled = Object.keys(projections[name].handlers)
      assert.isNotEmpty(handled, name)
      assert.includeMembers([...eventTypes], handled)
    }
  })

  it("rebuilt from the first event is what it was live", () => forAll(Laws.isRebuilt))

  it("goes on from a snapshot as if there had been none", () =>
    forAll((history, seed) => Laws.goesOnFromSnapshot(history, chanceOf(seed))))

  it("names as changed exactly the rows that changed", () => forAll(Laws.storesWhatChanged))

  it("needs only the events that it names", () => forAll(Laws.readsOnlyItsTypes))

  it("is not touched by the events of other projects in between", () =>
    forAll((history, seed) =>
      Laws.ignoresOtherProjects(history, histories[seed % histories.length]!, chanceOf(seed))
    ))

  it("has rows that are plain JSON and of the shape it names", () => {
    const seen = new Set<StateName>()
    for (const [seed, { state }] of histories.entries()) {
      for (const name of stateNames) {
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
      stateNames.filter((name) => !seen.has(name) && !isAskedFor(name)),
      []
    )
  })
})
