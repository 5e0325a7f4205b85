/**
 * The files a workspace is to hold, checked as a list before anything is touched. Does not look at the disk.
 */
import { isSafePath, type FilePath, type TreeFile } from "@layercake/core/tree/Tree"
import { Result } from "effect"
import { split } from "./OpenFolder.ts"
import { PathFailure } from "./PathFailure.ts"

/** Longest name that the usual file systems take, in bytes. */
const longestName = 255

/** Refuses paths that no workspace may hold, a path with two contents, and a file that another file needs as folder. */
export const check = (
  files: ReadonlyArray<TreeFile>
): Result.Result<ReadonlyArray<TreeFile>, PathFailure> => {
  const byPath = new Map<string, TreeFile>()
  for (const file of files) {
    const refusal = refusePath(file.path)
    if (refusal !== undefined) return fail(file.path, "outside", refusal)
    const twin = byPath.get(file.path)
    if (twin !== undefined && twin.digest !== file.digest) {
      return fail(file.path, "not-a-file", "the list names this path twice with different contents")
    }
    byPath.set(file.path, file)
  }
  for (const file of byPath.values()) {
    const inTheWay = foldersOf(file.path).find((folder) => byPath.has(folder))
    if (inTheWay !== undefined) {
      return fail(
        inTheWay,
        "not-a-file",
        `the list names this as a file, and ${file.path} needs it as a folder`
      )
    }
  }
  return Result.succeed([...byPath.values()].sort((a, b) => (a.path < b.path ? -1 : 1)))
}

/** Why no workspace may hold this path; undefined when it may. */
export const refusePath = (path: string): string | undefined => {
  if (!isSafePath(path)) return "this is no path inside the workspace"
  const names = path.split("/")
  if (names.some((name) => name.toLowerCase() === ".git")) return "`.git` belongs to version control"
  if (names.some((name) => Buffer.byteLength(name) > longestName)) {
    return `a name in it is longer than ${longestName} bytes`
  }
  return undefined
}

/** Every folder on the way to the path, outermost first. */
export const foldersOf = (path: string): ReadonlyArray<FilePath> => {
  const names = split(path).names
  // A folder of a safe path is a safe path.
  return names.map((_, depth) => names.slice(0, depth + 1).join("/") as FilePath)
}

/** The files grouped by the folder they lie in; `names` leads there and is empty for the workspace itself. */
export const byFolder = <File extends { readonly path: string }>(
  files: ReadonlyArray<File>
): ReadonlyArray<{ readonly names: ReadonlyArray<string>; readonly files: ReadonlyArray<File> }> => {
  const folders = new Map<string, { readonly names: ReadonlyArray<string>; readonly files: Array<File> }>()
  for (const file of files) {
    const { names } = split(file.path)
    const folder = folders.get(names.join("/")) ?? { names, files: [] }
    folder.files.push(file)
    folders.set(names.join("/"), folder)
  }
  return [...folders.values()]
}

const fail = (path: string, reason: PathFailure["reason"], detail: string) =>
  Result.fail(new PathFailure({ path, reason, detail }))
