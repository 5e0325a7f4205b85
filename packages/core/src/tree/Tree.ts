/**
 * The files of a project as the log knows them: paths and content addresses. Says nothing about where they lie.
 */
import { Schema } from "effect"
import { BlobDigest } from "../store/Blob.ts"

/**
 * A path inside the workspace: relative, `/` between segments, no `.` or `..` segment, no empty segment, no NUL or
 * control character, no backslash; at most 1,024 characters.
 */
export const FilePath = Schema.String.check(
  Schema.isMaxLength(1024),
  Schema.makeFilter((path: string) => isSafePath(path) || `not a path inside the workspace: ${path}`)
).pipe(Schema.brand("FilePath"))
export type FilePath = typeof FilePath.Type

export const TreeFile = Schema.Struct({
  path: FilePath,
  digest: BlobDigest,
  /** Length of the content in bytes. */
  bytes: Schema.Int
})
export type TreeFile = typeof TreeFile.Type

/** SHA-256 over the sorted lines `<digest> <path>\n` of every file in the tree. */
export const TreeDigest = Schema.String.check(Schema.isPattern(/^[0-9a-f]{64}$/)).pipe(
  Schema.brand("TreeDigest")
)
export type TreeDigest = typeof TreeDigest.Type

/** The text whose SHA-256 is the tree's digest. */
export const canonicalTree = (files: Iterable<Pick<TreeFile, "path" | "digest">>): string =>
  Array.from(files, (file) => `${file.digest} ${file.path}\n`)
    .sort((a, b) => (a.slice(65) < b.slice(65) ? -1 : 1))
    .join("")

/** Whether the text is a path that `FilePath` accepts. */
export const isSafePath = (path: string): boolean =>
  path.length > 0 &&
  path.length <= 1024 &&
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  !/[\u0000-\u001f\u007f\\]/.test(path) &&
  !/^[A-Za-z]:/.test(path) &&
  path.split("/").every((segment) => segment !== "" && segment !== "." && segment !== "..")
