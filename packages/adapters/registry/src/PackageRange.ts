/**
 * Which version a range or tag of npm stands for, as npm chooses it: `latest` where it satisfies, else the highest that
 * does; a deprecated one only where there is no other (https://docs.npmjs.com/cli/commands/npm-install).
 */
import type { PackageRegistry } from "@layercake/core/port/PackageRegistry"
import { Option } from "effect"
import semver from "semver"

export const pick: PackageRegistry["Service"]["pick"] = ({ tags, versions }, range) => {
  const wanted = range.trim()
  const byVersion = new Map(versions.map((version) => [version.version, version]))
  const exact = byVersion.get(semver.valid(wanted, { loose: true }) ?? wanted)
  if (exact !== undefined) return Option.some(exact)
  const tagged = Object.hasOwn(tags, wanted) ? byVersion.get(tags[wanted] ?? "") : undefined
  if (tagged !== undefined) return Option.some(tagged)
  if (semver.validRange(wanted, { loose: true }) === null) return Option.none()
  const latest = byVersion.get(tags["latest"] ?? "")
  const isAny = wanted === "" || wanted === "*"
  const satisfies = (version: string) => semver.satisfies(version, wanted, { loose: true })
  if (latest !== undefined && (isAny || (satisfies(latest.version) && latest.deprecated === null))) {
    return Option.some(latest)
  }
  const fitting = versions.filter(({ version }) => satisfies(version))
  const good = fitting.filter(({ deprecated }) => deprecated === null)
  const highest = semver.maxSatisfying(
    (good.length === 0 ? fitting : good).map(({ version }) => version),
    wanted,
    { loose: true }
  )
  return Option.fromUndefinedOr(highest === null ? undefined : byVersion.get(highest))
}
