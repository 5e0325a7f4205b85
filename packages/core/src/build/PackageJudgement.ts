/**
 * Whether a package may be installed: it exists, it is not brand new, and it is not nearly the name of a well-known one.
 * Pure; what the registry says arrives from outside.
 */
import { millisBetween, type Timestamp } from "../event/Timestamp.ts"
import type { PackageDescription, PackageVersion } from "../port/PackageRegistry.ts"
import type { Diagnostic } from "../proof/Proof.ts"
import { lookalikeOf, suggestionsFor } from "./LookalikeName.ts"
import { minimumAgeDays, minimumVersionAgeDays, type PackageRules } from "./PackageRules.ts"

export interface JudgedPackage {
  /** The name that the registry knows; of an alias that of its target. */
  readonly name: string
  readonly range: string
  /** The version that the lock file holds; undefined when there is none. */
  readonly locked: string | undefined
  /** The file that asks for it. */
  readonly path: string
}

export interface JudgementInput {
  readonly wanted: JudgedPackage
  /** Null when the registry knows no such package. */
  readonly description: PackageDescription | null
  /** The version that would be installed; null when none satisfies the range. */
  readonly picked: PackageVersion | null
  /** The newest other version that satisfies the range and is old enough; null when there is none. */
  readonly settled: PackageVersion | null
  readonly now: Timestamp
  readonly rules: PackageRules
}

/** Errors stop the install, warnings are only noted; no finding at all is the usual case. */
export const judgePackage = (input: JudgementInput): ReadonlyArray<Diagnostic> => {
  const { description, picked, rules, wanted } = input
  if (description === null) return [unknownName(wanted)]
  const isAllowed = rules.allowed?.includes(wanted.name) ?? false
  if (picked === null) return [unknownVersion(wanted, description)]
  return [
    ...removed(wanted, picked),
    ...(isAllowed ? [] : lookalike(input, description)),
    ...(isAllowed ? [] : young(input, description, picked)),
    ...notes(wanted, picked)
  ]
}

const unknownName = ({ name, path }: JudgedPackage): Diagnostic => {
  const meant = suggestionsFor(name)
  const instead =
    meant.length === 0
      ? "Use a package that exists, or write the code without one."
      : `Did you mean ${meant.join(" or ")}? Otherwise write the code without it.`
  return error(path, "package-unknown", `There is no package ${name} in the registry. ${instead}`)
}

const unknownVersion = (wanted: JudgedPackage, description: PackageDescription): Diagnostic => {
  const { locked, name, path, range } = wanted
  const latest =
    description.tags["latest"] === undefined ? "" : ` Use the latest, ${description.tags["latest"]}.`
  const what =
    locked === undefined
      ? `No version of ${name} satisfies ${JSON.stringify(range)}.`
      : `The lock file asks for ${name} ${locked}, which the registry does not have. Remove the lock file, or correct it.`
  return error(path, "package-version-unknown", `${what}${latest}`)
}

/** npm puts an empty version in the place of a package that was removed for harm it did. */
const removed = ({ name, path }: JudgedPackage, { version }: PackageVersion) =>
  /-security(?:\.\d+)?$/.test(version)
    ? [
        error(
          path,
          "package-removed",
          `${name} was removed from the registry because it did harm; ${version} only holds its place. Use another package.`
        )
      ]
    : []

const lookalike = ({ now, wanted }: JudgementInput, description: PackageDescription) => {
  const found = lookalikeOf(wanted.name)
  if (found === undefined || isEstablished(description, now)) return []
  const known =
    description.weeklyDownloads === null
      ? "is little known"
      : `has ${description.weeklyDownloads} downloads a week`
  return [
    error(
      wanted.path,
      "package-lookalike",
      `${wanted.name} differs from the well-known ${found.known} in ${found.difference} and ${known}. Use ${found.known}; if ${wanted.name} is really meant, a person has to allow it by name in the policy (packages.allowed).`
    )
  ]
}

const day = 86_400_000

/** By use where the registry tells it; else by years and by versions, which cost an impostor more than a name does. */
const isEstablished = (description: PackageDescription, now: Timestamp): boolean => {
  const { firstPublishedAt, versions, weeklyDownloads } = description
  if (weeklyDownloads !== null) return weeklyDownloads >= 100_000
  return (
    firstPublishedAt !== null && millisBetween(firstPublishedAt, now) >= 730 * day && versions.length >= 20
  )
}

const young = (input: JudgementInput, description: PackageDescription, picked: PackageVersion) => {
  const { now, rules, settled, wanted } = input
  const { name, path } = wanted
  // A mirror's date says when it heard of a package, so that a young one proves nothing.
  const report = description.dates === "publication" ? error : warning
  const doubt =
    description.dates === "publication"
      ? ""
      : " The registry is a mirror, so it may be older; nothing is refused."
  const first = description.firstPublishedAt
  if (first !== null && isYounger(first, now, minimumAgeDays(rules))) {
    return [
      report(
        path,
        "package-young",
        `${name} first appeared ${ago(first, now)}, and packages younger than ${minimumAgeDays(rules)} days are not installed. Use one that is longer known, or let a person allow it by name in the policy (packages.allowed).${doubt}`
      )
    ]
  }
  const published = picked.publishedAt
  if (published !== null && isYounger(published, now, minimumVersionAgeDays(rules))) {
    const instead = settled === null ? "Use an older version" : `Use ${settled.version}`
    return [
      report(
        path,
        "package-version-young",
        `${name} ${picked.version} was published ${ago(published, now)}, and versions younger than ${minimumVersionAgeDays(rules)} days are not installed. ${instead}, or let a person allow the package by name in the policy (packages.allowed).${doubt}`
      )
    ]
  }
  return []
}

const isYounger = (moment: Timestamp, now: Timestamp, days: number) => millisBetween(moment, now) < days * day

const ago = (moment: Timestamp, now: Timestamp) => {
  const days = Math.floor(millisBetween(moment, now) / day)
  return days < 1 ? "less than a day ago" : days === 1 ? "a day ago" : `${days} days ago`
}

const notes = ({ name, path }: JudgedPackage, picked: PackageVersion): ReadonlyArray<Diagnostic> => [
  ...(picked.deprecated === null
    ? []
    : [
        warning(
          path,
          "package-deprecated",
          `${name} ${picked.version} is deprecated: ${picked.deprecated.slice(0, 300)}`
        )
      ]),
  ...(picked.hasInstallScript
    ? [
        warning(
          path,
          "package-install-script",
          `${name} ${picked.version} wants to run a program of its own when it is installed. It is not run, so the package may not work.`
        )
      ]
    : [])
]

const finding =
  (severity: Diagnostic["severity"]) =>
  (path: string, rule: string, message: string): Diagnostic => ({
    severity,
    message,
    path,
    rule
  })
const error = finding("error")
const warning = finding("warning")
