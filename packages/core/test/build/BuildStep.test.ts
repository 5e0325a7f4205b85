import { assert, describe, it } from "@effect/vitest"
import { buildSteps, inOrder, proofKind } from "@layercake/core/build/BuildStep"

describe("BuildStep", () => {
  it("puts steps in the order of a build, each once", () => {
    assert.deepStrictEqual(inOrder(["test", "install", "secrets", "test"]), ["install", "test"])
  })

  it("makes proofs of its own name", () => {
    assert.deepStrictEqual<ReadonlyArray<string>>(buildSteps.map(proofKind), [
      "install",
      "build",
      "lint",
      "test",
      "audit"
    ])
  })
})
