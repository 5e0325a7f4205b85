/**
 * A `PackageRegistry` of packages that a test or an example lists. Ranges are exact versions, `^` or `~` before one, `*`
 * and tags; a real registry's adapter knows the rest.
 */
import {
  type PackageDescription,
  PackageRegistry,
  RegistryUnavailable
} from "@layercake/core/port/PackageRegistry"
import { Effect, Layer, Option } from "effect"

/** By name; a text is the reason why the registry cannot be reached about that package. */
export type MemoryPackages = Readonly<Record<string, PackageDescription | string>>

export const pick: PackageRegistry["Service"]["pick"] = ({ tags, versions }, range) => {
  const numbered = versions
    .filter(({ version }) => /^\d+\.\d+\.\d+$/.test(version))
    .toSorted((a, b) => compare(b.version, a.version))
  const wanted = range.trim()
  const tagged = Object.hasOwn(tags, wanted) ? tags[wanted] : undefined
  if (tagged !== undefined) return Option.fromUndefinedOr(versions.find(({ version }) => version === tagged))
  const [, sign = "", base] = /^([\^~=]?)(\d+\.\d+\.\d+(?:-[\w.]+)?)$/.exec(wanted) ?? []
  const fits = (version: string): boolean => {
    if (wanted === "*" || wanted === "") return true
    if (base === undefined) return false
    if (sign === "" || sign === "=") return version === base
    return compare(version, base) >= 0 && sameStart(version, base, sign === "~" ? 2 : leading(base))
  }
  const preferred = numbered.find(({ version }) => version === tags["latest"] && fits(version))
  return Option.fromUndefinedOr(
    preferred ??
      numbered.find(({ version }) => fits(version)) ??
      versions.find(({ version }) => version === base && sign === "")
  )
}

const parts = (version: string) => version.split(/[.-]/).slice(0, 3).map(Number)

const compare = (left: string, right: string): number => {
  const others = parts(right)
  return (
    parts(left)
      .map((part, index) => part - (others[index] ?? 0))
      .find((difference) => difference !== 0) ?? 0
  )
}

/** How many numbers `^` keeps: up to the first that is not 0. */
const leading = (version: string) => parts(version).findIndex((part) => part > 0) + 1 || 3

const sameStart = (left: string, right: string, count: number) =>
  parts(left).slice(0, count).join(".") === parts(right).slice(0, count).join(".")

export const layerWith = (
  packages: MemoryPackages,
  environment: Readonly<Record<string, string>> = {}
): Layer.Layer<PackageRegistry> =>
  Layer.succeed(PackageRegistry, {
    describe: Effect.fn("MemoryPackageRegistry.describe")(function* (name) {
      const found = Object.hasOwn(packages, name) ? packages[name] : undefined
      return typeof found === "string"
        ? yield* new RegistryUnavailable({ package: name, reason: "unreachable", detail: found })
        : Option.fromUndefinedOr(found)
    }),
    pick,
    environment: Effect.succeed(environment)
  })

/** A registry that knows no package at all. */
export const layer: Layer.Layer<PackageRegistry> = layerWith({})
