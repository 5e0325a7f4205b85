import { assert, describe, it } from "@effect/vitest"
import { read } from "./BuildSample.ts"

describe("NpmAuditOutput", () => {
  it("counts vulnerable packages by severity and says what to use instead", () => {
    const parsed = read("npm-audit-found", "npm-audit")

    assert.deepStrictEqual(parsed.counts, {
      "vulnerabilities.critical": 1,
      "vulnerabilities.high": 1,
      "vulnerabilities.moderate": 1,
      "vulnerabilities.low": 0
    })
    assert.deepStrictEqual(
      parsed.diagnostics.map(({ message, severity }) => [severity, message]),
      [
        [
          "error",
          "minimist <1.2.6 (critical): Prototype pollution in minimist, https://advisories.example/2. Use minimist 1.2.8."
        ],
        [
          "warning",
          "ms <2.0.0 (moderate): Slow expression in ms, https://advisories.example/1. Use ms 2.1.3, which breaks its interface."
        ],
        [
          "error",
          "semver <7.5.2 (high): Slow expression in semver, https://advisories.example/3. Use semver 7.8.6."
        ]
      ]
    )
  })

  it("reads a report without findings", () => {
    const parsed = read("npm-audit-clean", "npm-audit")

    assert.strictEqual(parsed.counts["vulnerabilities.critical"], 0)
    assert.strictEqual(parsed.obstacle, null)
  })

  it("sees an obstacle where there is no report", () => {
    assert.deepStrictEqual(
      [
        "npm-audit-no-endpoint",
        "npm-audit-refused",
        "npm-audit-notfound",
        "npm-audit-timeout",
        "npm-audit-nolock"
      ].map((name) => read(name, "npm-audit").obstacle),
      [
        "the registry offers no audit endpoint (405)",
        "the registry's audit endpoint did not answer (connect ECONNREFUSED 127.0.0.1:9)",
        "the registry's audit endpoint did not answer (getaddrinfo ENOTFOUND registry.invalid)",
        "the registry's audit endpoint did not answer (network timeout)",
        "there is no package-lock.json to audit; run the step `install` first"
      ]
    )
  })
})
