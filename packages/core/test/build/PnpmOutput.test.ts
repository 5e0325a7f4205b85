import { assert, describe, it } from "@effect/vitest"
import { readOutput } from "@layercake/core/build/BuildReader"
import { read } from "./BuildSample.ts"

const failure = (name: string) => {
  const { diagnostics, obstacle } = read(name, "pnpm")
  return { rule: diagnostics[0]?.rule, message: diagnostics[0]?.message ?? "", obstacle }
}

describe("PnpmOutput", () => {
  it("counts the packages that were added", () => {
    assert.deepStrictEqual(read("pnpm-install", "pnpm").counts, { packages: 2, errors: 0, warnings: 0 })
    assert.deepStrictEqual(read("pnpm-again", "pnpm").counts, { packages: 0, errors: 0, warnings: 0 })
  })

  it("says which package or version does not exist, with words that were broken put together", () => {
    const unknown = failure("pnpm-404")
    assert.strictEqual(unknown.rule, "ERR_PNPM_FETCH_404")
    assert.include(unknown.message, "no-such-package-xyzzy-1 is not in the npm registry")
    assert.include(unknown.message, "GET https://registry.example/no-such-package-xyzzy-1: Not Found - 404")
    assert.notInclude(unknown.message, "no-such- ")
    assert.isNull(unknown.obstacle)

    const version = failure("pnpm-no-version")
    assert.strictEqual(version.rule, "ERR_PNPM_NO_MATCHING_VERSION")
    assert.include(version.message, "No matching version found for ms@99.0.0")
  })

  it("says how the lock file differs", () => {
    const { message, obstacle, rule } = failure("pnpm-outdated")

    assert.strictEqual(rule, "ERR_PNPM_OUTDATED_LOCKFILE")
    assert.include(message, "- ms (lockfile: 2.1.3, manifest: 2.1.2)")
    assert.isNull(obstacle)
    assert.strictEqual(failure("pnpm-frozen-nolock").rule, "ERR_PNPM_NO_LOCKFILE")
  })

  it("reads an error without a code", () => {
    assert.include(failure("pnpm-bad-json").message, "key must be a string at line 1 column 99")
  })

  it("knows that a registry that does not answer is nobody's fault in the tree", () => {
    assert.include(failure("pnpm-refused").obstacle, "the registry did not answer")
    assert.include(failure("pnpm-audit-refused").obstacle, "the registry did not answer")
    assert.strictEqual(failure("pnpm-audit-nolock").obstacle, "there is no pnpm-lock.yaml to audit")
  })

  it("reads the one line that earlier versions print", () => {
    const text =
      "Progress: resolved 1, reused 0, downloaded 0, added 0\n ERR_PNPM_FETCH_404  GET https://registry.example/x: Not Found - 404\n\nThis error happened while installing a direct dependency of /workspace\n\nx is not in the npm registry.\n"
    const parsed = readOutput(["pnpm"], text, "/workspace")

    assert.strictEqual(parsed.diagnostics[0]?.rule, "ERR_PNPM_FETCH_404")
    assert.include(parsed.diagnostics[0]?.message, "GET https://registry.example/x: Not Found - 404")
    assert.deepStrictEqual(
      readOutput(["pnpm"], " WARN  deprecated request@2.88.2: see below\nAlready up to date\n", "")
        .diagnostics,
      [{ severity: "warning", message: "request@2.88.2 is deprecated: see below", rule: "deprecated" }]
    )
  })

  it("does not take a progress that never ended for an install", () => {
    assert.deepStrictEqual(
      readOutput(["pnpm"], "Progress: resolved 2, reused 0, downloaded 2, added 2\n", "").tools,
      []
    )
  })
})
