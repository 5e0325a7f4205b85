/**
 * What a registry's document about a package says (https://github.com/npm/registry, "package metadata"). Fields that do
 * not matter here may hold anything.
 */
import { Timestamp } from "@layercake/core/event/Timestamp"
import type { PackageDescription, PackageVersion } from "@layercake/core/port/PackageRegistry"
import { DateTime, Option, Schema } from "effect"

const Anything = Schema.optionalKey(Schema.Unknown)

const Document = Schema.Struct({
  versions: Schema.Record(
    Schema.String,
    Schema.Struct({ deprecated: Anything, hasInstallScript: Anything, scripts: Anything })
  ),
  "dist-tags": Schema.optionalKey(Schema.Record(Schema.String, Schema.Unknown)),
  /** Moments by version, and besides them `created` and `modified`. */
  time: Schema.optionalKey(Schema.Record(Schema.String, Schema.Unknown))
})
const decodeDocument = Schema.decodeUnknownOption(Document)

/** A package of which nothing is left has a document without versions. */
const Unpublished = Schema.Struct({ time: Schema.Struct({ unpublished: Schema.Unknown }) })
const isUnpublished = Schema.is(Unpublished)

export type DescribedPackage = Omit<PackageDescription, "name" | "weeklyDownloads">

/** None when it describes no package. */
export const readDocument = (document: unknown): Option.Option<DescribedPackage> =>
  Option.map(
    decodeDocument(isUnpublished(document) ? { versions: {} } : document),
    ({ "dist-tags": tags = {}, time = {}, versions }) => {
      const described = Object.entries(versions).map(([version, found]) =>
        describeVersion(version, found, time[version])
      )
      const moments = described.flatMap(({ publishedAt }) => publishedAt ?? [])
      const created = momentOf(time["created"])
      const first = [...moments, ...(created === null ? [] : [created])].toSorted()[0] ?? null
      return {
        firstPublishedAt: first,
        // The public registry says when a package was created; mirrors say when each version reached them.
        dates: created === null ? "arrival" : "publication",
        tags: Object.fromEntries(
          Object.entries(tags).filter((entry): entry is [string, string] => typeof entry[1] === "string")
        ),
        versions: described
      }
    }
  )

const describeVersion = (
  version: string,
  found: (typeof Document.Type)["versions"][string],
  time: unknown
): PackageVersion => ({
  version,
  publishedAt: momentOf(time),
  deprecated: typeof found.deprecated === "string" && found.deprecated !== "" ? found.deprecated : null,
  hasInstallScript: found.hasInstallScript === true || runsOnInstall(found.scripts)
})

const runsOnInstall = (scripts: unknown) =>
  typeof scripts === "object" &&
  scripts !== null &&
  ["preinstall", "install", "postinstall"].some((name) => Object.hasOwn(scripts, name))

const isTimestamp = Schema.is(Timestamp)

const momentOf = (value: unknown): Timestamp | null => {
  const moment = typeof value === "string" ? DateTime.make(value) : Option.none()
  const text = Option.map(moment, (found) => DateTime.formatIso(found))
  return Option.getOrNull(Option.filter(text, isTimestamp))
}

const decodeDownloads = Schema.decodeUnknownOption(Schema.Struct({ downloads: Schema.Finite }))

export const readDownloads = (answer: unknown): number | null =>
  Option.getOrNull(Option.map(decodeDownloads(answer), ({ downloads }) => downloads))
