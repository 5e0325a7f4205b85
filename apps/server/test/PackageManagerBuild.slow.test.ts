/**
 * Small real projects of each package manager, built by the real runner in the real sandbox with packages from the
 * registry that npm on this machine is configured with.
 */
import { execFileSync } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import { defaultPolicy } from "@layercake/core/pipeline/Policy"
import type { CheckInput } from "@layercake/core/port/Checkers"
import type { FilePath } from "@layercake/core/tree/Tree"
import * as LicenceCheck from "@layercake/licence/LicenceCheck"
import * as BuildRunner from "@layercake/runtime/build/BuildRunner"
import * as JudgedPackages from "@layercake/runtime/build/JudgedPackages"
import * as RegistryChoice from "@layercake/server/RegistryChoice"
import * as SandboxChoice from "@layercake/server/SandboxChoice"
import { Duration, Effect, Layer, Option, Stream } from "effect"

/** Only the folders of the system are seen in the sandbox. */
const isInstalled = (program: string) =>
  ["/usr/local/bin", "/usr/bin", "/bin"].some((folder) => existsSync(join(folder, program)))

const tools = mkdtempSync(join(tmpdir(), "layercake-yarn-"))

/** What of the registry is needed by these tests themselves; the reason why there is none. */
const missing = (() => {
  if (!isInstalled("bwrap")) return "the program bwrap is not installed"
  writeFileSync(join(tools, "package.json"), "{}")
  try {
    execFileSync(
      "npm",
      ["install", "--no-audit", "--no-fund", "--ignore-scripts", "yarn@1.22.22", "@yarnpkg/cli-dist@4"],
      { cwd: tools, stdio: "ignore", timeout: 60_000 }
    )
    return ""
  } catch {
    return "no registry can be reached"
  }
})()

const scripts = {
  build: "node --check src/main.js",
  lint: "oxlint src",
  test: "node --test --experimental-test-coverage"
}

const manifest = (more: object = {}) =>
  JSON.stringify({
    name: "room-booking",
    version: "1.0.0",
    private: true,
    license: "MIT",
    scripts,
    dependencies: { ms: "^2.1.1" },
    devDependencies: { oxlint: "1.50.0" },
    ...more
  })

const sources = {
  "src/main.js": `const ms = require("ms")\nmodule.exports = { minutes: (text) => ms(text) / 60000 }\n`,
  "test/main.test.js": `const { test } = require("node:test")\nconst assert = require("node:assert")\nconst { minutes } = require("../src/main.js")\ntest("an hour has sixty minutes", () => assert.strictEqual(minutes("1h"), 60))\n`
}

type Files = Readonly<Record<string, string>>

const machine = Layer.mergeAll(
  SandboxChoice.layer({ setting: "bubblewrap", cacheDirectory: join(tools, "npm-cache") }),
  RegistryChoice.layer,
  JudgedPackages.layer
).pipe(Layer.provideMerge(NodeServices.layer))

const folder = (files: Files) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const directory = mkdtempSync(join(tmpdir(), "layercake-build-"))
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(directory, path)), { recursive: true })
        writeFileSync(join(directory, path), text)
      }
      return directory
    }),
    (directory) => Effect.sync(() => rmSync(directory, { recursive: true, force: true }))
  )

const readIn =
  (directory: string) =>
  (path: FilePath): Effect.Effect<Option.Option<string>> =>
    Effect.sync(() =>
      existsSync(join(directory, path))
        ? Option.some(readFileSync(join(directory, path), "utf8"))
        : Option.none()
    )

const build = (directory: string, files: Files) =>
  Stream.runCollect(
    BuildRunner.run({
      directory,
      files: Object.keys(files),
      read: readIn(directory),
      steps: ["install", "build", "lint", "test", "audit"],
      stepTimeout: Duration.seconds(120)
    })
  )

/** `step outcome`, with the summary where it did not pass. */
const outcomes = (reports: ReadonlyArray<BuildRunner.StepReport>) =>
  reports.map(({ report, step }) =>
    report.outcome === "passed" || step === "audit"
      ? `${step} ${report.outcome}`
      : `${step} ${report.outcome}: ${report.summary} ${JSON.stringify(report.diagnostics)}`
  )

const licences = (directory: string, files: Files) =>
  LicenceCheck.checker.check({
    directory,
    files: Object.keys(files).map((path) => ({ path })),
    read: (path: FilePath) => Effect.sync(() => readFileSync(join(directory, path), "utf8")),
    policy: defaultPolicy,
    proofs: [],
    output: () => Effect.succeed("")
  } as unknown as CheckInput)

const classic = {
  ".yarnrc": `yarn-path ".yarn/releases/yarn-1.22.22.cjs"\n`,
  ".yarn/releases/yarn-1.22.22.cjs": "node_modules/yarn/lib/cli.js"
}
const berry = {
  ".yarnrc.yml": "nodeLinker: node-modules\nyarnPath: .yarn/releases/yarn-4.cjs\n",
  ".yarn/releases/yarn-4.cjs": "node_modules/@yarnpkg/cli-dist/bin/yarn.js"
}

/** Files whose text is a path below `tools` get what stands there. */
const withReleases = (files: Files): Files =>
  Object.fromEntries(
    Object.entries(files).map(([path, text]) => [
      path,
      path.startsWith(".yarn/releases/") ? readFileSync(join(tools, text), "utf8") : text
    ])
  )

const managers: Readonly<Record<string, { readonly files: Files; readonly lock: string }>> = {
  npm: { files: { "package.json": manifest() }, lock: "package-lock.json" },
  pnpm: { files: { "package.json": manifest({ packageManager: "pnpm@9.1.0" }) }, lock: "pnpm-lock.yaml" },
  "yarn 1": {
    files: { "package.json": manifest({ packageManager: "yarn@1.22.22" }), ...classic },
    lock: "yarn.lock"
  },
  "yarn 4": {
    files: { "package.json": manifest({ packageManager: "yarn@4.18.1" }), ...berry },
    lock: "yarn.lock"
  }
}

if (missing !== "") {
  it.skip(`package managers: not tested here, ${missing}`, () => {})
} else {
  describe("builds with every package manager", () => {
    for (const [name, { files, lock }] of Object.entries(managers)) {
      if (name === "pnpm" && !isInstalled(name)) {
        it.skip("pnpm: not tested here, the program pnpm is not installed", () => {})
        continue
      }
      it.live(
        `${name}: installs, builds, lints, tests and audits, with a lock file and without`,
        () =>
          Effect.gen(function* () {
            const all: Files = { ...withReleases(files), ...sources }
            const directory = yield* folder(all)

            const reports = yield* build(directory, all)

            assert.deepStrictEqual(outcomes(reports).slice(0, 4), [
              "install passed",
              "build passed",
              "lint passed",
              "test passed"
            ])
            const [install, , , test, audit] = reports.map(({ report }) => report)
            assert.strictEqual(install?.counts["packages.judged"], 2)
            assert.strictEqual(install?.counts["errors"], 0)
            assert.strictEqual(test?.counts["tests.passed"], 1)
            assert.strictEqual(test?.counts["coverage.lines"], 100)
            // A registry without an endpoint for audits is no proof, and no fault of the tree.
            assert.notStrictEqual(audit?.outcome, "failed")
            assert.notInclude(audit?.summary, "no report that can be read")
            const checked = yield* licences(directory, all)
            assert.strictEqual(checked.outcome, "passed", checked.summary)
            assert.isAtLeast(checked.counts["packages"] ?? 0, 2)

            const locked: Files = { ...all, [lock]: readFileSync(join(directory, lock), "utf8") }
            const fresh = yield* folder(locked)
            const again = yield* build(fresh, locked)
            assert.deepStrictEqual(outcomes(again).slice(0, 4), [
              "install passed",
              "build passed",
              "lint passed",
              "test passed"
            ])

            const outdated: Files = {
              ...locked,
              "package.json": locked["package.json"]?.replace("^2.1.1", "2.0.0") ?? ""
            }
            const drifted = yield* folder(outdated)
            const [refused] = yield* build(drifted, outdated)
            assert.strictEqual(refused?.report.outcome, "failed", refused?.report.summary)
            assert.match(
              refused?.report.diagnostics[0]?.message ?? "",
              /[Oo]r remove the lock file|in sync|not up to date|up\s*to date with/
            )
          }).pipe(Effect.scoped, Effect.provide(machine)),
        240_000
      )
    }

    it.live(
      "stops a package that does not exist before anything is installed",
      () =>
        Effect.gen(function* () {
          const all: Files = {
            "package.json": manifest({
              dependencies: { "no-such-package-of-layercake": "1.0.0", ms: "99.0.0" }
            }),
            ...sources
          }
          const directory = yield* folder(all)

          const [install, ...rest] = yield* build(directory, all)

          assert.strictEqual(install?.report.outcome, "failed")
          assert.deepStrictEqual(
            install?.report.diagnostics.map((found) => found.rule),
            ["package-unknown", "package-version-unknown"]
          )
          assert.deepStrictEqual(rest, [])
          assert.isFalse(existsSync(join(directory, "node_modules")))
        }).pipe(Effect.scoped, Effect.provide(machine)),
      60_000
    )
  })
}
