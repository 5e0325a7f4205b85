/**
 * The packages that a tree itself holds and that its package manager therefore links instead of installing them.
 */
import { Option, Schema } from "effect"
import { jsonDecoder } from "./JsonFragment.ts"
import type { PackageManagerName } from "./PackageManager.ts"

export interface WorkspacePackages {
  readonly manager: PackageManagerName
  /** Versions by name; empty text where none is stated. */
  readonly names: ReadonlyMap<string, string>
}

const Manifest = Schema.Struct({
  name: Schema.optionalKey(Schema.String),
  version: Schema.optionalKey(Schema.String),
  workspaces: Schema.optionalKey(
    Schema.Union([
      Schema.Array(Schema.String),
      Schema.Struct({ packages: Schema.optionalKey(Schema.Array(Schema.String)) })
    ])
  )
})
const decodeManifest = jsonDecoder(Manifest)

export const find = (
  manager: PackageManagerName,
  texts: Readonly<Record<string, string>>
): WorkspacePackages => {
  const root = Option.getOrUndefined(decodeManifest(texts["package.json"] ?? ""))
  const stated = root?.workspaces
  const patterns =
    manager === "pnpm"
      ? pnpmPatterns(texts["pnpm-workspace.yaml"] ?? "")
      : stated === undefined
        ? []
        : "packages" in stated
          ? (stated.packages ?? [])
          : Array.isArray(stated)
            ? stated
            : []
  const matchers = patterns.filter((pattern) => !pattern.startsWith("!")).map(matcher)
  const names = new Map<string, string>()
  for (const [path, text] of Object.entries(texts)) {
    const folder = /^(.+)\/package\.json$/.exec(path)?.[1]
    if (folder === undefined || !matchers.some((matches) => matches.test(folder))) continue
    const { name, version = "" } = Option.getOrElse(decodeManifest(text), (): typeof Manifest.Type => ({}))
    if (name !== undefined) names.set(name, version)
  }
  return { manager, names }
}

/**
 * Whether a range is served by the workspace. pnpm asks the registry unless `workspace:` is written; npm and Yarn do
 * where the version does not fit, so that only what surely fits is taken for it.
 */
export const provides = ({ manager, names }: WorkspacePackages, name: string, range: string): boolean => {
  const version = names.get(name)
  return manager !== "pnpm" && version !== undefined && (range === "*" || isCertainMatch(version, range))
}

/** Exactly this version, or at least it within its major version. */
const isCertainMatch = (version: string, range: string) => range.replace(/^[\^~=]|^>=\s*/, "") === version

/** Whether `target`, seen from the package.json at `from`, is a folder of the tree that holds a package. */
export const isFolderOfTree = (
  texts: Readonly<Record<string, string>>,
  from: string,
  target: string
): boolean => {
  if (target.startsWith("/") || target.startsWith("~") || /^[a-z]:/i.test(target)) return false
  const parts = from.split("/").slice(0, -1)
  for (const part of target.replaceAll("\\", "/").split("/")) {
    if (part === "..") {
      if (parts.length === 0) return false
      parts.pop()
    } else if (part !== "." && part !== "") parts.push(part)
  }
  return Object.hasOwn(texts, [...parts, "package.json"].join("/"))
}

/** The list `packages:` of pnpm-workspace.yaml, one pattern a line or between brackets. */
const pnpmPatterns = (text: string): ReadonlyArray<string> => {
  const lines = text.replace(/\r/g, "").split("\n")
  const start = lines.findIndex((line) => line.startsWith("packages:"))
  if (start < 0) return []
  const inline = /^packages:\s*\[(.*)\]/.exec(lines[start] ?? "")?.[1]
  if (inline !== undefined)
    return inline
      .split(",")
      .map(unquoted)
      .filter((pattern) => pattern !== "")
  const below = lines.slice(start + 1)
  const end = below.findIndex((line) => line.trim() !== "" && !/^\s*(?:-|#)/.test(line))
  return below.slice(0, end < 0 ? below.length : end).flatMap((line) => {
    const item = /^\s*-\s*(.+)$/.exec(line)?.[1]
    return item === undefined ? [] : [unquoted(item.replace(/\s+#.*$/, ""))]
  })
}

const unquoted = (text: string) => text.trim().replace(/^(["'])(.*)\1$/, "$2")

/** `*` stands for one folder, `**` for any number of them. */
const matcher = (pattern: string): RegExp => {
  const source = pattern
    .replace(/^\.\//, "")
    .replace(/\/+$/, "")
    .split("/")
    .map((part) =>
      part === "**" ? "**" : part.replace(/[.+^${}()|[\]\\?]/g, "\\$&").replaceAll("*", "[^/]*")
    )
    .join("/")
    .replaceAll("/**", "(?:/[^/]+)*")
    .replaceAll("**", "(?:[^/]+/?)*")
  return new RegExp(`^${source}$`)
}
