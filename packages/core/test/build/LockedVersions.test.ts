import { assert, describe, it } from "@effect/vitest"
import { readLock } from "@layercake/core/build/LockedVersions"

const npmLock = JSON.stringify(
  {
    lockfileVersion: 3,
    packages: {
      "": { dependencies: { ms: "^2.1.1" } },
      "node_modules/ms": { version: "2.1.3", resolved: "https://registry.example/ms/-/ms-2.1.3.tgz" },
      "node_modules/@rooms/core": { version: "1.0.0" }
    }
  },
  null,
  2
)

const pnpmLock = `lockfileVersion: '9.0'

importers:

  .:
    dependencies:
      '@rooms/core':
        specifier: ^1.0.0
        version: 1.2.3(react@18.0.0)
      ms:
        specifier: ^2.1.1
        version: 2.1.3
      local:
        specifier: workspace:*
        version: link:packages/local
`

const classicLock = `# yarn lockfile v1


"@rooms/core@^1.0.0":
  version "1.2.3"
  resolved "https://registry.example/@rooms/core/-/core-1.2.3.tgz#abc"

ms@^2.1.1, ms@2.1.3:
  version "2.1.3"
`

const berryLock = `__metadata:
  version: 8

"ms@npm:2.1.3, ms@npm:^2.1.1":
  version: 2.1.3
  resolution: "ms@npm:2.1.3"
`

describe("LockedVersions", () => {
  it("reads what the lock file of each manager holds", () => {
    const npm = readLock("npm", { "package-lock.json": npmLock })
    assert.strictEqual(npm.versionOf("ms", "^2.1.1"), "2.1.3")
    assert.strictEqual(npm.versionOf("@rooms/core", "*"), "1.0.0")
    assert.isUndefined(npm.versionOf("other", "*"))

    const pnpm = readLock("pnpm", { "pnpm-lock.yaml": pnpmLock })
    assert.strictEqual(pnpm.versionOf("ms", "^2.1.1"), "2.1.3")
    assert.strictEqual(pnpm.versionOf("@rooms/core", "^1.0.0"), "1.2.3")
    assert.isUndefined(pnpm.versionOf("ms", "^1.0.0"))
    assert.isUndefined(pnpm.versionOf("local", "workspace:*"))

    for (const text of [classicLock, berryLock]) {
      const yarn = readLock("yarn", { "yarn.lock": text.replaceAll("\n", "\r\n") })
      assert.strictEqual(yarn.versionOf("ms", "^2.1.1"), "2.1.3")
      assert.strictEqual(yarn.versionOf("ms", "2.1.3"), "2.1.3")
      assert.isUndefined(yarn.versionOf("ms", "^1.0.0"))
    }
    assert.strictEqual(
      readLock("yarn", { "yarn.lock": classicLock }).versionOf("@rooms/core", "^1.0.0"),
      "1.2.3"
    )
  })

  it("reads version 1 of npm's lock file", () => {
    const lock = readLock("npm", { "npm-shrinkwrap.json": '{"dependencies":{"ms":{"version":"2.0.0"}}}' })

    assert.strictEqual(lock.versionOf("ms", "*"), "2.0.0")
  })

  it("holds nothing where there is no lock file or none that can be read", () => {
    assert.isUndefined(readLock("npm", {}).versionOf("ms", "*"))
    assert.isUndefined(readLock("npm", { "package-lock.json": "{" }).versionOf("ms", "*"))
    assert.isUndefined(readLock("npm", { "yarn.lock": classicLock }).versionOf("ms", "^2.1.1"))
  })

  it("finds packages that come from a repository instead of a registry", () => {
    const places = (manager: "npm" | "pnpm" | "yarn", path: string, text: string) =>
      readLock(manager, { [path]: text }).findings.map((found) => /from (\S+),/.exec(found.message)?.[1])

    assert.deepStrictEqual(places("npm", "package-lock.json", npmLock), [])
    assert.deepStrictEqual(places("yarn", "yarn.lock", classicLock), [])
    assert.deepStrictEqual(places("yarn", "yarn.lock", berryLock), [])
    assert.deepStrictEqual(
      places("npm", "package-lock.json", npmLock.replace("https://registry.example", "git+ssh://git@host")),
      ["git+ssh://git@host/ms/-/ms-2.1.3.tgz"]
    )
    assert.deepStrictEqual(
      places(
        "yarn",
        "yarn.lock",
        `ms@a/b:\n  version "1.0.0"\n  resolved "https://codeload.github.com/a/b/tar.gz/1"\n`
      ),
      ["https://codeload.github.com/a/b/tar.gz/1"]
    )
    assert.deepStrictEqual(
      places(
        "yarn",
        "yarn.lock",
        `"ms@a/b":\n  version: 1.0.0\n  resolution: "ms@https://github.com/a/b.git#commit=1"\n`
      ),
      ["ms@https://github.com/a/b.git#commit=1"]
    )
    assert.deepStrictEqual(
      places(
        "pnpm",
        "pnpm-lock.yaml",
        "packages:\n  ms@x:\n    resolution: {tarball: https://codeload.github.com/a/b/tar.gz/1}\n"
      ),
      ["https://codeload.github.com/a/b/tar.gz/1"]
    )
    const once =
      '{"dependencies":{"a":{"version":"1.0.0","dependencies":{"b":{"version":"\\u0067it+ssh://host/b"}}}}}'
    assert.deepStrictEqual(places("npm", "package-lock.json", once), ["git+ssh://host/b"])
  })
})
