/**
 * Paths that cannot stand beside each other in one tree: doubles, doubles on systems that ignore case, and files where
 * another file needs a folder.
 */
import type { ExtractedFile, Finding } from "./Extraction.ts"

export interface Merged {
  /** Each path once, in the order of the answer. */
  readonly files: ReadonlyArray<ExtractedFile>
  readonly findings: ReadonlyArray<Finding>
}

export const mergePaths = (candidates: ReadonlyArray<ExtractedFile>): Merged => {
  const files: Array<ExtractedFile> = []
  const findings: Array<Finding> = []
  const byKey = new Map<string, ExtractedFile>()
  for (const file of candidates) {
    const key = foldedKey(file.path)
    const earlier = byKey.get(key)
    if (earlier === undefined) {
      byKey.set(key, file)
      files.push(file)
    } else if (earlier.path !== file.path) findings.push(caseConflict(earlier, file))
    else if (earlier.content !== file.content) findings.push(duplicate(earlier, file))
  }
  for (const file of files) {
    const folder = foldersOf(foldedKey(file.path)).find((folder) => byKey.has(folder))
    const blocking = folder === undefined ? undefined : byKey.get(folder)
    if (blocking !== undefined) findings.push(fileAndFolder(blocking, file))
  }
  return { files, findings }
}

/** Equal for paths that are one file on some file system. */
export const foldedKey = (path: string): string => path.normalize("NFC").toLowerCase()

const foldersOf = (path: string): ReadonlyArray<string> => {
  const folders: Array<string> = []
  for (let at = path.indexOf("/"); at !== -1; at = path.indexOf("/", at + 1)) folders.push(path.slice(0, at))
  return folders
}

const duplicate = (earlier: ExtractedFile, file: ExtractedFile): Finding => ({
  code: "conflicting-duplicate",
  message: `${file.path} is in the answer twice with different content (lines ${earlier.line} and ${file.line}). Send it once, in its final form.`,
  path: file.path,
  line: file.line
})

const caseConflict = (earlier: ExtractedFile, file: ExtractedFile): Finding => ({
  code: "case-conflict",
  message: `${earlier.path} (line ${earlier.line}) and ${file.path} (line ${file.line}) differ only in case or Unicode form and are one file on some systems. Send one of them, and use that spelling in every import.`,
  path: file.path,
  line: file.line
})

const fileAndFolder = (blocking: ExtractedFile, file: ExtractedFile): Finding => ({
  code: "file-and-folder",
  message: `${blocking.path} (line ${blocking.line}) is a file, so ${file.path} (line ${file.line}) cannot lie inside it. Rename one of them.`,
  path: file.path,
  line: file.line
})
