/**
 * What is different in a folder from the files it was made of. Reads plain files only, follows no link and changes
 * nothing.
 */
import { readdir } from "node:fs/promises"
import { maxFileBytes, maxFiles } from "@layercake/core/extract/Extraction"
import type { AnsweredFile } from "@layercake/core/port/AgentExecutor"
import { isCopied } from "@layercake/core/tree/CopiedPath"
import type { TreeFile } from "@layercake/core/tree/Tree"
import { Effect, Option } from "effect"
import { descend, entry, type OpenFolder, openRoot } from "./OpenFolder.ts"
import { attempt, PathFailure } from "./PathFailure.ts"
import { digestOf, look, read } from "./PlainFile.ts"

/** What is looked at altogether, and bytes of all changed files: an agent that leaves more behind has lost its way. */
const maxEntries = 100_000
const maxTotalBytes = 50_000_000

export const findChanges = Effect.fnUntraced(function* (directory: string, files: ReadonlyArray<TreeFile>) {
  const root = yield* openRoot(directory)
  const before = new Map(
    files.filter((file) => isCopied(file.path)).map((file) => [file.path as string, file])
  )
  const found = yield* list(root)
  const paths = new Set(found.map((place) => place.path))
  const changes: Array<AnsweredFile> = [...before.keys()]
    .filter((path) => !paths.has(path))
    .map((path) => ({ path, content: null }))
  let total = 0
  for (const place of found) {
    if (changes.length > maxFiles) break
    const changed = yield* changeAt(root, place, before.get(place.path), maxTotalBytes - total)
    if (changed === undefined) continue
    total += changed.content?.length ?? 0
    changes.push(changed)
  }
  return changes.sort((a, b) => (a.path < b.path ? -1 : 1)) as ReadonlyArray<AnsweredFile>
}, Effect.scoped)

interface Place {
  readonly path: string
  readonly names: ReadonlyArray<string>
  readonly name: string
  readonly isPlain: boolean
}

/** Everything that is no folder, folder by folder. A name that is no UTF-8 is told with a replacement character. */
const list = Effect.fnUntraced(function* (root: OpenFolder) {
  const places: Array<Place> = []
  const folders: Array<ReadonlyArray<string>> = [[]]
  let seen = 0
  for (let names = folders.pop(); names !== undefined; names = folders.pop()) {
    const inside = names
    const entries = yield* Effect.scoped(
      Effect.flatMap(descend(root, inside), (folder) =>
        attempt(inside.join("/"), () => readdir(folder.location, { withFileTypes: true }))
      )
    )
    for (const { name, ...found } of entries.map(kindOf)) {
      const path = [...inside, name].join("/")
      if (!isCopied(path)) continue
      seen += 1
      if (seen > maxEntries)
        return yield* new PathFailure({
          path,
          reason: "io",
          detail: `there are more than ${maxEntries} files`
        })
      if (found.isFolder) folders.push([...inside, name])
      else places.push({ path, names: inside, name, isPlain: found.isPlain })
    }
  }
  return places
})

const kindOf = (found: { name: string; isDirectory(): boolean; isFile(): boolean }) => ({
  name: found.name,
  isFolder: found.isDirectory(),
  isPlain: found.isFile()
})

/** Undefined when the file is what it was. */
const changeAt = Effect.fnUntraced(function* (
  root: OpenFolder,
  { isPlain, name, names, path }: Place,
  before: TreeFile | undefined,
  room: number
) {
  const faulty = (fault: AnsweredFile["fault"]): AnsweredFile => ({
    path,
    content: "",
    ...(fault === undefined ? {} : { fault })
  })
  if (!isPlain) return faulty("no-plain-file")
  const folder = yield* descend(root, names)
  const stats = yield* look(entry(folder, name), path)
  if (Option.isNone(stats)) return before === undefined ? undefined : { path, content: null }
  const isSameSize = stats.value.size === BigInt(before?.bytes ?? -1)
  if (!isSameSize && stats.value.size > BigInt(Math.min(maxFileBytes, room))) return faulty("too-large")
  const bytes = yield* read(entry(folder, name), path, Number(stats.value.size))
  if (isSameSize && digestOf(bytes) === before?.digest) return undefined
  const text = decode(bytes)
  if (text === undefined || text.includes("\0")) return faulty("binary")
  return bytes.length > maxFileBytes ? faulty("too-large") : { path, content: text }
}, Effect.scoped)

/** Undefined for what is no UTF-8. */
const decode = (bytes: Uint8Array): string | undefined =>
  Option.getOrUndefined(
    Option.liftThrowable(() => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes))()
  )
