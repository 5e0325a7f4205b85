import { assert, describe, it } from "@effect/vitest"
import { pick } from "@layercake/registry/PackageRange"
import { Option } from "effect"

const description = (versions: Readonly<Record<string, string | null>>, latest?: string) => ({
  name: "room-booking",
  firstPublishedAt: null,
  dates: "arrival" as const,
  tags: latest === undefined ? {} : { latest },
  versions: Object.entries(versions).map(([version, deprecated]) => ({
    version,
    publishedAt: null,
    deprecated,
    hasInstallScript: false
  })),
  weeklyDownloads: null
})

const picked = (range: string, ...found: Parameters<typeof description>) =>
  Option.getOrNull(Option.map(pick(description(...found), range), ({ version }) => version))

describe("PackageRange", () => {
  it("takes a deprecated version only where there is no other", () => {
    const versions = { "1.0.0": null, "1.1.0": "no", "2.0.0": "no", "2.1.0": "no" }

    assert.strictEqual(picked("^1.0.0", versions, "1.1.0"), "1.0.0")
    assert.strictEqual(picked("^2.0.0", versions, "1.1.0"), "2.1.0")
    assert.strictEqual(picked("*", versions, "1.1.0"), "1.1.0")
  })

  it("reads ranges as npm does", () => {
    const versions = { "1.0.0": null, "1.5.0": null, "2.0.0": null, "2.1.0-beta.1": null }

    assert.deepStrictEqual(
      ["1.x", ">=1 <2", "1.0.0 - 1.4.0", "^1 || ^2", "v1.5.0", "=2.0.0", "^2.1.0-beta.0", "", ">2"].map(
        (range) => picked(range, versions)
      ),
      ["1.5.0", "1.5.0", "1.0.0", "2.0.0", "1.5.0", "2.0.0", "2.1.0-beta.1", "2.0.0", null]
    )
  })

  it("takes nothing for what is no range", () => {
    for (const range of ["newest", "git+ssh://host/x", "../x", "1.0.0; rm", "__proto__"]) {
      assert.isNull(picked(range, { "1.0.0": null }, "1.0.0"), range)
    }
  })
})
