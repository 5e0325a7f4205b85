import { assert, describe, it } from "@effect/vitest"
import { npm, pnpm, yarnBerry, yarnClassic } from "@layercake/core/build/PackageManager"

const release = ["node", ".yarn/releases/yarn-4.cjs"] as const

describe("PackageManager", () => {
  it("takes exactly what the lock file says where there is one", () => {
    assert.include(npm.install(true), "ci")
    assert.include(pnpm.install(true), "--frozen-lockfile")
    assert.include(yarnClassic(["yarn"]).install(true), "--frozen-lockfile")
    assert.include(yarnBerry(["yarn"]).install(true), "--immutable")
    for (const argv of [npm.install(false), pnpm.install(false), yarnClassic(["yarn"]).install(false)]) {
      assert.notInclude(argv, "--frozen-lockfile")
      assert.notInclude(argv, "ci")
    }
    assert.include(yarnBerry(["yarn"]).install(false), "--no-immutable")
  })

  it("never lets packages run scripts of their own", () => {
    for (const locked of [true, false]) {
      for (const manager of [npm, pnpm, yarnClassic(["yarn"])]) {
        assert.include(manager.install(locked), "--ignore-scripts", manager.name)
      }
    }
    assert.include(pnpm.install(true), "--ignore-pnpmfile")
    assert.strictEqual(yarnBerry(["yarn"]).env["YARN_ENABLE_SCRIPTS"], "false")
  })

  it("uses the version that is here, and never loads another", () => {
    assert.strictEqual(pnpm.env["pnpm_config_pm_on_fail"], "ignore")
    assert.strictEqual(yarnClassic(["yarn"]).env["YARN_IGNORE_PATH"], "1")
    assert.strictEqual(yarnBerry(["yarn"]).env["YARN_IGNORE_PATH"], "1")
  })

  it("gives further arguments to a script in the manner of each", () => {
    assert.deepStrictEqual(npm.script("test", ["--x"]), ["npm", "test", "--", "--x"])
    assert.deepStrictEqual(pnpm.script("test", ["--x"]), ["pnpm", "run", "test", "--x"])
    assert.deepStrictEqual(yarnClassic(["yarn"]).script("lint", []), ["yarn", "run", "lint"])
    assert.deepStrictEqual(yarnBerry(release).script("test", ["--x"]), [...release, "run", "test", "--x"])
  })
})
