import { assert, describe, it } from "@effect/vitest"
import { jsonFragment } from "@layercake/core/build/JsonFragment"

describe("JsonFragment", () => {
  it("ends a value where its brackets do, not those inside strings", () => {
    assert.strictEqual(
      jsonFragment('npm warn {\n{ "a": ["}", "\\"]"], "b": {} }\nnpm error ]', /\{ "a"/),
      '{ "a": ["}", "\\"]"], "b": {} }'
    )
  })

  it("finds nothing in a value that was cut off", () => {
    assert.strictEqual(jsonFragment('{ "a": [1, 2', /\{ "a"/), undefined)
    assert.strictEqual(jsonFragment("no value", /\{/), undefined)
  })
})
