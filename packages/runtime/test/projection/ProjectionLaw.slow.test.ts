import { describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { holds } from "./ProjectionLaws.ts"

const seeds = Array.from({ length: 1000 }, (_, index) => index + 1001)

describe("every projection", () => {
  it.effect(
    `is the same async, made anew and folded, over ${seeds.length} histories`,
    () => Effect.forEach(seeds, holds, { discard: true }),
    180_000
  )
})
