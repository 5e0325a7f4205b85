import { assert, describe, it } from "@effect/vitest"
import * as RowIndex from "@layercake/core/projection/RowIndex"
import { HashMap, Option } from "effect"
import { chanceOf } from "../pipeline/RandomHistory.ts"

describe("an index of rows", () => {
  it("finds what looking at every row finds, however the rows change, and also of rows that it has not seen grow", () => {
    for (let seed = 1; seed <= 200; seed++) {
      const chance = chanceOf(seed)
      const values = ["a", "b", undefined]
      const index = RowIndex.make<{ readonly value: string | undefined }>(({ value }) => value)
      let rows = HashMap.empty<string, { readonly value: string | undefined }>()
      for (let step = 0; step < 40; step++) {
        const key = `${Math.floor(chance.next() * 8)}`
        const to = chance.next() < 0.3 ? undefined : { value: chance.one(values) }
        const [before, from] = [rows, Option.getOrUndefined(HashMap.get(rows, key))]
        rows = to === undefined ? HashMap.remove(before, key) : HashMap.set(before, key, to)
        if (chance.next() < 0.9) index.follow(before, rows, { key, from, to })
        if (chance.next() < 0.5) continue
        for (const wanted of ["a", "b", "c"])
          assert.deepStrictEqual(
            index.keysOf(rows, wanted).toSorted(),
            Array.from(rows)
              .flatMap(([key, row]) => (row.value === wanted ? [key] : []))
              .toSorted(),
            `seed ${seed}`
          )
      }
    }
  })
})
