/**
 * What stands behind the name of a dependency in package.json: a range in the registry, or another place.
 */
export type PackageSpec =
  /** A range or a tag of the registry; `*` for an empty one. */
  | { readonly _tag: "Range"; readonly range: string }
  /** `npm:other@^1.0.0`: another package under this name. */
  | { readonly _tag: "Alias"; readonly name: string; readonly range: string }
  /** A package of this workspace. */
  | { readonly _tag: "Workspace" }
  /** A range that pnpm-workspace.yaml or .yarnrc.yml holds. */
  | { readonly _tag: "Catalog" }
  /** A folder or an archive on the machine; `path` as it stands there. */
  | { readonly _tag: "Folder"; readonly path: string }
  /** A repository, an address, or whatever else is no package of the registry. */
  | { readonly _tag: "Foreign"; readonly what: string }

export const readSpec = (text: string): PackageSpec => {
  const spec = text.trim()
  if (/^npm:/i.test(spec)) return readAlias(spec.slice(4))
  if (/^workspace:/i.test(spec)) return { _tag: "Workspace" }
  if (/^catalog:/i.test(spec)) return { _tag: "Catalog" }
  const folder = /^(?:file|link|portal):(.*)$/i.exec(spec)
  if (folder !== null) return { _tag: "Folder", path: folder[1] ?? "" }
  if (/^(?:\.{1,2}(?:\/|$)|~\/|\/|[a-z]:[\\/])/i.test(spec)) return { _tag: "Folder", path: spec }
  if (/^https?:/i.test(spec)) return { _tag: "Foreign", what: "an address" }
  if (/^(?:git[+:@]|ssh:|github:|gitlab:|bitbucket:|gist:|[\w.-]+@[\w.-]+:)/i.test(spec)) {
    return { _tag: "Foreign", what: "a git repository" }
  }
  // `user/repository`, which GitHub is asked for.
  if (/^[\w.-]+\/[\w.-]+(?:#.*)?$/.test(spec)) return { _tag: "Foreign", what: "a git repository" }
  const scheme = /^([a-z][a-z\d+.-]*):/i.exec(spec)?.[1]
  if (scheme !== undefined) return { _tag: "Foreign", what: `a source of the kind ${scheme.toLowerCase()}` }
  return { _tag: "Range", range: spec === "" ? "*" : spec }
}

const readAlias = (target: string): PackageSpec => {
  const at = target.indexOf("@", 1)
  // Yarn writes `npm:^1.0.0` for a plain range.
  if (/^[\d^~<>=*xX]/.test(target)) return { _tag: "Range", range: target }
  return at < 0
    ? { _tag: "Alias", name: target, range: "*" }
    : { _tag: "Alias", name: target.slice(0, at), range: target.slice(at + 1) || "*" }
}

/** Whether a registry can have a package of that name (npm's rules, old upper case names included). */
export const isPackageName = (name: string): boolean =>
  name.length <= 214 && /^(?:@[\w~-][\w.~-]*\/)?[\w~-][\w.~-]*$/.test(name)
