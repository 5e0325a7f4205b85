/**
 * Laws of the plan over random parts, and what it does when room is short.
 */
import { assert, describe, it } from "@effect/vitest"
import { namingShare, plan, type PlannedForm, type PlannedPart } from "@layercake/core/prompt/PromptPlan"
import { Result } from "effect"
import { chanceOf } from "../pipeline/RandomHistory.ts"

const part = (whole: number, outline: number | null, name: number): PlannedPart<PlannedForm> => ({
  isFixed: false,
  forms: [
    { form: "whole", tokens: whole },
    ...(outline === null ? [] : [{ form: "outline" as const, tokens: outline }]),
    { form: "name", tokens: name }
  ]
})
const fixed = (tokens: number): PlannedPart<PlannedForm> => ({
  isFixed: true,
  forms: [{ form: "whole", tokens }]
})
const formsOf = (parts: ReadonlyArray<PlannedPart<PlannedForm>>, budget: number) =>
  Result.getOrThrow(plan(parts, budget)).map((form) => form?.form ?? "left-out")

describe("the plan of a prompt", () => {
  it("shows everything whole when it fits", () => {
    assert.deepStrictEqual(formsOf([fixed(10), part(50, 5, 1), part(40, 5, 1)], 100), [
      "whole",
      "whole",
      "whole"
    ])
  })

  it("shrinks the least important parts first: to an outline, to a name, to nothing", () => {
    const parts = [fixed(10), part(50, 20, 2), part(60, 20, 2), part(60, 30, 2), part(60, 30, 2)]
    assert.deepStrictEqual(formsOf(parts, 90), ["whole", "whole", "outline", "name", "name"])
    assert.deepStrictEqual(formsOf(parts, 15), ["whole", "name", "name", "left-out", "left-out"])
  })

  it("gives a smaller part what a larger one before it could not use", () => {
    assert.deepStrictEqual(formsOf([part(500, null, 2), part(60, null, 2)], 100), ["name", "whole"])
  })

  it("never cuts what is fixed, and says how much it is when it does not fit", () => {
    assert.deepStrictEqual(formsOf([part(5, 2, 1), fixed(100)], 100), ["left-out", "whole"])
    assert.deepStrictEqual(
      plan([fixed(60), part(5, 2, 1), fixed(60)], 100),
      Result.fail({ fixedTokens: 120, budget: 100 })
    )
  })

  it("never takes more than the budget, names what it can, and is the same twice, whatever the parts are", () => {
    for (let seed = 1; seed <= 500; seed++) {
      const chance = chanceOf(seed)
      const size = (most: number) => 1 + Math.floor(chance.next() * most)
      const parts = Array.from({ length: size(40) }, () => {
        if (chance.next() < 0.1) return fixed(size(30))
        const name = size(12)
        const outline = name + size(60)
        return part(outline + size(400), chance.next() < 0.5 ? outline : null, name)
      })
      const budget = size(3000)
      const planned = plan(parts, budget)
      assert.deepStrictEqual(plan(parts, budget), planned)
      const fixedTokens = parts.reduce((sum, { forms, isFixed }) => sum + (isFixed ? forms[0]!.tokens : 0), 0)
      assert.strictEqual(Result.isFailure(planned), fixedTokens > budget, `seed ${seed}`)
      if (Result.isFailure(planned)) continue
      const chosen = planned.success
      assert.strictEqual(chosen.length, parts.length)
      assert.isAtMost(
        chosen.reduce((sum, form) => sum + (form?.tokens ?? 0), 0),
        budget,
        `seed ${seed}`
      )
      const names = parts.reduce((sum, { forms, isFixed }) => sum + (isFixed ? 0 : forms.at(-1)!.tokens), 0)
      if (names <= Math.min(budget - fixedTokens, Math.floor(budget * namingShare)))
        assert.isTrue(
          chosen.every((form) => form !== undefined),
          `seed ${seed} leaves out what could be named`
        )
      for (const [index, { forms, isFixed }] of parts.entries())
        if (isFixed) assert.strictEqual(chosen[index], forms[0])
    }
  })
})
