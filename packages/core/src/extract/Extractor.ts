/**
 * From the text of an answer to files. Pure. Refuses rather than returns a wrong or half file: every doubt is a finding,
 * and an extraction with findings is not to be applied.
 */
import { faultOf } from "./BlockFault.ts"
import { readBlock } from "./BlockReader.ts"
import { type Extraction, type Finding, maxFiles } from "./Extraction.ts"
import { type FencedBlock, scan } from "./FenceScanner.ts"
import { isMarkdown } from "./FileKind.ts"
import { nameByHeading } from "./HeadingName.ts"
import { mergePaths } from "./PathConflict.ts"
import { fromLine } from "./PathHint.ts"
import { readRemovals, type Removals } from "./RemovalLine.ts"

export interface ExtractOptions {
  /** As the executor reported it; `length` means that the end of the answer is missing. */
  readonly finishReason?: "stop" | "length" | "refusal" | "other"
}

export const extract = (answer: string, options: ExtractOptions = {}): Extraction => {
  const lines = splitLines(answer)
  const blocks = nameByHeading(lines, scan(lines))
  const named = blocks.filter((block) => block.name.path !== null)
  const read = named.slice(0, maxFiles + 1).map((block) => readBlock(lines, block))
  const merged = mergePaths(read.flatMap(({ file }) => (file === null ? [] : [file])))
  const removals = readRemovals(
    lines,
    blocks,
    merged.files.map((file) => file.path)
  )
  const findings = [
    ...removals.findings,
    ...blocks.flatMap(faultOf),
    ...read.flatMap(({ findings }) => findings),
    ...merged.findings,
    ...(named.length > maxFiles ? [tooManyFiles(named.length)] : []),
    ...(options.finishReason === "length" && mayBeCut(lines, blocks) ? [cutAnswer(lines.length)] : [])
  ].sort((a, b) => (a.line ?? 0) - (b.line ?? 0))
  const isIdle = findings.length === 0 && named.length === 0 && removals.removed.length === 0
  return { files: merged.files, removed: removals.removed, findings: isIdle ? [noFiles] : findings }
}

/** Only what the answer takes away; `sent` are the paths that it changes otherwise. */
export const extractRemovals = (answer: string, sent: ReadonlyArray<string>): Removals => {
  const lines = splitLines(answer)
  return readRemovals(lines, scan(lines), sent)
}

/** Without byte order mark; CRLF and lone CR end a line too. */
const splitLines = (answer: string): ReadonlyArray<string> =>
  answer
    .replace(/^\uFEFF/, "")
    .replace(/\r\n?/g, "\n")
    .split("\n")

/** An answer that reached the token limit is whole only when commentary followed its last block. */
const mayBeCut = (lines: ReadonlyArray<string>, blocks: ReadonlyArray<FencedBlock>): boolean => {
  const last = blocks.at(-1)
  if (last === undefined) return true
  if (last.fault !== null) return false
  // the fence that seems to end a document may be the first of a pair inside it
  if (isMarkdown(last.name.path, last.info.language)) return true
  const after = lines
    .slice(last.close + 1)
    .filter((line) => line.trim() !== "")
    .at(-1)
  return (
    after === undefined ||
    fromLine(after) !== undefined ||
    /[:`*]\s*$/.test(after) ||
    /^\s*(?:#|[-*+]\s|\d+[.)]\s)/.test(after)
  )
}

const cutAnswer = (line: number): Finding => ({
  code: "cut-answer",
  message:
    "The answer ended at the token limit, so its last block or further files may be missing. Send every file whole in a shorter answer: files only, no commentary.",
  line
})

const tooManyFiles = (count: number): Finding => ({
  code: "too-many-files",
  message: `The answer has ${count} files; at most ${maxFiles} are taken at once. Send those that the task needs.`
})

const noFiles: Finding = {
  code: "no-files",
  message:
    "The answer contains no file. Send each file whole in a fenced block of its own, with its path as **path** on the line above the fence."
}
