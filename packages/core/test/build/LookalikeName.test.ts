import { assert, describe, it } from "@effect/vitest"
import { knownPackages } from "@layercake/core/build/KnownPackages"
import { lookalikeOf, suggestionsFor } from "@layercake/core/build/LookalikeName"
import { nameDistance } from "@layercake/core/build/NameDistance"
import { isPackageName } from "@layercake/core/build/PackageSpec"
import { Schema } from "effect"

const Word = Schema.String.check(Schema.isMaxLength(12))

describe("nameDistance", () => {
  it("counts what was left out, added, changed and swapped", () => {
    const cases: ReadonlyArray<readonly [string, string, number]> = [
      ["lodash", "lodash", 0],
      ["lodash", "lodahs", 1],
      ["lodash", "ldash", 1],
      ["lodash", "lodassh", 1],
      ["lodash", "lodasj", 1],
      ["lodash", "oldahs", 2],
      ["", "abc", 3],
      ["express", "expres", 1]
    ]
    for (const [left, right, distance] of cases) {
      assert.strictEqual(nameDistance(left, right, 5), distance, `${left} ${right}`)
      assert.strictEqual(nameDistance(right, left, 5), distance, `${right} ${left}`)
    }
    assert.strictEqual(nameDistance("react", "angular", 2), 3)
  })

  it.prop("is the same in both directions, and 0 for equal words only", [Word, Word], ([left, right]) => {
    const distance = nameDistance(left, right, 12)
    assert.strictEqual(distance, nameDistance(right, left, 12))
    assert.strictEqual(distance === 0, left === right)
    assert.isAtMost(distance, Math.max(left.length, right.length))
  })
})

describe("lookalikes of well-known packages", () => {
  it("are found by typing errors, hyphens, dots, scopes and endings", () => {
    const meant: Readonly<Record<string, string>> = {
      lodahs: "lodash",
      expres: "express",
      expresss: "express",
      crossenv: "cross-env",
      "loadash-es": "lodash-es",
      "node.fetch": "node-fetch",
      "types-node": "@types/node",
      "@type/node": "@types/node",
      "react-dom.js": "react-dom",
      axois: "axios",
      mongose: "mongoose",
      typescirpt: "typescript",
      discordjs: "discord.js"
    }
    for (const [name, known] of Object.entries(meant)) {
      assert.strictEqual(lookalikeOf(name)?.known, known, name)
    }
  })

  it("are never the well-known packages themselves", () => {
    assert.isAtLeast(knownPackages.size, 300)
    for (const known of knownPackages) {
      assert.isUndefined(lookalikeOf(known), known)
      assert.isTrue(isPackageName(known), known)
    }
  })

  it("are not names that merely begin or end alike", () => {
    for (const name of ["room-booking", "my-express-app", "lodash-booking", "@rooms/react", "abc", "ws2"]) {
      assert.isUndefined(lookalikeOf(name), name)
    }
  })

  it("are suggested for a name that nobody has", () => {
    assert.deepStrictEqual(suggestionsFor("expresjs").slice(0, 1), ["express"])
    assert.deepStrictEqual(suggestionsFor("completely-unlike-anything"), [])
  })
})
