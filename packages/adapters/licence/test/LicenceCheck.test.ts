import { assert, describe, it } from "@effect/vitest"
import { checker, type LicenceOptions, make } from "@layercake/licence/LicenceCheck"
import { Effect } from "effect"
import { installedTree, linkTo } from "./InstalledTree.ts"

const installed = (name: string, rest: Record<string, unknown> = {}) => ({
  name,
  version: "1.0.0",
  license: "MIT",
  ...rest
})
const depends = (...names: ReadonlyArray<string>) => ({
  dependencies: Object.fromEntries(names.map((name) => [name, "1"]))
})

const check = (entries: Record<string, unknown>, options?: LicenceOptions) =>
  Effect.flatMap(installedTree(entries), (input) =>
    (options === undefined ? checker : make(options)).check(input)
  )
const findings = (entries: Record<string, unknown>, options?: LicenceOptions) =>
  Effect.map(check(entries, options), ({ diagnostics, outcome }) => [
    outcome,
    ...diagnostics.map(({ path, rule }) => `${rule} ${path}`)
  ])

describe("LicenceCheck", () => {
  it.effect("passes packages, scoped and nested, under allowed licences", () =>
    Effect.gen(function* () {
      const report = yield* check({
        "package.json": depends("a", "@scope/b"),
        "node_modules/.bin/a": "#!/bin/sh",
        "node_modules/.package-lock.json": "{}",
        "node_modules/a/package.json": installed("a"),
        "node_modules/a/node_modules/c/package.json": installed("c", { license: "(GPL-2.0 OR ISC)" }),
        "node_modules/@scope/b/package.json": installed("@scope/b", { license: "Apache-2.0" }),
        "node_modules/@scope/b/node_modules/@other/d/package.json": installed("@other/d")
      })

      assert.strictEqual(report.outcome, "passed", report.summary)
      assert.deepStrictEqual(report.counts, {
        packages: 4,
        "packages.allowed": 4,
        "packages.refused": 0,
        "packages.unknown": 0,
        licences: 3,
        errors: 0,
        warnings: 0
      })
      assert.strictEqual(report.tools["spdx-satisfies"], "6.0.0")
    })
  )

  it.effect("finds each package whose licence is not allowed, unknown or missing", () =>
    Effect.gen(function* () {
      const report = yield* check({
        "package.json": depends("a"),
        "node_modules/a/package.json": installed("a"),
        "node_modules/a/node_modules/copyleft/package.json": installed("copyleft", {
          license: "GPL-3.0-only"
        }),
        "node_modules/@x/file/package.json": installed("@x/file", { license: "SEE LICENSE IN LICENSE" }),
        "node_modules/none/package.json": { name: "none", version: "2.0.0" },
        "node_modules/own/package.json": installed("own", { license: "UNLICENSED" })
      })

      assert.strictEqual(report.outcome, "failed")
      assert.deepStrictEqual(
        report.diagnostics.map(({ message, path, rule }) => [rule, path, message.split(".")[0]]),
        [
          ["licence-unknown", "node_modules/@x/file/package.json", "@x/file@1"],
          ["licence-refused", "node_modules/a/node_modules/copyleft/package.json", "copyleft@1"],
          ["licence-missing", "node_modules/none/package.json", "none@2"],
          ["licence-unknown", "node_modules/own/package.json", "own@1"]
        ]
      )
      assert.match(
        report.diagnostics[1]?.message ?? "",
        /its licence GPL-3\.0-only is not allowed\. Replace the package/
      )
      assert.strictEqual(report.counts["packages.refused"], 1)
      assert.strictEqual(report.counts["packages.unknown"], 3)
    })
  )

  it.effect("reads the old ways to state a licence", () =>
    Effect.gen(function* () {
      const without = { license: undefined }
      assert.deepStrictEqual(
        yield* findings({
          "package.json": "{}",
          "node_modules/a/package.json": installed("a", { license: { type: "MIT", url: "x" } }),
          "node_modules/b/package.json": installed("b", {
            ...without,
            licenses: [{ type: "GPL-2.0" }, { type: "MIT" }]
          }),
          "node_modules/c/package.json": installed("c", { ...without, licenses: ["GPL-2.0", "LGPL-2.1"] }),
          "node_modules/d/package.json": installed("d", { ...without, licenses: [] }),
          "node_modules/e/package.json": installed("e", { ...without, licenses: [{ url: "x" }] }),
          "node_modules/i/package.json": installed("i", { ...without, licenses: ["MIT", { url: "x" }] }),
          "node_modules/f/package.json": installed("f", { ...without, licenses: { type: "ISC" } }),
          "node_modules/g/package.json": installed("g", { license: ["MIT"] }),
          "node_modules/h/package.json": installed("h", { license: " " })
        }),
        [
          "failed",
          "licence-refused node_modules/c/package.json",
          "licence-missing node_modules/d/package.json",
          "licence-missing node_modules/e/package.json",
          "licence-missing node_modules/h/package.json",
          "licence-missing node_modules/i/package.json"
        ]
      )
    })
  )

  it.effect("looks into the store of pnpm and counts no package twice", () =>
    Effect.gen(function* () {
      const report = yield* check({
        "package.json": depends("a"),
        "node_modules/.modules.yaml": "",
        "node_modules/a": linkTo(".pnpm/a@1.0.0/node_modules/a"),
        "node_modules/.pnpm/a@1.0.0/node_modules/a/package.json": installed("a"),
        "node_modules/.pnpm/a@1.0.0/node_modules/b": linkTo("../../b@1.0.0/node_modules/b"),
        "node_modules/.pnpm/b@1.0.0/node_modules/b/package.json": installed("b", { license: "GPL-3.0" }),
        "node_modules/.pnpm/node_modules/b": linkTo("../b@1.0.0/node_modules/b"),
        "node_modules/.pnpm/lock.yaml": ""
      })

      assert.strictEqual(report.counts["packages"], 2)
      assert.deepStrictEqual(
        report.diagnostics.map(({ path }) => path),
        ["node_modules/.pnpm/b@1.0.0/node_modules/b/package.json"]
      )
    })
  )

  it.effect("finds what is installed below the packages of a workspace", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(
        yield* findings({
          "package.json": { private: true },
          "packages/app/package.json": depends("a", "own"),
          "packages/own/package.json": depends("a"),
          "node_modules/own": linkTo("../packages/own"),
          "node_modules/a/package.json": installed("a"),
          "packages/app/node_modules/a/package.json": installed("a", { license: "AGPL-3.0" })
        }),
        ["failed", "licence-refused packages/app/node_modules/a/package.json"]
      )
    })
  )

  it.effect("is inconclusive until what is asked for is installed", () =>
    Effect.gen(function* () {
      const nothing = yield* check({ "package.json": depends("a", "b") })
      const part = yield* check({
        "package.json": depends("a", "b"),
        "node_modules/a/package.json": installed("a")
      })

      assert.strictEqual(nothing.outcome, "inconclusive")
      assert.match(nothing.summary, /package\.json depends on a, b, not installed here\. Install first\./)
      assert.strictEqual(part.outcome, "inconclusive")
      assert.match(part.summary, /depends on b, not installed/)
    })
  )

  it.effect("needs no installation where nothing is asked for, nor of what is optional", () =>
    Effect.gen(function* () {
      const none = yield* findings({ "package.json": { name: "x" } })
      const optional = yield* findings({
        "package.json": {
          dependencies: { fsevents: "2" },
          optionalDependencies: { fsevents: "2" },
          devDependencies: { vitest: "5" }
        }
      })

      assert.deepStrictEqual([none, optional], [["passed"], ["passed"]])
    })
  )

  it.effect("is inconclusive without a package.json, or with one that cannot be read", () =>
    Effect.gen(function* () {
      const none = yield* check({ "main.py": "print(1)" })
      const broken = yield* check({ "package.json": "{ dependencies" })

      assert.strictEqual(none.outcome, "inconclusive")
      assert.strictEqual(broken.outcome, "inconclusive")
      assert.match(broken.summary, /no JSON object/)
    })
  )

  it.effect("follows no link out of the workspace and says so", () =>
    Effect.gen(function* () {
      const elsewhere = yield* installedTree({ "a/package.json": installed("a", { license: "GPL-3.0" }) })
      const report = yield* check({
        "package.json": depends("a"),
        "node_modules/a": linkTo(`${elsewhere.directory}/a`),
        "node_modules/broken": linkTo("nowhere")
      })
      const whole = yield* check({ "package.json": depends("a"), node_modules: linkTo(elsewhere.directory) })

      assert.strictEqual(report.outcome, "inconclusive")
      assert.deepStrictEqual(
        report.diagnostics.map(({ path, rule }) => [rule, path]),
        [["link-outside", "node_modules/a"]]
      )
      assert.strictEqual(report.counts["packages"], 0)
      assert.strictEqual(whole.outcome, "inconclusive")
      assert.deepStrictEqual(
        whole.diagnostics.map(({ path, rule }) => [rule, path]),
        [["link-outside", "node_modules"]]
      )
    })
  )

  it.effect("reports a package whose package.json is missing, broken, a list or a link", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(
        yield* findings({
          "package.json": "{}",
          "node_modules/a/index.js": "",
          "node_modules/b/package.json": "{",
          "node_modules/c/package.json": "[]",
          "node_modules/d/package.json": linkTo("../e/package.json"),
          "node_modules/e/package.json": '\uFEFF{ "name": "e", "license": "MIT" }'
        }),
        [
          "failed",
          "licence-missing node_modules/a/package.json",
          "licence-missing node_modules/b/package.json",
          "licence-missing node_modules/c/package.json",
          "licence-missing node_modules/d/package.json"
        ]
      )
    })
  )

  it.effect("goes by the allowed list and the reviews it is given", () =>
    Effect.gen(function* () {
      const entries = {
        "package.json": "{}",
        "node_modules/a/package.json": installed("a"),
        "node_modules/b/package.json": installed("b", { license: "see the website" })
      }

      assert.deepStrictEqual(yield* findings(entries, { allowed: ["ISC"], reviewed: { "b@1.0.0": "ISC" } }), [
        "failed",
        "licence-refused node_modules/a/package.json"
      ])
      assert.deepStrictEqual(yield* findings(entries, { reviewed: { "b@1.0.0": "MIT" } }), ["passed"])
      assert.deepStrictEqual(yield* findings(entries, { reviewed: { "b@1.0.1": "MIT" } }), [
        "failed",
        "licence-unknown node_modules/b/package.json"
      ])
    })
  )

  it.effect("fails as a check when the allowed list is wrong", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(check({ "package.json": "{}" }, { allowed: ["MIT", "Apache 2"] }))

      assert.match(error.message, /no SPDX identifier: Apache 2/)
    })
  )
})
