import { assert, describe, it } from "@effect/vitest"
import type { StepCommand } from "@layercake/core/build/BuildPlan"
import { reasonOf } from "@layercake/runtime/build/MissingManager"

const manager = (more: Partial<StepCommand["manager"]>): StepCommand["manager"] => ({
  name: "yarn",
  program: ["yarn"],
  env: {},
  isLocked: false,
  major: undefined,
  ...more
})

describe("MissingManager", () => {
  it("finds nothing missing where the manager answers in a version that will do", () => {
    assert.isUndefined(reasonOf(manager({ name: "npm", program: ["npm"] }), {}))
    assert.isUndefined(reasonOf(manager({ name: "pnpm", program: ["pnpm"], major: 9 }), { pnpm: "12.21.0" }))
    assert.isUndefined(reasonOf(manager({ major: 1 }), { yarn: "1.22.22" }))
    assert.isUndefined(reasonOf(manager({ major: 4 }), { yarn: "4.18.1" }))
    assert.isUndefined(reasonOf(manager({}), { yarn: "3.8.0" }))
  })

  it("says what to install", () => {
    assert.strictEqual(
      reasonOf(manager({ name: "pnpm", program: ["pnpm"], major: 9 }), {}),
      "The project needs pnpm 9, which is not installed on this machine: install it, for example with `npm install --global pnpm@9`."
    )
    assert.include(reasonOf(manager({ major: 1 }), {}), "`npm install --global yarn@1`")
    assert.include(reasonOf(manager({ major: 4 }), {}), "`yarn set version stable`")
    assert.include(
      reasonOf(manager({ program: ["node", ".yarn/releases/yarn.cjs"] }), {}),
      "(.yarn/releases/yarn.cjs) does not run here"
    )
  })

  it("tells Yarn 1 from its successors", () => {
    assert.include(
      reasonOf(manager({ major: 1 }), { yarn: "4.18.1" }),
      "needs Yarn 1, and this machine has 4.18.1"
    )
    assert.include(reasonOf(manager({}), { yarn: "1.22.22" }), "needs Yarn 2 or later")
  })
})
