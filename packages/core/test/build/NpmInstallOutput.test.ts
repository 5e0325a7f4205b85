import { assert, describe, it } from "@effect/vitest"
import { readOutput } from "@layercake/core/build/BuildReader"
import { read } from "./BuildSample.ts"

describe("NpmInstallOutput", () => {
  it("counts the packages that were added", () => {
    assert.deepStrictEqual(read("npm-install", "npm-install").counts, { packages: 1, errors: 0, warnings: 0 })
  })

  it("says which package does not exist", () => {
    const parsed = read("npm-e404", "npm-install")

    assert.strictEqual(parsed.obstacle, null)
    assert.strictEqual(parsed.diagnostics[0]?.rule, "E404")
    assert.include(
      parsed.diagnostics[0]?.message,
      "The requested resource 'layercake-no-such-package-xyz@1.0.0' could not be found"
    )
  })

  it("says which version does not exist", () => {
    assert.include(
      read("npm-etarget", "npm-install").diagnostics[0]?.message,
      "No matching version found for ms@99.0.0."
    )
  })

  it("says which packages contradict each other", () => {
    const parsed = read("npm-eresolve", "npm-install")

    assert.strictEqual(parsed.obstacle, null)
    assert.strictEqual(parsed.diagnostics[0]?.rule, "ERESOLVE")
    assert.include(parsed.diagnostics[0]?.message, 'peer react@"^18.2.0" from react-dom@18.2.0')
    assert.notInclude(parsed.diagnostics[0]?.message, "eresolve-report")
  })

  it("says how the lock file differs, without npm's help text", () => {
    const message = read("npm-ci-sync", "npm-install").diagnostics[0]?.message

    assert.include(message, "Missing: debug@4.3.4 from lock file")
    assert.include(message, "Or remove the lock file")
    assert.notInclude(message, "Usage")
    assert.notInclude(message, "A complete log")
  })

  it("reports a package whose content is not what the lock file says", () => {
    const parsed = read("npm-integrity", "npm-install")

    assert.strictEqual(parsed.diagnostics[0]?.rule, "EINTEGRITY")
    assert.strictEqual(parsed.obstacle, null)
  })

  it("sees an obstacle where no registry answers", () => {
    assert.strictEqual(
      read("npm-refused", "npm-install").obstacle,
      "the registry did not answer (ECONNREFUSED)"
    )
    assert.strictEqual(
      read("npm-notfound", "npm-install").obstacle,
      "the registry did not answer (ENOTFOUND)"
    )
    assert.strictEqual(
      read("npm-timeout", "npm-install").obstacle,
      "the registry did not answer (FETCH_ERROR)"
    )
  })

  it("sees an obstacle in a certificate and in a registry that is busy, and none in a refusal", () => {
    const obstacle = (code: string) => readOutput(["npm-install"], `npm error code ${code}\n`, "").obstacle

    for (const code of [
      "SELF_SIGNED_CERT_IN_CHAIN",
      "EAI_AGAIN",
      "ERR_SOCKET_TIMEOUT",
      "E429",
      "E503",
      "ENOTCACHED"
    ]) {
      assert.strictEqual(obstacle(code), `the registry did not answer (${code})`)
    }
    for (const code of ["E403", "E401", "ENOSPC", "EACCES", "EJSONPARSE", "ETARGET"]) {
      assert.strictEqual(obstacle(code), null, code)
    }
  })

  it("warns of deprecated packages", () => {
    const output =
      "npm warn deprecated glob@7.2.3: Old versions are not supported\n\nadded 3 packages in 2s\n"

    const parsed = readOutput(["npm-install"], output, "")

    assert.deepStrictEqual(parsed.counts, { packages: 3, errors: 0, warnings: 1 })
    assert.strictEqual(
      parsed.diagnostics[0]?.message,
      "glob@7.2.3 is deprecated: Old versions are not supported"
    )
  })
})
