import { assert, describe, it } from "@effect/vitest"
import { listDependencies } from "@layercake/core/build/DependencyList"
import type { PackageManagerName } from "@layercake/core/build/PackageManager"

const list = (
  texts: Readonly<Record<string, unknown>>,
  manager: PackageManagerName = "npm",
  allowsForeign = false
) => {
  const found = listDependencies({
    manager,
    allowsForeign,
    texts: Object.fromEntries(
      Object.entries(texts).map(([path, text]) => [
        path,
        typeof text === "string" ? text : JSON.stringify(text)
      ])
    )
  })
  return {
    names: found.dependencies.map(({ name, range }) => `${name}@${range}`),
    findings: found.findings.map(({ message, path }) => `${path}: ${message}`)
  }
}

const asked = (spec: string, allowsForeign = false) =>
  list({ "package.json": { dependencies: { rooms: spec } } }, "npm", allowsForeign)

describe("DependencyList", () => {
  it("lists what every package.json asks for, each name and range once", () => {
    const { findings, names } = list({
      "package.json": {
        dependencies: { ms: "^2.1.1" },
        devDependencies: { ms: "^2.1.1", oxlint: "latest" },
        optionalDependencies: { fsevents: "" },
        peerDependencies: { react: ">=18" }
      },
      "apps/web/package.json": { dependencies: { ms: "2.0.0", oxlint: "latest" } },
      "docs/other.json": { dependencies: { no: "1" } },
      "node_modules/x/package.json": { dependencies: { no: "1" } }
    })

    assert.deepStrictEqual(names, ["ms@^2.1.1", "oxlint@latest", "fsevents@*", "react@>=18", "ms@2.0.0"])
    assert.deepStrictEqual(findings, [])
  })

  it("lists what overrides and resolutions put in the place of others", () => {
    const { names } = list({
      "package.json": {
        overrides: { a: "1.0.0", "b@^2": { ".": "2.0.0", c: "3.0.0" }, d: "$ms" },
        resolutions: { "**/e": "5.0.0", "f/@g/h": "6.0.0" },
        pnpm: { overrides: { "i>j@1": "7.0.0" } }
      }
    })

    assert.deepStrictEqual(names, ["e@5.0.0", "@g/h@6.0.0", "j@7.0.0", "a@1.0.0", "c@3.0.0"])
  })

  it("refuses what does not come from the registry, whatever way it is written", () => {
    for (const spec of [
      "git+https://github.com/a/b.git",
      "git@github.com:a/b.git",
      "github:a/b",
      "a/b",
      "a/b#main",
      "https://example.com/b.tgz",
      "HTTP://example.com/b.tgz",
      "file:../b",
      "/etc",
      "~/b",
      "link:../../b",
      "npm:other@1.0.0",
      "jsr:@a/b",
      "exec:./make.js",
      "patch:ms@npm%3A2.1.3#./x.patch",
      "workspace:*"
    ]) {
      const { findings, names } = asked(spec)
      assert.deepStrictEqual(names, [], spec)
      assert.strictEqual(findings.length, 1, spec)
      assert.include(findings[0], "package.json: rooms is asked for as", spec)
    }
    assert.deepStrictEqual(asked("github:a/b", true), { names: [], findings: [] })
    assert.deepStrictEqual(asked("npm:other@^1.0.0", true), { names: ["other@^1.0.0"], findings: [] })
  })

  it("takes names that no registry can have for a mistake", () => {
    const { findings } = list({ "package.json": { dependencies: { "../evil": "1.0.0", "a b": "1" } } })

    assert.strictEqual(findings.length, 2)
    assert.include(findings[0], "no name that a registry can have")
  })

  it("does not look up the packages of the workspace, and only those", () => {
    const member = { name: "@rooms/core", version: "1.2.0" }
    const root = (spec: string, more: object = {}) => ({
      "package.json": { workspaces: ["packages/*"], dependencies: { "@rooms/core": spec }, ...more },
      "packages/core/package.json": member
    })

    assert.deepStrictEqual(list(root("*")).names, [])
    assert.deepStrictEqual(list(root("^1.2.0")).names, [])
    assert.deepStrictEqual(list(root("^9.0.0")).names, ["@rooms/core@^9.0.0"])
    assert.deepStrictEqual(list(root("*", { workspaces: ["apps/*"] })).names, ["@rooms/core@*"])
    assert.deepStrictEqual(list(root("*", { workspaces: { packages: ["packages/**"] } }), "yarn").names, [])
    assert.deepStrictEqual(
      list({ ...root("workspace:^"), "pnpm-workspace.yaml": "packages:\n  - 'packages/*'\n" }, "pnpm"),
      { names: [], findings: [] }
    )
    assert.deepStrictEqual(
      list({ ...root("^1.2.0"), "pnpm-workspace.yaml": "packages: ['packages/*']\n" }, "pnpm").names,
      ["@rooms/core@^1.2.0"]
    )
  })

  it("takes a folder of the tree that holds a package, and no other", () => {
    const from = (spec: string) =>
      list({
        "apps/web/package.json": { dependencies: { core: spec } },
        "packages/core/package.json": { name: "core" }
      }).findings.length

    assert.strictEqual(from("file:../../packages/core"), 0)
    assert.strictEqual(from("link:../../packages/core/"), 0)
    assert.strictEqual(from("file:../../../packages/core"), 1)
    assert.strictEqual(from("file:../core"), 1)
  })

  it("refuses files that lead to another registry", () => {
    const led = (path: string, text: string, allowsForeign = false) =>
      list({ "package.json": {}, [path]: text }, "npm", allowsForeign).findings.length

    assert.strictEqual(led(".npmrc", "registry = https://example.com/\n"), 1)
    assert.strictEqual(led(".npmrc", "@rooms:registry=https://example.com/\n"), 1)
    assert.strictEqual(led(".npmrc", "save-exact=true\n# registry=https://example.com/\n"), 0)
    assert.strictEqual(led(".yarnrc.yml", "npmRegistryServer: https://example.com\n"), 1)
    assert.strictEqual(led(".yarnrc", 'registry "https://example.com"\n'), 1)
    assert.strictEqual(led("pnpm-workspace.yaml", "registries:\n  default: https://example.com\n"), 1)
    assert.strictEqual(led(".npmrc", "registry=https://example.com/\n", true), 0)
  })

  it("leaves a package.json that cannot be read to the install", () => {
    assert.deepStrictEqual(list({ "package.json": "{", "a/package.json": '{ "dependencies": [] }' }), {
      names: [],
      findings: []
    })
  })
})
