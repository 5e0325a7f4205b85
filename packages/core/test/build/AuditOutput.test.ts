import { assert, describe, it } from "@effect/vitest"
import { readOutput } from "@layercake/core/build/BuildReader"
import { read, sample } from "./BuildSample.ts"

const critical = {
  "vulnerabilities.critical": 1,
  "vulnerabilities.high": 0,
  "vulnerabilities.moderate": 0,
  "vulnerabilities.low": 0
}
const none = { ...critical, "vulnerabilities.critical": 0 }

describe("audits of pnpm and Yarn", () => {
  it("count and describe what they found", () => {
    for (const [name, reader] of [
      ["pnpm-audit-found", "legacy-audit"],
      ["yarn-classic-audit-found", "yarn-audit"],
      ["yarn-berry-audit-found", "yarn-audit"]
    ] as const) {
      const parsed = read(name, reader)

      assert.deepStrictEqual(parsed.counts, critical, name)
      assert.strictEqual(parsed.diagnostics.length, 1, name)
      assert.strictEqual(parsed.diagnostics[0]?.severity, "error")
      assert.strictEqual(parsed.diagnostics[0]?.rule, "vulnerable-minimist")
      assert.include(
        parsed.diagnostics[0]?.message,
        "minimist <1.2.6 (critical): Prototype Pollution in minimist, https://github.com/advisories/GHSA-xvch-5gv4-984h."
      )
    }
  })

  it("count nothing only where the tool says that there is nothing", () => {
    assert.deepStrictEqual(read("pnpm-audit-clean", "legacy-audit").counts, none)
    assert.deepStrictEqual(read("yarn-classic-audit-clean", "yarn-audit").counts, none)
    assert.deepStrictEqual(read("yarn-berry-audit-clean", "yarn-audit").counts, none)
    for (const text of ["", "\n", '{"type":"info","data":"see the manual"}\n']) {
      assert.deepStrictEqual(readOutput(["yarn-audit", "legacy-audit"], text, "").counts, {}, text)
    }
  })

  it("say why nothing is known", () => {
    assert.strictEqual(
      read("yarn-classic-audit-405", "yarn-audit").obstacle,
      "the registry offers no audit endpoint (405)"
    )
    assert.include(read("yarn-berry-audit-refused", "yarn-audit").obstacle, "connect ECONNREFUSED")
    assert.include(read("pnpm-audit-refused", "legacy-audit", "pnpm").obstacle, "the registry did not answer")
  })

  it("count nothing when the report was cut off", () => {
    for (const name of ["yarn-classic-audit-found", "yarn-berry-audit-found", "pnpm-audit-found"]) {
      const lines = sample(name).trimEnd().split("\n")
      for (let kept = 0; kept < lines.length - 1; kept++) {
        const { counts } = readOutput(
          ["legacy-audit", "yarn-audit", "pnpm"],
          lines.slice(0, kept).join("\n"),
          ""
        )
        assert.isUndefined(counts["vulnerabilities.critical"], `${name} after ${kept} lines`)
      }
    }
  })
})
