import { assert, describe, it } from "@effect/vitest"
import { readOutput } from "@layercake/core/build/BuildReader"
import { read, sample } from "./BuildSample.ts"

const failure = (name: string) => {
  const { diagnostics, obstacle } = read(name, "yarn-install")
  return {
    count: diagnostics.length,
    rule: diagnostics[0]?.rule,
    message: diagnostics[0]?.message ?? "",
    obstacle
  }
}

describe("YarnInstallOutput", () => {
  it("recognises an install that came to its end, and no other", () => {
    for (const name of ["yarn-classic-install", "yarn-classic-again", "yarn-berry-again"]) {
      assert.deepStrictEqual(read(name, "yarn-install").counts, { packages: 0, errors: 0, warnings: 0 }, name)
      const cut = sample(name).split("\n").slice(0, -3).join("\n")
      assert.deepStrictEqual(readOutput(["yarn-install"], cut, "").tools, [], name)
    }
    assert.strictEqual(read("yarn-berry-install", "yarn-install").counts.packages, 2)
  })

  it("says which package or version does not exist, in npm's words for it", () => {
    for (const name of ["yarn-classic-404", "yarn-berry-404"]) {
      assert.strictEqual(failure(name).rule, "E404", name)
      assert.include(failure(name).message, "no-such-package-xyzzy-1")
      assert.isNull(failure(name).obstacle)
    }
    for (const name of ["yarn-classic-no-version", "yarn-berry-no-version"]) {
      assert.strictEqual(failure(name).rule, "ETARGET", name)
    }
  })

  it("says that the lock file does not fit, without the whole difference", () => {
    for (const name of ["yarn-classic-outdated", "yarn-berry-outdated"]) {
      const { count, message, rule } = failure(name)
      assert.strictEqual(rule, "EUSAGE", name)
      assert.strictEqual(count, 1, name)
      assert.include(message, "Or remove the lock file", name)
      assert.notInclude(message, "checksum", name)
    }
  })

  it("knows that a registry that does not answer is nobody's fault in the tree", () => {
    for (const name of ["yarn-classic-refused", "yarn-berry-refused"]) {
      assert.strictEqual(failure(name).obstacle, "the registry did not answer (ECONNREFUSED)", name)
    }
  })
})
