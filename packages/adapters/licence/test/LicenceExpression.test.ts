import { assert, describe, it } from "@effect/vitest"
import { judgeLicence, permissiveLicences, unusableLicences } from "@layercake/licence/LicenceExpression"

const judge = (expression: string) => judgeLicence(expression, permissiveLicences)

describe("LicenceExpression", () => {
  const verdicts = {
    allowed: [
      ...permissiveLicences,
      "(MIT OR GPL-3.0-only)",
      "GPL-2.0 OR (MIT AND ISC)",
      "MIT AND (Apache-2.0 OR LGPL-3.0-or-later)",
      "(WTFPL OR MIT)",
      " MIT "
    ],
    refused: [
      "GPL-3.0-only",
      "AGPL-3.0-or-later",
      "LGPL-2.1",
      "SSPL-1.0",
      "BUSL-1.1",
      "CC-BY-NC-4.0",
      "MIT AND GPL-3.0-only",
      "Apache-2.0 WITH LLVM-exception",
      "LicenseRef-Proprietary"
    ],
    unknown: [
      "UNLICENSED",
      "SEE LICENSE IN LICENSE.md",
      "Apache 2.0",
      "BSD",
      "MIT/X11",
      "Public Domain",
      "mit OR",
      "",
      "MIT AND"
    ]
  }
  for (const [verdict, expressions] of Object.entries(verdicts)) {
    for (const expression of expressions) {
      it(`says that "${expression}" is ${verdict}`, () => {
        assert.strictEqual(judge(expression), verdict)
      })
    }
  }

  it("goes by the list it is given", () => {
    assert.strictEqual(judgeLicence("GPL-3.0-only", ["GPL-3.0-only"]), "allowed")
    assert.strictEqual(judgeLicence("MIT", ["GPL-3.0-only"]), "refused")
    assert.strictEqual(
      judgeLicence("Apache-2.0 WITH LLVM-exception", ["Apache-2.0 WITH LLVM-exception"]),
      "allowed"
    )
  })

  it("judges an expression made to be multiplied out in no time", () => {
    assert.strictEqual(judge(Array.from({ length: 50 }, () => "(MIT OR ISC)").join(" AND ")), "allowed")
    assert.strictEqual(judge("(".repeat(100_000) + "MIT" + ")".repeat(100_000)), "unknown")
  })

  it("names what a list of allowed licences may not hold", () => {
    assert.deepStrictEqual(unusableLicences(permissiveLicences), [])
    assert.deepStrictEqual(unusableLicences(["MIT", "Apache 2", "MIT OR ISC"]), ["Apache 2", "MIT OR ISC"])
  })
})
