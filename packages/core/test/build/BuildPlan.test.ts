import { assert, describe, it } from "@effect/vitest"
import * as BuildPlan from "@layercake/core/build/BuildPlan"
import { buildSteps } from "@layercake/core/build/BuildStep"
import { Option, Result } from "effect"

const plan = (packageJson: string | undefined, ...paths: ReadonlyArray<string>) =>
  BuildPlan.plan({ packageJson: Option.fromUndefinedOr(packageJson), paths }, buildSteps)

const planned = (scripts: Readonly<Record<string, string>>, ...paths: ReadonlyArray<string>) =>
  Result.getOrThrow(plan(JSON.stringify({ name: "booking", scripts }), ...paths))

const step = (
  name: string,
  scripts: Readonly<Record<string, string>>,
  ...paths: ReadonlyArray<string>
): BuildPlan.StepCommand => {
  const found = planned(scripts, ...paths).find((candidate) => candidate.step === name)
  assert(found?._tag === "StepCommand", `${name} is not a command`)
  return found
}

const summary = (
  name: string,
  scripts: Readonly<Record<string, string>>,
  ...paths: ReadonlyArray<string>
) => {
  const found = planned(scripts, ...paths).find((candidate) => candidate.step === name)
  return found?._tag === "StepMissing" ? found.summary : undefined
}

const scripts = { build: "tsc", lint: "oxlint", test: "node --test" }
const installFlags = ["--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"]

describe("BuildPlan", () => {
  it("runs every step with npm, each with the network it needs", () => {
    const steps = planned(scripts, "package.json", "package-lock.json")

    assert.deepStrictEqual(
      steps.map((found) =>
        found._tag === "StepCommand" ? [found.step, found.argv, found.network] : found.summary
      ),
      [
        ["install", ["npm", "ci", ...installFlags], "registry"],
        ["build", ["npm", "run", "build"], "none"],
        ["lint", ["npm", "run", "lint"], "none"],
        ["test", ["npm", "test"], "loopback"],
        ["audit", ["npm", "audit", "--json"], "registry"]
      ]
    )
  })

  it("installs without a lock file where there is none", () => {
    assert.deepStrictEqual(step("install", scripts).argv, ["npm", "install", ...installFlags])
    assert.deepStrictEqual(step("install", scripts, "npm-shrinkwrap.json").argv[1], "ci")
    assert.deepStrictEqual(step("install", scripts, "packages/a/package-lock.json").argv[1], "install")
  })

  it("plans only the steps that are asked for", () => {
    const files = { packageJson: Option.some("{}"), paths: [] }

    assert.deepStrictEqual(
      Result.getOrThrow(BuildPlan.plan(files, ["install", "audit"])).map((found) => found.step),
      ["install", "audit"]
    )
  })

  it("says which script is missing and what to add", () => {
    assert.strictEqual(
      summary("build", {}, "tsconfig.json"),
      'package.json has no script `build`: add one, for example "build": "tsc -p tsconfig.json".'
    )
    assert.strictEqual(
      summary("build", { build: "  " }),
      'package.json has no script `build`: add one, for example "build": "node --check src/main.js".'
    )
    assert.include(summary("lint", {}), '"lint": "oxlint src test"')
    assert.include(summary("test", {}), '"test": "node --test --experimental-test-coverage"')
  })

  it("takes a script that does nothing for a missing one", () => {
    for (const idle of [
      "true",
      "exit 0",
      "echo no linter yet",
      'echo "Error: no test specified" && exit 1',
      ":"
    ]) {
      assert.include(summary("test", { test: idle }), "does nothing")
    }
    assert.strictEqual(summary("test", { test: "echo start && node --test" }), undefined)
  })

  it("says for every step that package.json is missing", () => {
    const steps = Result.getOrThrow(plan(undefined, "README.md"))

    assert.strictEqual(steps.length, buildSteps.length)
    for (const found of steps) {
      assert.strictEqual(
        found._tag === "StepMissing" ? found.summary : "",
        "package.json is missing: add it, with the scripts `build`, `lint` and `test`."
      )
    }
  })

  it("refuses another package manager, unless npm's lock file is there as well", () => {
    assert.include(summary("install", scripts, "pnpm-lock.yaml"), "pnpm-lock.yaml asks for pnpm")
    assert.include(summary("test", scripts, "yarn.lock"), "yarn.lock asks for yarn")
    assert.strictEqual(summary("install", scripts, "pnpm-lock.yaml", "package-lock.json"), undefined)
  })

  it("refuses a package.json that cannot be read", () => {
    for (const text of ["{", "[]", '{ "scripts": { "test": 1 } }', ""]) {
      const error = Result.getOrUndefined(Result.flip(plan(text)))
      assert.strictEqual(error?._tag, "InvalidPackageJson")
      assert.match(error?.message ?? "", /^package\.json cannot be read: .+\. Write it as a JSON object/)
    }
    assert.isTrue(Result.isSuccess(plan("\uFEFF{}")))
  })

  it("lets Vitest name every test when it is the last command", () => {
    const verbose = ["npm", "test", "--", "--reporter=verbose"] as const
    for (const text of [
      "vitest run",
      "tsc && vitest run --coverage",
      "npx vitest",
      "FOO=1 ./node_modules/.bin/vitest"
    ]) {
      assert.deepStrictEqual(step("test", { test: text }).argv, verbose, text)
    }
    for (const text of ["vitest run --reporter=json", "vitest run && echo done", "node vitest.js"]) {
      assert.deepStrictEqual(step("test", { test: text }).argv, ["npm", "test"], text)
    }
  })

  it("lets node:test print TAP unless a reporter is chosen", () => {
    const option = (found: Readonly<Record<string, string>>) => step("test", found).env["NODE_OPTIONS"]

    assert.strictEqual(option({ test: "node --test" }), "--test-reporter=tap")
    assert.strictEqual(option({ test: "npm run unit", unit: "tsx --test test/*.ts" }), "--test-reporter=tap")
    assert.strictEqual(option({ test: "node --test --test-reporter=spec" }), undefined)
    assert.strictEqual(option({ test: "npm run unit", unit: "node --test --test-reporter=dot" }), undefined)
    assert.strictEqual(option({ test: "vitest run" }), undefined)
    assert.strictEqual(step("build", scripts).env["NODE_OPTIONS"], undefined)
  })

  it("runs every step without colours and without watching", () => {
    for (const found of planned(scripts)) {
      assert(found._tag === "StepCommand")
      assert.strictEqual(found.env["NO_COLOR"], "1")
      assert.strictEqual(found.env["CI"], "true")
    }
  })
})
