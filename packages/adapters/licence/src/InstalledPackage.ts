/**
 * Finds the packages that lie below a `node_modules` folder and reads what they say of their licence. Follows no
 * symlink and judges nothing.
 */
import { CheckFailed } from "@layercake/core/port/Checkers"
import { Effect, Predicate, Result, Schema } from "effect"
import { type Dirent } from "node:fs"
import { lstat, readdir, readFile, realpath } from "node:fs/promises"
import { join, relative, sep } from "node:path"

export interface InstalledPackage {
  /** Name and version as the package states them, for example `effect@4.1.0`; its folder where it does not. */
  readonly id: string
  /** Of its `package.json`, from the workspace. */
  readonly path: string
  /** As the package states it; undefined when it states none. */
  readonly licence: string | undefined
  /** Why its `package.json` could not be read. */
  readonly unreadable?: string
}

export interface Installation {
  readonly packages: ReadonlyArray<InstalledPackage>
  /** Links that lead out of the workspace, from the workspace. What is behind them was not read. */
  readonly outside: ReadonlyArray<string>
}

/**
 * `modules` is where a `node_modules` folder may be, inside `workspace`; both absolute. Sorted by path. A link in its
 * place counts as leading out, wherever it leads.
 */
export const findInstalled = Effect.fn("InstalledPackage.findInstalled")(function* (
  workspace: string,
  modules: string
) {
  const itself = yield* Effect.promise(() => lstat(modules).catch(() => undefined))
  if (itself?.isSymbolicLink() === true) {
    return { packages: [], outside: [relative(workspace, modules)] } satisfies Installation
  }
  const root = yield* attempt(workspace, () => realpath(workspace))
  const packages: Array<InstalledPackage> = []
  const outside: Array<string> = []
  let level: ReadonlyArray<string> = [modules]
  while (level.length > 0) {
    const folders = yield* Effect.forEach(level, (folder) => readModules(workspace, root, folder), {
      concurrency: 8
    })
    packages.push(...folders.flatMap((folder) => folder.packages))
    outside.push(...folders.flatMap((folder) => folder.outside))
    level = folders.flatMap((folder) => folder.deeper)
  }
  return {
    packages: packages.sort((a, b) => (a.path < b.path ? -1 : 1)),
    outside: outside.sort()
  } satisfies Installation
})

const isFolder = (path: string) =>
  Effect.promise(() =>
    lstat(path).then(
      (entry) => entry.isDirectory(),
      () => false
    )
  )

/** Package managers that keep packages in a store of their own, one folder each with a `node_modules` inside. */
const stores = new Set([".pnpm", ".store", ".bun"])

const manifestLimit = 2_000_000

const readModules = Effect.fnUntraced(function* (workspace: string, root: string, folder: string) {
  const packages: Array<InstalledPackage> = []
  const outside: Array<string> = []
  const deeper: Array<string> = []
  const entries = yield* list(folder)
  for (const entry of entries) {
    const path = join(folder, entry.name)
    if (entry.isSymbolicLink()) {
      if (!entry.name.startsWith(".") && (yield* leadsOut(root, path)))
        outside.push(relative(workspace, path))
    } else if (!entry.isDirectory()) {
      continue
    } else if (stores.has(entry.name)) {
      const kept = yield* list(path)
      deeper.push(
        ...kept
          .filter((item) => item.isDirectory())
          .map((item) =>
            item.name === "node_modules" ? join(path, item.name) : join(path, item.name, "node_modules")
          )
      )
    } else if (entry.name.startsWith("@")) {
      deeper.push(path)
    } else if (!entry.name.startsWith(".")) {
      packages.push(yield* readManifest(workspace, path))
      deeper.push(join(path, "node_modules"))
    }
  }
  return { packages, outside, deeper }
})

/** Empty when there is no such folder, or when a link stands in its place. */
const list = Effect.fnUntraced(function* (
  folder: string
): Effect.fn.Return<ReadonlyArray<Dirent>, CheckFailed> {
  return (yield* isFolder(folder))
    ? yield* attempt(folder, () => readdir(folder, { withFileTypes: true }))
    : []
})

const leadsOut = (root: string, link: string) =>
  Effect.promise(() =>
    realpath(link).then(
      (target) => target !== root && !target.startsWith(root + sep),
      () => false
    )
  )

const readManifest = Effect.fnUntraced(function* (workspace: string, folder: string) {
  const file = join(folder, "package.json")
  const path = relative(workspace, file)
  const unreadable = (reason: string): InstalledPackage => ({
    id: relative(workspace, folder),
    path,
    licence: undefined,
    unreadable: reason
  })
  const entry = yield* Effect.promise(() => lstat(file).catch(() => undefined))
  if (entry === undefined) return unreadable("it has no package.json")
  if (!entry.isFile() || entry.size > manifestLimit)
    return unreadable("its package.json is no plain file of sensible size")
  const text = yield* attempt(file, () => readFile(file, "utf8"))
  const manifest = decodeManifest(text.replace(/^\uFEFF/, ""))
  if (Result.isFailure(manifest)) return unreadable("its package.json is not a JSON object")
  const { name, version } = manifest.success
  return {
    id:
      typeof name === "string" && typeof version === "string"
        ? `${name}@${version}`
        : relative(workspace, folder),
    path,
    licence: statedLicence(manifest.success)
  } satisfies InstalledPackage
})

const decodeManifest = Schema.decodeUnknownResult(
  Schema.fromJsonString(Schema.Record(Schema.String, Schema.Unknown))
)

/** `license` as a text or, in old packages, an object with a `type`; or a list of such under `licenses`, to choose from. */
const statedLicence = (manifest: { readonly [key: string]: unknown }): string | undefined => {
  const one = licenceText(manifest["license"])
  if (one !== undefined) return one
  const listed = manifest["licenses"] ?? manifest["license"]
  const choices = (Array.isArray(listed) ? listed : [listed]).map(licenceText)
  if (choices.length === 0 || choices.includes(undefined)) return undefined
  return choices.length === 1 ? choices[0] : choices.map((choice) => `(${choice ?? ""})`).join(" OR ")
}

const licenceText = (value: unknown): string | undefined => {
  const text =
    Predicate.isObject(value) && !Array.isArray(value) ? (value as { readonly type?: unknown }).type : value
  return typeof text === "string" && text.trim() !== "" ? text.trim() : undefined
}

const attempt = <A>(path: string, read: () => Promise<A>) =>
  Effect.tryPromise({
    try: read,
    catch: (cause) => new CheckFailed({ detail: `${path} cannot be read: ${String(cause)}` })
  })
