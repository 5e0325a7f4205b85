/**
 * Every package that the package.json files of a tree ask for, with what is wrong about where it should come from.
 * Packages that only other packages ask for are not in it.
 */
import { Option, Schema } from "effect"
import type { Diagnostic } from "../proof/Proof.ts"
import { jsonDecoder } from "./JsonFragment.ts"
import type { PackageManagerName } from "./PackageManager.ts"
import { isPackageName, readSpec } from "./PackageSpec.ts"
import * as WorkspacePackages from "./WorkspacePackages.ts"

export interface DependencyFiles {
  readonly manager: PackageManagerName
  /** The text of every tracked package.json by its path, and that of the files in `sourceTexts`. */
  readonly texts: Readonly<Record<string, string>>
  readonly allowsForeign: boolean
}

/** Files in which packages can be led to another registry, or workspaces are named. */
export const sourceTexts = [".npmrc", ".yarnrc", ".yarnrc.yml", "pnpm-workspace.yaml"] as const

export interface Dependency {
  /** The name that the registry knows; of an alias that of its target. */
  readonly name: string
  /** As it stands in package.json. */
  readonly alias: string
  readonly spec: string
  readonly range: string
  readonly path: string
}

export interface DependencyList {
  /** Each name and range once. */
  readonly dependencies: ReadonlyArray<Dependency>
  readonly findings: ReadonlyArray<Diagnostic>
}

export const listDependencies = (files: DependencyFiles): DependencyList => {
  const workspaces = WorkspacePackages.find(files.manager, files.texts)
  const listed = Object.entries(files.texts)
    .filter(([path]) => isManifest(path))
    .flatMap(([path, text]) =>
      entriesOf(text).map(([alias, spec]) => readEntry(path, alias, spec, files, workspaces))
    )
  const dependencies = new Map<string, Dependency>()
  for (const { dependency } of listed) {
    if (dependency === undefined) continue
    const key = `${dependency.name}@${dependency.range}`
    if (!dependencies.has(key)) dependencies.set(key, dependency)
  }
  return {
    dependencies: [...dependencies.values()],
    findings: [
      ...listed.flatMap(({ finding }) => finding ?? []),
      ...(files.allowsForeign ? [] : foreignRegistries(files.texts))
    ]
  }
}

export const isManifest = (path: string): boolean =>
  /(?:^|\/)package\.json$/.test(path) && !/(?:^|\/)node_modules\//.test(path)

const Ranges = Schema.optionalKey(Schema.Record(Schema.String, Schema.String))
const Manifest = Schema.Struct({
  dependencies: Ranges,
  devDependencies: Ranges,
  optionalDependencies: Ranges,
  peerDependencies: Ranges,
  resolutions: Ranges,
  overrides: Schema.optionalKey(Schema.Unknown),
  pnpm: Schema.optionalKey(Schema.Struct({ overrides: Ranges }))
})
const decodeManifest = jsonDecoder(Manifest)

/** Name and spec of each entry. A package.json that cannot be read asks for nothing here; the install will say so. */
const entriesOf = (text: string): ReadonlyArray<readonly [string, string]> =>
  Option.match(decodeManifest(text.replace(/^\uFEFF/, "")), {
    onNone: () => [],
    onSome: (manifest) => [
      ...[
        manifest.dependencies,
        manifest.devDependencies,
        manifest.optionalDependencies,
        manifest.peerDependencies
      ].flatMap((ranges) => Object.entries(ranges ?? {})),
      ...[manifest.resolutions, manifest.pnpm?.overrides].flatMap((ranges) => pathEntries(ranges ?? {})),
      ...nestedEntries(manifest.overrides, 0)
    ]
  })

/** `a/b`, `a>b` and `**\/b` all speak of `b`; a range may follow it. */
const pathEntries = (ranges: Readonly<Record<string, string>>): ReadonlyArray<readonly [string, string]> =>
  Object.entries(ranges).flatMap(([path, spec]) => {
    const name = /(?:^|[>/])((?:@[^/>@]+\/)?[^/>@]+)(?:@[^/>]*)?$/.exec(path)?.[1]
    return name === undefined ? [] : [[name, spec] as const]
  })

const nestedEntries = (value: unknown, depth: number): ReadonlyArray<readonly [string, string]> => {
  if (typeof value !== "object" || value === null || Array.isArray(value) || depth > 10) return []
  return Object.entries(value).flatMap(([key, inner]): ReadonlyArray<readonly [string, string]> => {
    if (typeof inner !== "string") return nestedEntries(inner, depth + 1)
    const name = /^((?:@[^@]+\/)?[^@]+)(?:@.*)?$/.exec(key)?.[1]
    // `$name` takes the range of a direct dependency, which stands in the list itself.
    return name === undefined || key === "." || inner.startsWith("$") || inner === "-" ? [] : [[name, inner]]
  })
}

interface Entry {
  readonly dependency?: Dependency
  readonly finding?: Diagnostic
}

const readEntry = (
  path: string,
  alias: string,
  text: string,
  files: DependencyFiles,
  workspaces: WorkspacePackages.WorkspacePackages
): Entry => {
  const spec = readSpec(text)
  const refuse = (what: string, instead: string): Entry => ({
    finding: {
      severity: "error",
      message: `${alias} is asked for as ${JSON.stringify(text.slice(0, 200))}, which is ${what}: ${instead}`,
      path,
      rule: "package-source"
    }
  })
  const named = (name: string, range: string): Entry =>
    isPackageName(name)
      ? { dependency: { name, alias, spec: text, range, path } }
      : refuse("no name that a registry can have", "correct the name.")
  switch (spec._tag) {
    case "Range":
      return WorkspacePackages.provides(workspaces, alias, spec.range) ? {} : named(alias, spec.range)
    case "Catalog":
      return named(alias, "*")
    case "Workspace":
      return workspaces.names.has(alias)
        ? {}
        : refuse(
            "a package of this workspace",
            "there is none of that name; add it, or use a range of the registry."
          )
    case "Folder":
      return files.allowsForeign || WorkspacePackages.isFolderOfTree(files.texts, path, spec.path)
        ? {}
        : refuse("a folder or file outside of the tree", "use a range of the registry.")
    case "Alias":
      return files.allowsForeign || spec.name === alias
        ? named(spec.name, spec.range)
        : refuse(
            `another package, ${spec.name}`,
            `ask for ${spec.name} by its own name, so that one can see what is used.`
          )
    case "Foreign":
      return files.allowsForeign
        ? {}
        : refuse(`${spec.what} and not in the registry`, "use a published version from the registry.")
  }
}

/** Lines that lead packages to a registry of their own, which nobody has judged. */
const redirections: Readonly<Record<(typeof sourceTexts)[number], RegExp>> = {
  ".npmrc": /^\s*(?:@[^:=\s]+:)?registry\s*=/m,
  ".yarnrc": /^\s*"?(?:@[^:\s"]+:)?registry"?\s/m,
  ".yarnrc.yml": /^\s*(?:npmRegistryServer|npmScopes|npmRegistries)\s*:/m,
  "pnpm-workspace.yaml": /^\s*(?:registry|registries|namedRegistries)\s*:/m
}

const foreignRegistries = (texts: DependencyFiles["texts"]): ReadonlyArray<Diagnostic> =>
  sourceTexts.flatMap((path): ReadonlyArray<Diagnostic> =>
    redirections[path].test(texts[path] ?? "")
      ? [
          {
            severity: "error",
            message: `${path} names a registry of its own, and only packages from the registry that npm is configured with on this machine are judged and installed: remove the line, or let a person allow it in the policy (packages.foreignSources).`,
            path,
            rule: "package-source"
          }
        ]
      : []
  )
