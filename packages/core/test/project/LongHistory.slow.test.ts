/**
 * What a project of 10,000 events costs: folding must not be quadratic, and going on from a snapshot must be quick. Times
 * are the best of several, since others use the machine too.
 */
import { assert, describe, it } from "@effect/vitest"
import type { Fact } from "@layercake/core/event/EventCodec"
import { evolve, initialState, type ProjectState } from "@layercake/core/project/ProjectState"
import * as StateForm from "@layercake/core/project/StateForm"
import { Schema } from "effect"
import { longHistory } from "./LongHistory.ts"

const facts = longHistory(7, 20_000)

declare const performance: { readonly now: () => number }

const best = (runs: number, work: () => unknown): number => {
  let least = Infinity
  for (let run = 0; run < runs; run++) {
    const from = performance.now()
    work()
    least = Math.min(least, performance.now() - from)
  }
  return least
}

const fold = (state: ProjectState, facts: ReadonlyArray<Fact>) => facts.reduce(evolve, state)

const text = Schema.fromJsonString(Schema.Unknown)
const [write, read] = [Schema.encodeUnknownSync(text), Schema.decodeUnknownSync(text)]

describe("a project of 10,000 events", () => {
  it("has a snapshot below 2 MB, from which the state 500 events on is there in well under 50 ms", () => {
    const snapshot = write(StateForm.toJson(fold(initialState, facts.slice(0, 9500))))
    assert.isBelow(snapshot.length, 2_000_000)
    const millis = best(10, () => {
      const state = StateForm.fromJson(read(snapshot) as Schema.Json)
      assert.strictEqual(fold(state ?? initialState, facts.slice(9500, 10_000)).version, 10_000)
    })
    assert.isBelow(millis, 40)
  })

  it("takes about as long for an event at the end as at the beginning", () => {
    const [early, late] = [
      fold(initialState, facts.slice(0, 2000)),
      fold(initialState, facts.slice(0, 18_000))
    ]
    const first = best(10, () => fold(early, facts.slice(2000, 4000)))
    const last = best(10, () => fold(late, facts.slice(18_000, 20_000)))
    assert.isBelow(last / first, 5)
  })
})
