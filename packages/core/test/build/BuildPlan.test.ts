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
        found._tag === "StepCommand" ? [found.step, found.argv, found.network] : found._tag
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

  it("refuses a package manager that it does not know", () => {
    for (const found of planned(scripts, "bun.lock")) {
      assert.include(found._tag === "StepRefused" ? found.finding.message : "", "bun.lock asks for bun")
    }
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

  it("runs every step with the project's own package manager", () => {
    const argvs = (
      packageManager: string,
      paths: ReadonlyArray<string>,
      texts: Readonly<Record<string, string>> = {}
    ) =>
      Result.getOrThrow(
        BuildPlan.plan(
          { packageJson: Option.some(JSON.stringify({ scripts, packageManager })), paths, texts },
          buildSteps
        )
      ).map((found) => (found._tag === "StepCommand" ? found.argv.join(" ") : found._tag))

    assert.deepStrictEqual(argvs("pnpm@9.15.0", ["pnpm-lock.yaml"]), [
      "pnpm install --frozen-lockfile --ignore-scripts --ignore-pnpmfile --store-dir node_modules/.pnpm-store",
      "pnpm run build",
      "pnpm run lint",
      "pnpm run test",
      "pnpm audit --json"
    ])
    assert.deepStrictEqual(argvs("yarn@1.22.22", ["yarn.lock"]), [
      "yarn install --frozen-lockfile --non-interactive --ignore-scripts --cache-folder node_modules/.yarn-cache",
      "yarn run build",
      "yarn run lint",
      "yarn run test",
      "yarn audit --json"
    ])
    const berry = argvs("yarn@4.5.0", [".yarnrc.yml"], { ".yarnrc.yml": "nodeLinker: node-modules\n" })
    assert.match(berry[0] ?? "", /^sh -c .* yarn yarn install --no-immutable$/)
    assert.match(berry[4] ?? "", / yarn yarn npm audit --all --recursive$/)
    assert.deepStrictEqual(argvs("yarn@4.5.0", []), Array(5).fill("StepRefused"))
  })

  it("says with the first step only what it noticed", () => {
    const warned = Result.getOrThrow(
      BuildPlan.plan(
        {
          packageJson: Option.some(JSON.stringify({ scripts, packageManager: "npm@11.0.0" })),
          paths: ["package-lock.json", "yarn.lock"]
        },
        buildSteps
      )
    ).map((found) => (found._tag === "StepCommand" ? found.warnings.length : -1))

    assert.deepStrictEqual(warned, [1, 0, 0, 0, 0])
  })

  it("lets Jest name every test when it is the last command and says nothing else", () => {
    assert.deepStrictEqual(step("test", { test: "jest --coverage" }).argv, ["npm", "test", "--", "--verbose"])
    assert.deepStrictEqual(step("test", { test: "npx jest" }).argv.at(-1), "--verbose")
    for (const text of ["jest --json", "jest --silent", "jest && echo done", "node jest.js"]) {
      assert.deepStrictEqual(step("test", { test: text }).argv, ["npm", "test"], text)
    }
  })
})
