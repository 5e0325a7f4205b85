import { assert, describe, it } from "@effect/vitest"
import { choose } from "@layercake/core/build/PackageManagerChoice"

const chosen = (
  field: string | undefined,
  paths: ReadonlyArray<string>,
  texts: Readonly<Record<string, string>> = {}
) => choose({ field, paths: new Set([...paths, ...Object.keys(texts)]), texts })

/** `npm`, `pnpm locked`, `yarn 1`, `yarn 2+`, or what is refused. */
const told = (...asked: Parameters<typeof chosen>): string => {
  const choice = chosen(...asked)
  if (choice._tag === "RefusedManager") return `refused: ${choice.finding.message}`
  const { isLocked, manager } = choice
  const kind = manager.name === "yarn" ? (manager.env["YARN_ENABLE_SCRIPTS"] === "false" ? " 2+" : " 1") : ""
  return `${manager.name}${kind}${isLocked ? " locked" : ""}${choice.warnings.length === 0 ? "" : " with a warning"}`
}

const nodeModules = { ".yarnrc.yml": "nodeLinker: node-modules\n" }

describe("PackageManagerChoice", () => {
  it("goes by the lock file where package.json says nothing", () => {
    assert.strictEqual(told(undefined, []), "npm")
    assert.strictEqual(told(undefined, ["package-lock.json"]), "npm locked")
    assert.strictEqual(told(undefined, ["npm-shrinkwrap.json"]), "npm locked")
    assert.strictEqual(told(undefined, ["pnpm-lock.yaml"]), "pnpm locked")
    assert.strictEqual(
      told(undefined, ["yarn.lock"], { "yarn.lock": "# yarn lockfile v1\n" }),
      "yarn 1 locked"
    )
    assert.strictEqual(
      told(undefined, [], { ...nodeModules, "yarn.lock": "__metadata:\n  version: 8\n" }),
      "yarn 2+ locked"
    )
    assert.strictEqual(told(undefined, ["packages/a/yarn.lock"]), "npm")
  })

  it("goes by other files of a manager where there is no lock file", () => {
    assert.strictEqual(told(undefined, ["pnpm-workspace.yaml"]), "pnpm")
    assert.strictEqual(told(undefined, [], nodeModules), "yarn 2+")
  })

  it("goes by the field packageManager before all", () => {
    assert.strictEqual(told("pnpm@9.15.0+sha512.abc", []), "pnpm")
    assert.strictEqual(told("yarn@1.22.22", ["yarn.lock"]), "yarn 1 locked")
    assert.strictEqual(told("yarn@4.5.0", ["yarn.lock"], nodeModules), "yarn 2+ locked")
    assert.strictEqual(told("npm", ["package-lock.json"]), "npm locked")
  })

  it("warns of a lock file of another manager beside the one that is used", () => {
    const choice = chosen("pnpm@9.15.0", ["pnpm-lock.yaml", "package-lock.json"])

    assert(choice._tag === "ChosenManager")
    assert.deepStrictEqual(choice.warnings, [
      {
        severity: "warning",
        message:
          "package-lock.json is that of npm, and package.json asks for pnpm: remove the file, it is not used.",
        path: "package-lock.json",
        rule: "package-manager"
      }
    ])
  })

  it("refuses files that contradict each other, and says what to do", () => {
    assert.include(
      told("pnpm@9.15.0", ["yarn.lock"]),
      "refused: package.json asks for pnpm, and the only lock file is that of yarn (yarn.lock): remove the lock file, or name yarn"
    )
    assert.include(
      told(undefined, ["yarn.lock", "package-lock.json"]),
      "refused: There are lock files of npm and yarn (package-lock.json, yarn.lock): keep one"
    )
    assert.include(told("pnpm@9.15.0", ["bun.lockb"]), "refused: package.json asks for pnpm")
  })

  it("refuses what it does not know", () => {
    assert.include(told(undefined, ["bun.lock"]), "refused: bun.lock asks for bun")
    assert.include(told("bun@1.2.0", []), 'refused: The field packageManager is "bun@1.2.0"')
    assert.include(told("pnpm; rm -rf /", []), "refused: The field packageManager is")
    assert.include(told("", []), "refused: The field packageManager is")
  })

  it("refuses Plug'n'Play, which Yarn uses unless it is told otherwise", () => {
    for (const text of [
      "",
      "nodeLinker: pnp\n",
      "enableTelemetry: false\n",
      "# nodeLinker: node-modules\n"
    ]) {
      assert.include(
        told("yarn@4.5.0", [], { ".yarnrc.yml": text }),
        "write `nodeLinker: node-modules`",
        text
      )
    }
    assert.include(told("yarn@4.5.0", []), "refused")
    assert.include(told("yarn@4.5.0", [".pnp.cjs"], nodeModules), "refused")
    assert.include(told("yarn@1.22.22", [".pnp.js"]), "refused: Yarn is told to use Plug'n'Play")
    assert.include(told("pnpm@9.1.0", [], { ".npmrc": "node-linker=pnp\n" }), "refused: pnpm is told")
    assert.include(told("pnpm@9.1.0", [], { "pnpm-workspace.yaml": "nodeLinker: pnp\n" }), "refused")
    assert.strictEqual(told("yarn@4.5.0", [], { ".yarnrc.yml": 'nodeLinker: "pnpm" # links\r\n' }), "yarn 2+")
    assert.strictEqual(told("pnpm@9.1.0", [], { ".npmrc": "node-linker=hoisted\n" }), "pnpm")
  })

  it("runs a release of Yarn that lies in the tree, and never one that does not", () => {
    const program = (texts: Readonly<Record<string, string>>, ...paths: ReadonlyArray<string>) => {
      const choice = chosen(undefined, paths, { "yarn.lock": "", ...texts })
      return choice._tag === "ChosenManager" ? choice.manager.program.join(" ") : choice.finding.message
    }
    const release = ".yarn/releases/yarn-4.5.0.cjs"

    assert.strictEqual(
      program({ ".yarnrc.yml": `nodeLinker: node-modules\nyarnPath: ${release}\n` }, release),
      `node ${release}`
    )
    assert.strictEqual(program({ ".yarnrc.yml": `nodeLinker: node-modules\nyarnPath: ${release}\n` }), "yarn")
    assert.strictEqual(
      program({ ".yarnrc.yml": "nodeLinker: node-modules\nyarnPath: ../../outside.cjs\n" }),
      "yarn"
    )
    assert.strictEqual(
      program({ ".yarnrc": 'yarn-path "./tools/yarn.js"\n' }, "tools/yarn.js"),
      "node tools/yarn.js"
    )
  })
})
