/**
 * The behaviour every `PackageRegistry` adapter must show. One call per adapter, no copies.
 */
import { assert, it } from "@effect/vitest"
import { Timestamp } from "@layercake/core/event/Timestamp"
import {
  type PackageDescription,
  PackageRegistry,
  type PackageVersion
} from "@layercake/core/port/PackageRegistry"
import { Effect, type Layer, Option } from "effect"

const version = (name: string, day: string, more: Partial<PackageVersion> = {}): PackageVersion => ({
  version: name,
  publishedAt: Timestamp.make(`${day}T08:00:00.000Z`),
  deprecated: null,
  hasInstallScript: false,
  ...more
})

/** What the registry under test has to hold; it knows nothing else. */
export const samples: Readonly<Record<string, PackageDescription>> = {
  "room-booking": {
    name: "room-booking",
    firstPublishedAt: Timestamp.make("2024-01-10T08:00:00.000Z"),
    dates: "publication",
    tags: { latest: "2.1.0", next: "3.0.0-rc.1" },
    versions: [
      version("1.0.0", "2024-01-10", { deprecated: "use version 2" }),
      version("1.4.2", "2024-06-01", { hasInstallScript: true }),
      version("2.0.0", "2025-01-10"),
      version("2.1.0", "2025-03-10"),
      version("2.2.0", "2025-04-10"),
      version("3.0.0-rc.1", "2025-05-10")
    ],
    weeklyDownloads: null
  },
  "@rooms/calendar": {
    name: "@rooms/calendar",
    firstPublishedAt: Timestamp.make("2025-02-01T08:00:00.000Z"),
    dates: "publication",
    tags: { latest: "0.1.0" },
    versions: [version("0.1.0", "2025-02-01")],
    weeklyDownloads: null
  }
}

/** A package about which the registry under test gives no answer. */
export const unanswered = "room-silence"

const byVersion = (description: PackageDescription) => ({
  ...description,
  versions: description.versions.toSorted((a, b) => (a.version < b.version ? -1 : 1))
})

export const suite = <E>(name: string, layer: Layer.Layer<PackageRegistry, E>) =>
  it.layer(layer)(`PackageRegistry (${name})`, (it) => {
    it.effect("describes a package with its versions, dates, tags and what is wrong with them", () =>
      Effect.gen(function* () {
        const registry = yield* PackageRegistry
        for (const [asked, expected] of Object.entries(samples)) {
          const found = Option.getOrThrow(yield* registry.describe(asked))

          assert.deepStrictEqual(byVersion(found), byVersion(expected))
        }
      })
    )

    it.effect("knows no package of another name, however it is written", () =>
      Effect.gen(function* () {
        const registry = yield* PackageRegistry
        for (const asked of ["room-bookings", "@rooms/other", "toString", "../room-booking", "a b", ""]) {
          assert.deepStrictEqual(yield* registry.describe(asked), Option.none(), asked)
        }
      })
    )

    it.effect("says so when it cannot be reached, which is not the same as an unknown package", () =>
      Effect.gen(function* () {
        const registry = yield* PackageRegistry

        const error = yield* Effect.flip(registry.describe(unanswered))

        assert.strictEqual(error._tag, "RegistryUnavailable")
        assert.strictEqual(error.package, unanswered)
        assert.isTrue(error.isRetryable)
        assert.include(error.message, "Run it again")
      })
    )

    it.effect("picks what an install would take for a range or a tag", () =>
      Effect.gen(function* () {
        const registry = yield* PackageRegistry
        const found = Option.getOrThrow(yield* registry.describe("room-booking"))
        const picked = (range: string) =>
          Option.getOrNull(Option.map(registry.pick(found, range), (version) => version.version))

        assert.deepStrictEqual(
          ["^2.0.0", "~1.4.0", "1.0.0", "*", "latest", "next", "^1.0.0", "3.0.0-rc.1"].map(picked),
          ["2.1.0", "1.4.2", "1.0.0", "2.1.0", "2.1.0", "3.0.0-rc.1", "1.4.2", "3.0.0-rc.1"]
        )
        assert.deepStrictEqual(["^9.0.0", "1.0.1", "newest", "toString"].map(picked), [
          null,
          null,
          null,
          null
        ])
      })
    )
  })
