import { assert, describe, it } from "@effect/vitest"
import { judgePackage, type JudgementInput } from "@layercake/core/build/PackageJudgement"
import { Timestamp } from "@layercake/core/event/Timestamp"
import type { PackageDescription, PackageVersion } from "@layercake/core/port/PackageRegistry"

const at = (day: string) => Timestamp.make(`${day}T08:00:00.000Z`)
const now = at("2026-11-23")

const version = (name: string, day: string, more: Partial<PackageVersion> = {}): PackageVersion => ({
  version: name,
  publishedAt: at(day),
  deprecated: null,
  hasInstallScript: false,
  ...more
})

const described = (more: Partial<PackageDescription> = {}): PackageDescription => ({
  name: "room-booking",
  firstPublishedAt: at("2024-01-01"),
  dates: "publication",
  tags: { latest: "1.0.0" },
  versions: [version("1.0.0", "2024-01-01")],
  weeklyDownloads: null,
  ...more
})

const judged = (more: Partial<JudgementInput> & { readonly name?: string } = {}) =>
  judgePackage({
    wanted: {
      name: more.name ?? "room-booking",
      range: "^1.0.0",
      locked: undefined,
      path: "package.json"
    },
    description: described(),
    picked: version("1.0.0", "2024-01-01"),
    settled: null,
    now,
    rules: {},
    ...more
  })

/** `severity rule` of each. */
const rules = (...asked: Parameters<typeof judged>) =>
  judged(...asked).map((finding) => `${finding.severity} ${finding.rule}`)

describe("PackageJudgement", () => {
  it("finds nothing wrong with a package that is known for years", () => {
    assert.deepStrictEqual(judged(), [])
  })

  it("refuses a name that does not exist, and says what may have been meant", () => {
    const [found] = judged({ name: "expresss", description: null, picked: null })

    assert.strictEqual(found?.rule, "package-unknown")
    assert.include(found?.message, "There is no package expresss in the registry. Did you mean express?")
    assert.include(judged({ description: null, picked: null })[0]?.message, "Use a package that exists")
    assert.deepStrictEqual(rules({ description: null, picked: null, rules: { allowed: ["room-booking"] } }), [
      "error package-unknown"
    ])
  })

  it("refuses a version that does not exist, and names the latest", () => {
    const [found] = judged({ picked: null })

    assert.strictEqual(found?.rule, "package-version-unknown")
    assert.strictEqual(
      found?.message,
      'No version of room-booking satisfies "^1.0.0". Use the latest, 1.0.0.'
    )
    const wanted = { name: "room-booking", range: "^1.0.0", locked: "1.0.7", path: "package.json" }
    assert.include(judged({ picked: null, wanted })[0]?.message, "The lock file asks for room-booking 1.0.7")
  })

  it("refuses a package that first appeared days ago, to the day", () => {
    const since = (day: string, more: Partial<JudgementInput> = {}) =>
      rules({
        description: described({ firstPublishedAt: at(day) }),
        picked: version("1.0.0", day),
        ...more
      })

    assert.deepStrictEqual(since("2026-11-20"), ["error package-young"])
    assert.deepStrictEqual(since("2026-11-10"), ["error package-young"])
    assert.deepStrictEqual(since("2026-11-09"), [])
    assert.deepStrictEqual(since("2026-11-10", { rules: { minimumAgeDays: 13 } }), [])
    assert.deepStrictEqual(since("2026-11-22", { rules: { allowed: ["room-booking"] } }), [])
    assert.deepStrictEqual(since("2026-11-24"), ["error package-young"])
  })

  it("refuses a version that is days old, and names one that is not", () => {
    const since = (day: string, more: Partial<JudgementInput> = {}) =>
      judged({ picked: version("1.0.1", day), ...more })

    assert.deepStrictEqual(
      since("2026-11-21", { settled: version("1.0.0", "2024-01-01") }).map((found) => found.message),
      [
        "room-booking 1.0.1 was published 2 days ago, and versions younger than 3 days are not installed. Use 1.0.0, or let a person allow the package by name in the policy (packages.allowed)."
      ]
    )
    assert.include(since("2026-11-23")[0]?.message, "less than a day ago")
    assert.include(since("2026-11-22")[0]?.message, "Use an older version")
    assert.deepStrictEqual(since("2026-11-20"), [])
    assert.deepStrictEqual(since("2026-11-22", { rules: { minimumVersionAgeDays: 0 } }), [])
  })

  it("only warns where the dates are those of a mirror, and says nothing where there are none", () => {
    const mirrored = described({ dates: "arrival", firstPublishedAt: at("2026-11-22") })
    assert.deepStrictEqual(rules({ description: mirrored }), ["warning package-young"])
    assert.include(judged({ description: mirrored })[0]?.message, "it may be older")

    const undated = described({
      firstPublishedAt: null,
      versions: [version("1.0.0", "2024-01-01", { publishedAt: null })]
    })
    assert.deepStrictEqual(
      rules({ description: undated, picked: version("1.0.0", "2024-01-01", { publishedAt: null }) }),
      []
    )
  })

  it("refuses what is nearly the name of a well-known package, unless it is well known itself", () => {
    const like = (more: Partial<PackageDescription> = {}, name = "expresss") =>
      rules({ name, description: described(more) })
    const many = Array.from({ length: 20 }, (_, patch) => version(`1.0.${patch}`, "2024-01-01"))

    assert.deepStrictEqual(like(), ["error package-lookalike"])
    assert.deepStrictEqual(like({ weeklyDownloads: 99_999 }), ["error package-lookalike"])
    assert.deepStrictEqual(like({ weeklyDownloads: 100_000 }), [])
    assert.deepStrictEqual(like({ versions: many }), [])
    assert.deepStrictEqual(like({ versions: many, firstPublishedAt: at("2025-06-01") }), [
      "error package-lookalike"
    ])
    assert.deepStrictEqual(like({}, "express"), [])
    assert.include(judged({ name: "expresss" })[0]?.message, "Use express;")
    assert.deepStrictEqual(rules({ name: "expresss", rules: { allowed: ["expresss"] } }), [])
  })

  it("refuses what only holds the place of a package that was removed", () => {
    const picked = version("0.0.1-security", "2024-01-01")

    assert.deepStrictEqual(rules({ picked }), ["error package-removed"])
    assert.deepStrictEqual(rules({ picked, rules: { allowed: ["room-booking"] } }), ["error package-removed"])
  })

  it("notes what is deprecated and what wants to run when it is installed", () => {
    const picked = version("1.0.0", "2024-01-01", { deprecated: "use rooms", hasInstallScript: true })

    assert.deepStrictEqual(rules({ picked }), [
      "warning package-deprecated",
      "warning package-install-script"
    ])
  })
})
