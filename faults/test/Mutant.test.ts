import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { type MutantName, mutants } from "../src/mutant/Mutant.ts"
import * as Scenario from "../src/Scenario.ts"

/** The world that shows the defect. */
const shownIn: Readonly<Record<MutantName, Scenario.ScenarioKind>> = {
  "dropped-write": "writers",
  "forgotten-receipt": "writers",
  "ignored-version": "writers",
  "skipped-event": "writers",
  "forgotten-jobs": "workers",
  "forgotten-rows": "writers",
  "broken-chain": "writers",
  "ignored-fence": "workers",
  "forgotten-progress": "readers"
}

const most = 150

describe("Mutant", () => {
  for (const [name, { mutate, says, shownBy }] of Object.entries(mutants))
    it.effect(`is found when ${says}`, () =>
      Effect.gen(function* () {
        const laws: ReadonlyArray<string> = shownBy
        const kind = shownIn[name as MutantName]
        let found = Option.none<number>()
        for (let number = 0; number < most && Option.isNone(found); number += 1) {
          const { breaches } = yield* Scenario.run({ seed: "mutant", kind, number }, mutate)
          if (breaches.some(({ law }) => laws.includes(law))) found = Option.some(number)
        }

        assert.isTrue(Option.isSome(found), `${most} scenarios of ${kind} did not show it`)
      })
    )
})
