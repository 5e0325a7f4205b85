/**
 * Files that cannot lie beside each other in one tree: a file and a folder of one name, and names that are one on some
 * file system. Pure.
 */
import { foldedKey } from "../extract/PathConflict.ts"
import type { FilePath } from "./Tree.ts"

/** The first of the new paths that cannot lie there, and why; undefined when all can. */
export const misplaced = (
  written: ReadonlyArray<FilePath>,
  kept: ReadonlyArray<FilePath>
): { readonly path: FilePath; readonly fault: string } | undefined => {
  const files = new Map<string, FilePath>()
  const folders = new Map<string, FilePath>()
  for (const path of [...kept, ...written]) {
    for (const folder of foldersOf(path)) folders.set(foldedKey(folder), path)
  }
  for (const path of kept) files.set(foldedKey(path), path)
  for (const path of written) {
    const other = files.get(foldedKey(path))
    if (other !== undefined && other !== path)
      return { path, fault: `it and ${other} differ only in case or Unicode form` }
    files.set(foldedKey(path), path)
  }
  for (const path of written) {
    const inside = folders.get(foldedKey(path))
    if (inside !== undefined) return { path, fault: `it is the folder of ${inside}` }
    const blocking = foldersOf(path).find((folder) => files.has(foldedKey(folder)))
    if (blocking !== undefined) return { path, fault: `${blocking} is a file, so nothing can lie inside it` }
  }
  return undefined
}

/** Every folder on the way to the path, outermost first. */
export const foldersOf = (path: string): ReadonlyArray<string> =>
  path
    .split("/")
    .slice(0, -1)
    .map((_, depth, names) => names.slice(0, depth + 1).join("/"))
