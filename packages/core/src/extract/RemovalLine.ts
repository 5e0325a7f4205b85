/**
 * The lines of an answer that take files away: `**Remove: path/to/file**`, alone on a line outside of every block. Does
 * not know which files there are.
 */
import { FilePath } from "../tree/Tree.ts"
import type { Finding } from "./Extraction.ts"
import type { FencedBlock } from "./FenceScanner.ts"
import { normalise, pathFault, reservedFolder } from "./PathShape.ts"

export interface Removals {
  /** In the order of the answer; each path once. */
  readonly removed: ReadonlyArray<FilePath>
  readonly findings: ReadonlyArray<Finding>
}

/** `files`: the paths that the answer sends, which it cannot remove as well. */
export const readRemovals = (
  lines: ReadonlyArray<string>,
  blocks: ReadonlyArray<FencedBlock>,
  files: ReadonlyArray<string>
): Removals => {
  const sent = new Set(files)
  const removed = new Set<FilePath>()
  const findings: Array<Finding> = []
  for (const { line, path } of linesOf(lines, blocks)) {
    const refused = refuse(path, line, sent)
    if (refused === undefined) removed.add(FilePath.make(path))
    else findings.push(refused)
  }
  return { removed: Array.from(removed), findings }
}

/** Of a line with a path in it; this keeps the work per line bounded. */
const longest = 1_200

const removal = /^\s*\*\*Remove:(?:\*\*\s+(.+?)|\s+(.+?)\*\*)\s*$/

const linesOf = (lines: ReadonlyArray<string>, blocks: ReadonlyArray<FencedBlock>) => {
  const found: Array<{ readonly path: string; readonly line: number }> = []
  let block = 0
  for (let index = 0; index < lines.length; index += 1) {
    while (block < blocks.length && index > (blocks[block]?.close ?? 0)) block += 1
    if (index >= (blocks[block]?.open.line ?? Infinity)) continue
    const line = lines[index] ?? ""
    const match = line.length > longest ? null : removal.exec(line)
    const path = match?.[1] ?? match?.[2]
    if (path !== undefined) found.push({ path: normalise(path.replace(/^`(.+)`$/, "$1")), line: index + 1 })
  }
  return found
}

const refuse = (path: string, line: number, sent: ReadonlySet<string>): Finding | undefined => {
  const fault = pathFault(path)
  if (fault !== undefined) {
    return {
      code: "unsafe-path",
      message: `${path} cannot be removed: ${fault}. Name a file of the project by its path from the project root, with / between its parts.`,
      path,
      line
    }
  }
  const reserved = reservedFolder(path)
  if (reserved !== undefined) {
    return {
      code: "reserved-path",
      message: `${path} lies in ${reserved}, which agents do not change. Leave the line out.`,
      path,
      line
    }
  }
  if (!sent.has(path)) return undefined
  return {
    code: "conflicting-duplicate",
    message: `${path} is sent and removed in one answer. Send it in its final form, or remove it.`,
    path,
    line
  }
}
