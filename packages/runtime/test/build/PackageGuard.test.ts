import { assert, describe, it } from "@effect/vitest"
import type { PackageRules } from "@layercake/core/build/PackageRules"
import { fromDateTime } from "@layercake/core/event/Timestamp"
import { type PackageDescription, PackageRegistry } from "@layercake/core/port/PackageRegistry"
import type { SandboxCommand } from "@layercake/core/port/Sandbox"
import * as MemoryPackageRegistry from "@layercake/memory/MemoryPackageRegistry"
import * as MemorySandbox from "@layercake/memory/MemorySandbox"
import * as BuildRunner from "@layercake/runtime/build/BuildRunner"
import * as JudgedPackages from "@layercake/runtime/build/JudgedPackages"
import { DateTime, Duration, Effect, Layer, Option, Schema, Stream } from "effect"
import { TestClock } from "effect/testing"

const text = Schema.encodeSync(Schema.fromJsonString(Schema.Unknown))

const today = DateTime.makeUnsafe("2026-11-23T00:00:00Z").epochMilliseconds
const day = 86_400_000

const published = (version: string, days: number) => ({
  version,
  publishedAt: fromDateTime(DateTime.makeUnsafe(today - days * day)),
  deprecated: null,
  hasInstallScript: false
})

const described = (
  name: string,
  ...versions: ReadonlyArray<ReturnType<typeof published>>
): PackageDescription => ({
  name,
  firstPublishedAt: versions[0]?.publishedAt ?? null,
  dates: "publication",
  tags: { latest: versions.at(-1)?.version ?? "" },
  versions,
  weeklyDownloads: null
})

const known = {
  ms: described("ms", published("2.1.2", 900), published("2.1.3", 800)),
  rooms: described("rooms", published("1.0.0", 5)),
  fresh: described("fresh", published("1.0.0", 500), published("1.0.1", 1))
}

/** Counts how often the registry is asked about a package. */
const counting = (packages: MemoryPackageRegistry.MemoryPackages, asked: Array<string>) =>
  Layer.effect(
    PackageRegistry,
    Effect.map(PackageRegistry, (registry) => ({
      ...registry,
      describe: (name: string) => {
        asked.push(name)
        return registry.describe(name)
      }
    }))
  ).pipe(Layer.provide(MemoryPackageRegistry.layerWith(packages, { YARN_REGISTRY: "http://127.0.0.1:1/" })))

interface Attempt {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly lock?: Readonly<Record<string, string>>
  readonly rules?: PackageRules
  readonly packages?: MemoryPackageRegistry.MemoryPackages
  readonly more?: object
  readonly files?: Readonly<Record<string, string>>
}

/** One build with the step `install` and `build`, with what was asked of the registry and of the sandbox. */
const attempt = Effect.fnUntraced(function* (options: Attempt) {
  const asked: Array<string> = []
  const seen: Array<SandboxCommand> = []
  const files: Record<string, string> = {
    "package.json": text({
      scripts: { build: "tsc" },
      dependencies: options.dependencies ?? {},
      ...options.more
    }),
    ...(options.lock === undefined
      ? {}
      : {
          "package-lock.json": text({
            packages: Object.fromEntries(
              Object.entries(options.lock).map(([name, version]) => [`node_modules/${name}`, { version }])
            )
          })
        }),
    ...options.files
  }
  const reports = yield* Stream.runCollect(
    BuildRunner.run({
      directory: "/workspace",
      files: Object.keys(files),
      read: (path) => Effect.succeed(Option.fromUndefinedOr(files[path])),
      steps: ["install", "build"],
      stepTimeout: Duration.seconds(60),
      ...(options.rules === undefined ? {} : { rules: options.rules })
    })
  ).pipe(
    Effect.provide(
      Layer.merge(
        counting(options.packages ?? known, asked),
        MemorySandbox.layerWith((command) => {
          seen.push(command)
          const line = command.argv.join(" ")
          if (line === "pnpm --version") return { output: "9.15.0\n" }
          if (line === "yarn --version") return { output: "1.22.22\n" }
          if (line.startsWith("pnpm install")) return { output: "Already up to date\n" }
          return MemorySandbox.byCommandLine({})(command)
        })
      )
    )
  )
  const install = reports[0]?.report
  return {
    outcome: install?.outcome,
    summary: install?.summary ?? "",
    rules: install?.diagnostics.map((found) => `${found.severity} ${found.rule}`),
    counts: install?.counts,
    steps: reports.map(({ step }) => step),
    asked,
    seen,
    ran: seen.map((command) => command.argv.join(" ")).filter((line) => !line.endsWith("--version"))
  }
})

const guarded = (name: string, test: () => Effect.Effect<void, never, JudgedPackages.JudgedPackages>) =>
  it.effect(name, () =>
    Effect.andThen(TestClock.setTime(today), test()).pipe(Effect.provide(JudgedPackages.layer))
  )

describe("PackageGuard", () => {
  guarded("lets packages pass that are known, and says how many it judged", () =>
    Effect.gen(function* () {
      const found = yield* attempt({ dependencies: { ms: "^2.1.0" } })

      assert.strictEqual(found.outcome, "passed")
      assert.strictEqual(found.counts?.["packages.judged"], 1)
      assert.deepStrictEqual(found.steps, ["install", "build"])
    })
  )

  guarded("stops before anything is installed, and the build ends there", () =>
    Effect.gen(function* () {
      const found = yield* attempt({
        dependencies: { "no-such-package": "1.0.0", ms: "^9.0.0", rooms: "*", fresh: "^1.0.0" }
      })

      assert.strictEqual(found.outcome, "failed")
      assert.deepStrictEqual(found.rules, [
        "error package-unknown",
        "error package-version-unknown",
        "error package-young",
        "error package-version-young"
      ])
      assert.strictEqual(found.counts?.["packages.refused"], 4)
      assert.include(found.summary, "Nothing was installed: There is no package no-such-package")
      assert.include(found.summary, "(and 3 more)")
      assert.deepStrictEqual(found.ran, [])
      assert.deepStrictEqual(found.steps, ["install"])
    })
  )

  guarded("names an older version that may be used instead of a new one", () =>
    Effect.gen(function* () {
      assert.include((yield* attempt({ dependencies: { fresh: "^1.0.0" } })).summary, "Use 1.0.0")
      assert.strictEqual((yield* attempt({ dependencies: { fresh: "1.0.0" } })).outcome, "passed")
      assert.strictEqual(
        (yield* attempt({ dependencies: { fresh: "^1.0.0" }, lock: { fresh: "1.0.0" } })).outcome,
        "passed"
      )
    })
  )

  guarded("judges the version that the lock file holds, not the newest", () =>
    Effect.gen(function* () {
      const found = yield* attempt({ dependencies: { fresh: "^1.0.0" }, lock: { fresh: "1.0.0" } })
      const newest = yield* attempt({ dependencies: { fresh: "^1.0.0" }, lock: { fresh: "1.0.1" } })

      assert.strictEqual(found.outcome, "passed")
      assert.deepStrictEqual(newest.rules, ["error package-version-young"])
    })
  )

  guarded("asks about a package once, and again about a range when an hour has passed", () =>
    Effect.gen(function* () {
      const ranged = { dependencies: { ms: "^2.1.0" } }
      assert.deepStrictEqual((yield* attempt(ranged)).asked, ["ms"])
      assert.deepStrictEqual((yield* attempt(ranged)).asked, [])
      const locked = { ...ranged, lock: { ms: "2.1.3" } }
      assert.deepStrictEqual((yield* attempt(locked)).asked, ["ms"])
      yield* TestClock.adjust("61 minutes")
      assert.deepStrictEqual((yield* attempt(ranged)).asked, ["ms"])
      assert.deepStrictEqual((yield* attempt(locked)).asked, [])
    })
  )

  guarded("asks again about a package that it refused", () =>
    Effect.gen(function* () {
      const young = { dependencies: { rooms: "*" } }
      assert.strictEqual((yield* attempt(young)).outcome, "failed")
      assert.deepStrictEqual((yield* attempt(young)).asked, ["rooms"])
      yield* TestClock.adjust("10 days")
      assert.strictEqual((yield* attempt(young)).outcome, "passed")
      assert.strictEqual((yield* attempt({ ...young, rules: { minimumAgeDays: 30 } })).outcome, "failed")
    })
  )

  guarded(
    "goes on without a registry when every package was judged before, and says nothing else is known",
    () =>
      Effect.gen(function* () {
        const away = { ms: "the cable is out", fresh: "the cable is out" }
        const locked = { dependencies: { ms: "^2.1.0" }, lock: { ms: "2.1.3", fresh: "1.0.0" } }

        const first = yield* attempt({ ...locked, packages: away })
        assert.strictEqual(first.outcome, "inconclusive")
        assert.include(first.summary, "nothing is known about ms: The package registry says nothing about ms")
        assert.include(first.summary, "the cable is out")
        assert.deepStrictEqual(first.rules, [])
        assert.deepStrictEqual(first.ran, [])

        yield* attempt(locked)
        assert.strictEqual((yield* attempt({ ...locked, packages: away })).outcome, "passed")
        yield* attempt({ dependencies: { ms: "^2.1.0" } })
        yield* TestClock.adjust("2 hours")
        const ranged = yield* attempt({ dependencies: { ms: "^2.1.0" }, packages: away })
        assert.deepStrictEqual([ranged.asked, ranged.outcome], [["ms"], "passed"])
        const more = { ms: "^2.1.0", fresh: "^1.0.0" }
        assert.include(
          (yield* attempt({ ...locked, dependencies: more, packages: away })).summary,
          "nothing is known about fresh"
        )
      })
  )

  guarded("says what is wrong with the tree before it says that the registry is away", () =>
    Effect.gen(function* () {
      const found = yield* attempt({
        dependencies: { ms: "^2.1.0", other: "github:a/b" },
        packages: { ms: "the cable is out" }
      })

      assert.strictEqual(found.outcome, "failed")
      assert.deepStrictEqual(found.rules, ["error package-source"])
    })
  )

  guarded("judges nothing where the policy says so, and the proof tells it", () =>
    Effect.gen(function* () {
      const found = yield* attempt({ dependencies: { "no-such-package": "1.0.0" }, rules: { guard: "off" } })

      assert.strictEqual(found.outcome, "passed")
      assert.deepStrictEqual(found.asked, [])
      assert.include(found.summary, "The packages were not judged, because the policy says so")
    })
  )

  guarded("lets a package pass that a person has allowed by name", () =>
    Effect.gen(function* () {
      const found = yield* attempt({ dependencies: { rooms: "*" }, rules: { allowed: ["rooms"] } })

      assert.strictEqual(found.outcome, "passed")
    })
  )

  guarded("refuses a lock file that takes a package from a repository", () =>
    Effect.gen(function* () {
      const lock = text({
        packages: { "node_modules/ms": { version: "2.1.3", resolved: "git+ssh://git@github.com/a/ms.git#1" } }
      })
      const found = yield* attempt({ dependencies: { ms: "*" }, files: { "package-lock.json": lock } })

      assert.deepStrictEqual(found.rules, ["error package-source"])
    })
  )

  guarded("gives the registry's environment to what installs, and to nothing else", () =>
    Effect.gen(function* () {
      const found = yield* attempt({ dependencies: { ms: "^2.1.0" } })

      assert.deepStrictEqual(
        found.seen.map((command) => [command.network, command.env?.["YARN_REGISTRY"]]),
        [
          ["none", undefined],
          ["none", undefined],
          ["registry", "http://127.0.0.1:1/"],
          ["none", undefined]
        ]
      )
    })
  )
})

describe("BuildRunner with other package managers", () => {
  guarded("runs pnpm where the project says so, and names its version", () =>
    Effect.gen(function* () {
      const found = yield* attempt({ more: { packageManager: "pnpm@9.15.0" } })

      assert.strictEqual(found.outcome, "passed")
      assert.include(found.ran[0], "pnpm install --no-frozen-lockfile --ignore-scripts")
      assert.strictEqual(found.ran[1], "pnpm run build")
    })
  )

  guarded("proves nothing with a manager that is not on the machine, and says what to install", () =>
    Effect.gen(function* () {
      const found = yield* attempt({
        more: { packageManager: "yarn@4.5.0" },
        files: { ".yarnrc.yml": "nodeLinker: node-modules\n" }
      })

      assert.strictEqual(found.outcome, "inconclusive")
      assert.include(found.summary, "The project needs Yarn 4, and this machine has 1.22.22")
      assert.deepStrictEqual(found.rules, [])
      assert.deepStrictEqual(found.ran, [])
      assert.deepStrictEqual(found.steps, ["install"])
    })
  )

  guarded("fails a project whose files contradict each other, and runs nothing", () =>
    Effect.gen(function* () {
      const found = yield* attempt({ more: { packageManager: "pnpm@9.15.0" }, lock: {} })

      assert.strictEqual(found.outcome, "failed")
      assert.deepStrictEqual(found.rules, ["error package-manager"])
      assert.deepStrictEqual(found.seen, [])
      assert.deepStrictEqual(found.steps, ["install"])
    })
  )
})
