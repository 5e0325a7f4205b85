import { describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { holds } from "./ProjectionLaws.ts"

const seeds = Array.from({ length: 60 }, (_, index) => index + 1)

describe("every projection", () => {
  it.effect(`is the same async, made anew and folded, over ${seeds.length} histories`, () =>
    Effect.forEach(seeds, holds, { discard: true })
  )
})
