/**
 * The files that an agent changed where it worked, held to the same rules as files in an answer's text. Pure; does not
 * know what the project's tree holds.
 */
import type { AnsweredFile } from "../port/AgentExecutor.ts"
import { FilePath } from "../tree/Tree.ts"
import { byteLength, findConflictMarker, mayBeEmpty } from "./ContentScan.ts"
import { type Finding, maxFileBytes, maxFiles } from "./Extraction.ts"
import { foldedKey } from "./PathConflict.ts"
import { pathFault, reservedFolder } from "./PathShape.ts"

export interface WorkedFiles {
  readonly files: ReadonlyArray<{ readonly path: FilePath; readonly content: string }>
  readonly removed: ReadonlyArray<FilePath>
  /** When there is any, nothing may be applied. */
  readonly findings: ReadonlyArray<Finding>
}

export const examineWorked = (answered: ReadonlyArray<AnsweredFile>): WorkedFiles => {
  if (answered.length > maxFiles) return { files: [], removed: [], findings: [tooMany(answered.length)] }
  const findings = answered.flatMap((file) => faultOf(file) ?? [])
  if (findings.length > 0) return { files: [], removed: [], findings }
  const files = answered.flatMap(({ content, path }) =>
    content === null ? [] : [{ path: FilePath.make(path), content }]
  )
  const removed = answered.flatMap(({ content, path }) => (content === null ? [FilePath.make(path)] : []))
  return { files, removed, findings: conflicts(answered) }
}

const faultOf = (file: AnsweredFile): Finding | undefined => {
  const { content, path } = file
  const fault = pathFault(path)
  if (fault !== undefined)
    return finding("unsafe-path", path, `cannot be a file of the project: ${fault}. Give it another name.`)
  const reserved = reservedFolder(path)
  if (reserved !== undefined)
    return finding("reserved-path", path, `lies in ${reserved}, which agents do not change. Leave it out.`)
  if (content === null) return undefined
  if (file.fault === "binary")
    return finding("binary-file", path, "is no text. Only text files are taken; have a script make it.")
  if (file.fault === "no-plain-file")
    return finding("no-plain-file", path, "is a link or another thing that is no plain file. Remove it.")
  if (file.fault === "too-large" || byteLength(content) > maxFileBytes)
    return finding(
      "file-too-large",
      path,
      `has more than ${maxFileBytes} bytes. Split it into several files, or have a script make it.`
    )
  if (content.includes("\0"))
    return finding("binary-file", path, "is no text. Only text files are taken; have a script make it.")
  if (content.trim() === "" && !mayBeEmpty(path))
    return finding("empty-file", path, "is empty. Write its content, or remove it.")
  const marker = findConflictMarker(content.split(/\r?\n/))
  return marker === -1
    ? undefined
    : finding(
        "conflict-markers",
        path,
        `has merge markers at line ${marker + 1}. Leave it in its final form.`
      )
}

const finding = (code: Finding["code"], path: string, what: string): Finding => ({
  code,
  path,
  message: `${path} ${what}`
})

/** Of two paths that are one file on some system, the second is told. */
const conflicts = (answered: ReadonlyArray<AnsweredFile>): ReadonlyArray<Finding> => {
  const seen = new Map<string, AnsweredFile>()
  const findings: Array<Finding> = []
  for (const file of answered) {
    const key = foldedKey(file.path)
    const earlier = seen.get(key)
    seen.set(key, file)
    if (earlier === undefined) continue
    if (earlier.path === file.path)
      findings.push(finding("conflicting-duplicate", file.path, "stands twice in the list of files."))
    else if (earlier.content !== null && file.content !== null)
      findings.push(
        finding(
          "case-conflict",
          file.path,
          `and ${earlier.path} differ only in case or Unicode form and are one file on some systems. Keep one of them.`
        )
      )
  }
  return findings
}

const tooMany = (count: number): Finding => ({
  code: "too-many-files",
  message: `${count} files were changed; at most ${maxFiles} are taken at once. Change those that the task needs, and leave no output of tools behind.`
})
