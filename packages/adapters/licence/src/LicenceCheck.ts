/**
 * The proof `licences`: every installed npm package states a licence that is allowed. Looks at what the last install
 * left in the workspace; installs nothing.
 */
import { inconclusive, judge, textOf, timed, type Verdict } from "@layercake/core/check/CheckReport"
import { CheckFailed, type Checker, type CheckInput } from "@layercake/core/port/Checkers"
import { type Diagnostic, ProofKind } from "@layercake/core/proof/Proof"
import { Effect, Option } from "effect"
import { dirname, join } from "node:path"
import satisfiesPackage from "spdx-satisfies/package.json" with { type: "json" }
import { findInstalled, type Installation, type InstalledPackage } from "./InstalledPackage.ts"
import { judgeLicence, permissiveLicences, unusableLicences } from "./LicenceExpression.ts"
import { type Manifest, missingDependencies, readManifest } from "./LicenceManifest.ts"

export interface LicenceOptions {
  /** SPDX identifiers; `permissiveLicences` when left out. */
  readonly allowed?: ReadonlyArray<string>
  /** Licence by package, for example `{ "khroma@2.1.0": "MIT" }`, where a person has read what the package does not state. */
  readonly reviewed?: Readonly<Record<string, string>>
}

export const make = (options: LicenceOptions = {}): Checker => ({
  kind: ProofKind.make("licences"),
  check: (input) => timed(checkLicences(input, options))
})

export const checker: Checker = make()

const checkLicences = Effect.fn("LicenceCheck.check")(function* (input: CheckInput, options: LicenceOptions) {
  const allowed = options.allowed ?? permissiveLicences
  const unusable = unusableLicences(allowed)
  if (unusable.length > 0) {
    return yield* new CheckFailed({
      detail: `the list of allowed licences has what is no SPDX identifier: ${unusable.join(", ")}`
    })
  }
  const manifests = yield* Effect.forEach(
    input.files.filter(({ path }) => /(?:^|\/)package\.json$/.test(path)),
    ({ path }) =>
      Effect.map(textOf(input, path), (text) =>
        readManifest(
          path,
          Option.getOrElse(text, () => "")
        )
      )
  )
  if (manifests.length === 0) {
    return inconclusive("The tree has no package.json, and this check knows no packages but those of npm.", {
      tools
    })
  }
  const folders = new Set([".", ...manifests.map(({ path }) => dirname(path))])
  const installations = yield* Effect.forEach(folders, (folder) =>
    findInstalled(input.directory, join(input.directory, folder, "node_modules"))
  )
  const missing = yield* missingDependencies(input.directory, manifests)
  return verdictOf(
    {
      packages: installations.flatMap((installation) => installation.packages),
      outside: installations.flatMap((installation) => installation.outside)
    },
    manifests,
    missing,
    (installed) => judgePackage(installed, allowed, options.reviewed ?? {})
  )
})

interface Judged {
  readonly licence: string
  readonly verdict: "allowed" | "refused" | "unknown"
  readonly diagnostic: Diagnostic | undefined
}

const judgePackage = (
  installed: InstalledPackage,
  allowed: ReadonlyArray<string>,
  reviewed: Readonly<Record<string, string>>
): Judged => {
  const licence = Object.hasOwn(reviewed, installed.id) ? reviewed[installed.id] : installed.licence
  if (licence === undefined) {
    return {
      licence: "none",
      verdict: "unknown",
      diagnostic: fault("licence-missing", installed, installed.unreadable ?? "it states no licence")
    }
  }
  const verdict = judgeLicence(licence, allowed)
  const reason =
    verdict === "refused"
      ? `its licence ${licence} is not allowed`
      : `"${licence.slice(0, 100)}" is no SPDX expression`
  return {
    licence,
    verdict,
    diagnostic: verdict === "allowed" ? undefined : fault(`licence-${verdict}`, installed, reason)
  }
}

const fault = (rule: string, { id, path }: InstalledPackage, reason: string): Diagnostic => ({
  severity: "error",
  rule,
  path,
  message: `${id} may not be used: ${reason}. Replace the package, or let a person read its licence and decide.`
})

const verdictOf = (
  installation: Installation,
  manifests: ReadonlyArray<Manifest>,
  missing: ReadonlyArray<Diagnostic>,
  judgeOne: (installed: InstalledPackage) => Judged
): Verdict => {
  const judged = installation.packages.map(judgeOne)
  const errors = judged.flatMap(({ diagnostic }) => diagnostic ?? [])
  const warnings = [
    ...manifests.flatMap(({ fault }) => fault ?? []),
    ...missing,
    ...installation.outside.map((path): Diagnostic => ({
      severity: "warning",
      rule: "link-outside",
      path,
      message: `${path} leads out of the workspace and was not looked at. Install it into the workspace.`
    }))
  ]
  const finding = {
    passed: `${judged.length} installed packages, all under allowed licences.`,
    counts: {
      packages: judged.length,
      "packages.allowed": count(judged, "allowed"),
      "packages.refused": count(judged, "refused"),
      "packages.unknown": count(judged, "unknown"),
      licences: new Set(judged.map(({ licence }) => licence)).size
    },
    tools,
    diagnostics: [...errors, ...warnings]
  }
  return errors.length === 0 && warnings.length > 0
    ? inconclusive(`Not every package could be looked at: ${warnings[0]?.message ?? ""}`, finding)
    : judge(finding)
}

const count = (judged: ReadonlyArray<Judged>, verdict: Judged["verdict"]) =>
  judged.filter((one) => one.verdict === verdict).length

const tools = { "spdx-satisfies": satisfiesPackage.version }
