/**
 * What a project's policy says about the packages it installs.
 */
import { Schema } from "effect"

const Days = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 3650 }))

export const PackageRules = Schema.Struct({
  /** `off`: packages are installed without being judged, and the proof says so. `on` when left out. */
  guard: Schema.optionalKey(Schema.Literals(["on", "off"])),
  /** Days since a package first appeared; 14 when left out. */
  minimumAgeDays: Schema.optionalKey(Days),
  /** Days since the version was published; 3 when left out. */
  minimumVersionAgeDays: Schema.optionalKey(Days),
  /** Packages from git, files, addresses, aliases or another registry; `refuse` when left out. */
  foreignSources: Schema.optionalKey(Schema.Literals(["refuse", "allow"])),
  /** Names that a person has looked at: they may be young and look like others. They still have to exist. */
  allowed: Schema.optionalKey(Schema.Array(Schema.NonEmptyString))
})
export type PackageRules = typeof PackageRules.Type

export const minimumAgeDays = (rules: PackageRules): number => rules.minimumAgeDays ?? 14
export const minimumVersionAgeDays = (rules: PackageRules): number => rules.minimumVersionAgeDays ?? 3
