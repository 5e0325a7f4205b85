/**
 * Which versions a lock file holds for the packages that package.json asks for, and what in it comes from elsewhere than
 * a registry. Reads the lock files of npm (versions 1 to 3), pnpm and Yarn; what it cannot read holds nothing.
 */
import { Option, Schema } from "effect"
import type { Diagnostic } from "../proof/Proof.ts"
import { jsonDecoder } from "./JsonFragment.ts"
import { lockFiles, type PackageManagerName } from "./PackageManager.ts"
import { readSpec } from "./PackageSpec.ts"

export interface LockedVersions {
  /** The version held for a package under its name in package.json, asked for with this spec. */
  readonly versionOf: (alias: string, spec: string) => string | undefined
  readonly findings: ReadonlyArray<Diagnostic>
}

export const readLock = (
  manager: PackageManagerName,
  texts: Readonly<Record<string, string>>
): LockedVersions => {
  const path = lockFiles[manager].find((candidate) => Object.hasOwn(texts, candidate))
  const text = path === undefined ? undefined : texts[path]
  if (path === undefined || text === undefined) return nothing
  const plain = text.replace(/\r\n/g, "\n")
  const versionOf =
    manager === "npm" ? npmVersions(plain) : manager === "pnpm" ? pnpmVersions(plain) : yarnVersions(plain)
  return { versionOf, findings: foreignEntries(path, plain) }
}

const nothing: LockedVersions = { versionOf: () => undefined, findings: [] }

interface NpmEntry {
  readonly version?: unknown
  readonly resolved?: unknown
  readonly dependencies?: Readonly<Record<string, NpmEntry>>
}
const NpmEntry: Schema.Codec<NpmEntry> = Schema.Struct({
  version: Schema.optionalKey(Schema.Unknown),
  resolved: Schema.optionalKey(Schema.Unknown),
  dependencies: Schema.optionalKey(Schema.suspend(() => NpmEntries))
})
const NpmEntries = Schema.Record(Schema.String, NpmEntry)
/** In `packages` the dependencies of an entry are ranges. */
const NpmLock = Schema.Struct({
  packages: Schema.optionalKey(
    Schema.Record(
      Schema.String,
      Schema.Struct({
        version: Schema.optionalKey(Schema.Unknown),
        resolved: Schema.optionalKey(Schema.Unknown)
      })
    )
  ),
  dependencies: Schema.optionalKey(NpmEntries)
})
const decodeNpmLock = jsonDecoder(NpmLock)

const npmVersions = (text: string): LockedVersions["versionOf"] => {
  const lock = Option.getOrUndefined(decodeNpmLock(text))
  return (alias) => {
    const version = (lock?.packages?.[`node_modules/${alias}`] ?? lock?.dependencies?.[alias])?.version
    return typeof version === "string" ? version : undefined
  }
}

/** Where npm's lock file says that its packages come from; version 1 says so instead of a version. */
const npmPlaces = (text: string): ReadonlyArray<string> => {
  const { dependencies = {}, packages = {} } = Option.getOrElse(
    decodeNpmLock(text),
    (): typeof NpmLock.Type => ({})
  )
  const places = [...Object.values(packages).map((entry) => entry.resolved), ...nestedPlaces(dependencies)]
  return places.filter((place): place is string => typeof place === "string")
}

const nestedPlaces = (entries: Readonly<Record<string, NpmEntry>>): ReadonlyArray<unknown> =>
  Object.values(entries).flatMap(({ dependencies = {}, resolved, version }) => [
    resolved,
    version,
    ...nestedPlaces(dependencies)
  ])

/** Below a name stand `specifier:` and `version:`; what follows a version in brackets are its peers. */
const pnpmVersions = (text: string): LockedVersions["versionOf"] => {
  const versions = new Map<string, string>()
  const entry = /^ +(['"]?)(@?[\w./~-]+)\1:\n +specifier: (.+)\n +version: ['"]?([^\s('"]+)/gm
  for (const [, , name = "", specifier = "", version = ""] of text.matchAll(entry)) {
    if (/^\d/.test(version)) versions.set(`${name}@${unquoted(specifier)}`, version)
  }
  return (alias, spec) => versions.get(`${alias}@${spec.trim()}`)
}

/** `ms@^2.1.1, ms@2.1.3:` or `"ms@npm:^2.1.1":` at the margin, the version right below. */
const yarnVersions = (text: string): LockedVersions["versionOf"] => {
  const versions = new Map<string, string>()
  const entry = /^("?\S.*):\n +version:? "?([^\s"]+)"?$/gm
  for (const [, head = "", version = ""] of text.matchAll(entry)) {
    for (const key of head.split(",")) versions.set(withoutProtocol(unquoted(key)), version)
  }
  return (alias, spec) => versions.get(withoutProtocol(`${alias}@${spec.trim()}`))
}

const withoutProtocol = (key: string) => key.replace(/^(@?[^@]+)@npm:(?=[\d^~<>=*xX])/, "$1@")

const unquoted = (text: string) => text.trim().replace(/^["']|["']$/g, "")

/** Where the lock files of pnpm and Yarn say that a package comes from. */
const statedPlace =
  /^\s*"?(?:resolved|resolution)"?:? "?([^\s"]+)"?,?$|["']?\b(?:tarball|repo)\b["']?\s*:\s*['"]?([^\s,}'"]+)/gm

const foreignEntries = (path: string, text: string): ReadonlyArray<Diagnostic> => {
  const places = path.endsWith(".json")
    ? npmPlaces(text)
    : [...text.matchAll(statedPlace)].map((match) => match[1] ?? match[2] ?? "")
  return places
    .filter(isRepository)
    .slice(0, mostFindings)
    .map((place) => ({
      severity: "error",
      message: `${path} takes a package from ${place.slice(0, 200)}, which is not in the registry: use a published version, or remove the lock file.`,
      path,
      rule: "package-source"
    }))
}

const mostFindings = 10

const isRepository = (place: string) => {
  const address = place.replace(/^(?:@[^/@]+\/)?[^@]+@(?=\w+:)/, "")
  return (
    /^(?:git[+:@]|ssh:)/.test(address) ||
    /^https?:\/\/(?:codeload\.)?(?:github\.com|gitlab\.com|bitbucket\.org)\//.test(address) ||
    (readSpec(address)._tag === "Folder" && /\.t(?:ar\.)?gz\b/.test(address))
  )
}
