import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Scenario from "../src/Scenario.ts"

const seed = "test"
const counts: Readonly<Record<Scenario.ScenarioKind, number>> = {
  writers: 60,
  workers: 30,
  readers: 20,
  factory: 4
}

const outcomes = (kind: Scenario.ScenarioKind) =>
  Effect.forEach(
    Array.from({ length: counts[kind] }, (_, number) => number),
    (number) => Scenario.run({ seed, kind, number })
  )

describe("Scenario", () => {
  for (const kind of Scenario.kinds)
    it.effect(`breaks no law in ${counts[kind]} of ${kind}, many of which die`, () =>
      Effect.gen(function* () {
        const all = yield* outcomes(kind)

        assert.deepStrictEqual(
          all.filter(({ breaches }) => breaches.length > 0),
          []
        )
        const deaths = all.filter(({ deaths }) => deaths > 0)
        assert.isAtLeast(deaths.length, counts[kind] / 4)
        assert.isAbove(
          all.reduce((sum, { acknowledged, effects }) => sum + acknowledged + effects, 0),
          counts[kind]
        )
      })
    )

  it.effect("is the same each time, and another under another seed", () =>
    Effect.gen(function* () {
      const some = (seed: string) =>
        Effect.forEach(Scenario.kinds, (kind) => Scenario.run({ seed, kind, number: 1 }))
      const first = yield* some("one")

      assert.deepStrictEqual(yield* some("one"), first)
      assert.notDeepEqual(
        (yield* some("two")).map(({ calls, faults }) => [calls, faults]),
        first.map(({ calls, faults }) => [calls, faults])
      )
    })
  )

  it.effect("visits the boundaries of one world one after the other, before and after", () =>
    Effect.gen(function* () {
      const visits = yield* Effect.forEach([0, 2, 4, 6], (number) =>
        Scenario.run({ seed, kind: "writers", number })
      )

      assert.isTrue(visits.every(({ deaths, faults }) => faults === 1 && deaths === 1))
    })
  )
})
