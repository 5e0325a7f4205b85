import { assert, describe, it } from "@effect/vitest"
import { CheckFailed } from "@layercake/core/port/Checkers"
import { checker, fileLimit } from "@layercake/secretlint/SecretCheck"
import { Effect, Schema } from "effect"
import { ProofReport } from "@layercake/core/proof/Proof"
import { treeOf } from "./ScannedTree.ts"

// Put together here, so that no scanner takes this file for one that holds secrets. None of them was ever valid.
const secrets = {
  github: ["ghp_", "wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx"].join(""),
  aws: ["AKIA", "Z7VRSQ5TJN2XMPLQ"].join(""),
  awsSecret: ["wJalrXUtnFEMI", "K7MDENGbPxRfiCYzzzzzKEYabc"].join("/"),
  slack: ["xoxb", "123456789012", "1234567890123", "AbCdEfGhIjKlMnOpQrStUvWx"].join("-"),
  anthropic: ["sk-ant-", "api03-", "a".repeat(93), "AA"].join(""),
  database: ["postgres://admin:", "s3cr3tPassw0rd", "@db.example.org:5432/app"].join(""),
  npm: ["npm_", "Q1w2E3r4T5y6U7i8O9p0A1s2D3f4G5h6J7k8"].join("")
}
const privateKey = [
  "-----BEGIN RSA PRIVATE",
  ` KEY-----\n${"MIIEpAIBAAKCAQEA0Z".repeat(20)}\n-----END RSA PRIVATE KEY-----\n`
].join("")
const reportText = (report: ProofReport) => JSON.stringify(Schema.encodeSync(ProofReport)(report))

describe("SecretCheck", () => {
  it.effect("passes a tree without secrets and says how many files it scanned", () =>
    Effect.gen(function* () {
      const report = yield* checker.check(
        treeOf({
          "src/main.ts": "export const token = process.env.TOKEN\n",
          ".env.example": "TOKEN=\n",
          "README.md": "# Hi\n"
        })
      )

      assert.strictEqual(report.outcome, "passed", report.summary)
      assert.strictEqual(report.counts["files.scanned"], 3)
      assert.match(report.tools["@secretlint/core"] ?? "", /^\d+\.\d+\.\d+$/)
    })
  )

  for (const [name, secret] of Object.entries({
    ...secrets,
    awsSecret: `AWS_SECRET_ACCESS_KEY = "${secrets.awsSecret}"`
  })) {
    it.effect(`finds a secret of the kind ${name} with its line, and masks it`, () =>
      Effect.gen(function* () {
        const report = yield* checker.check(
          treeOf({ "src/config.ts": `// settings\nexport const value = '${secret}'\n` })
        )

        assert.strictEqual(report.outcome, "failed")
        assert.deepStrictEqual(
          report.diagnostics.map(({ path, line }) => [path, line]),
          [["src/config.ts", 2]]
        )
        for (const value of Object.values(secrets)) {
          assert.notInclude(reportText(report), value)
          assert.notInclude(reportText(report), value.slice(-12))
        }
        assert.notInclude(reportText(report), "s3cr3tPassw0rd")
      })
    )
  }

  it.effect("finds a private key in a file without an ending and repeats nothing of it", () =>
    Effect.gen(function* () {
      const report = yield* checker.check(treeOf({ "keys/id_rsa": `\n${privateKey}` }))

      assert.deepStrictEqual(
        report.diagnostics.map(({ path, line, rule }) => [path, line, rule]),
        [["keys/id_rsa", 2, "privatekey"]]
      )
      assert.notInclude(reportText(report), "MIIE")
      assert.isBelow(report.summary.length, 300)
      assert.match(report.summary, /revoke it where it was issued/)
    })
  )

  it.effect("finds every secret of a file and of every file", () =>
    Effect.gen(function* () {
      const report = yield* checker.check(
        treeOf({
          "a.txt": `${secrets.github}\r\n\r\n${secrets.slack}`,
          "b/.npmrc": `//registry.example.org/:_authToken=${secrets.npm}`
        })
      )

      assert.deepStrictEqual(
        report.diagnostics.map(({ path, line }) => `${path}:${line}`),
        ["a.txt:1", "a.txt:3", "b/.npmrc:1"]
      )
      assert.strictEqual(report.counts["secrets"], 3)
    })
  )

  it.effect("is not silenced by comments in the file", () =>
    Effect.gen(function* () {
      const report = yield* checker.check(
        treeOf({
          "a.ts": `// secretlint-disable\nconst key = "${secrets.github}" // secretlint-disable-line\n`
        })
      )

      assert.strictEqual(report.outcome, "failed")
    })
  )

  it.effect("looks into a text that calls itself an image, and skips a real one", () =>
    Effect.gen(function* () {
      const hidden = yield* checker.check(treeOf({ "logo.png": secrets.github }))
      const real = yield* checker.check(
        treeOf({ "logo.png": new CheckFailed({ detail: "not UTF-8" }), "a.md": "text" })
      )

      assert.strictEqual(hidden.outcome, "failed")
      assert.strictEqual(real.outcome, "passed")
      assert.strictEqual(real.counts["files.skipped"], 1)
    })
  )

  it.effect("is inconclusive, and names the file, when one could not be looked at", () =>
    Effect.gen(function* () {
      const unreadable = yield* checker.check(
        treeOf({ "data.csv": new CheckFailed({ detail: "is not UTF-8" }), "a.md": "text" })
      )
      const large = yield* checker.check(treeOf({ "dump.sql": " ".repeat(fileLimit + 1) }))
      const empty = yield* checker.check(treeOf({}))

      assert.strictEqual(unreadable.outcome, "inconclusive")
      assert.match(unreadable.summary, /data\.csv was not looked at: it is not UTF-8/)
      assert.strictEqual(large.outcome, "inconclusive")
      assert.strictEqual(empty.outcome, "inconclusive")
    })
  )

  it.effect("reports secrets even when another file could not be looked at", () =>
    Effect.gen(function* () {
      const report = yield* checker.check(
        treeOf({ "data.csv": new CheckFailed({ detail: "is not UTF-8" }), "a.md": secrets.slack })
      )

      assert.strictEqual(report.outcome, "failed")
      assert.strictEqual(report.counts["files.unread"], 1)
    })
  )
})
