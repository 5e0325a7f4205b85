/**
 * Everything that is wrong with the content of one file, whatever else is in the answer.
 */
import { nestingMessage } from "./BlockFault.ts"
import { byteLength, endsInString, findConflictMarker, isPatch, mayBeEmpty } from "./ContentScan.ts"
import { findElision } from "./ElisionScan.ts"
import { type ExtractedFile, type Finding, maxFileBytes } from "./Extraction.ts"
import type { FencedBlock } from "./FenceScanner.ts"
import { fileKind } from "./FileKind.ts"

export interface Content {
  readonly lines: ReadonlyArray<string>
  /** Line of the answer, from 1, in which the line with this index stands. */
  readonly lineAt: (index: number) => number
}

/** Empty when the file can be written. */
export const examine = (
  file: ExtractedFile,
  { lineAt, lines }: Content,
  block: FencedBlock
): ReadonlyArray<Finding> => {
  const { line, path } = file
  if (isPatch(lines, path, file.language)) {
    return [
      {
        code: "diff-output",
        path,
        line,
        message: `The block of ${path} holds a patch. Send the whole file as it is to be after the change.`
      }
    ]
  }
  if (file.content.trim() === "" && !mayBeEmpty(path)) {
    return [
      {
        code: "empty-file",
        path,
        line,
        message: `${path} is empty. Send its whole content, or leave the file out.`
      }
    ]
  }
  if (byteLength(file.content) > maxFileBytes) {
    return [
      {
        code: "file-too-large",
        path,
        line,
        message: `${path} has more than ${maxFileBytes} bytes. Split it into several files, or have a script make it.`
      }
    ]
  }
  const findings: Array<Finding> = []
  const kind = fileKind(path, file.language)
  if (block.bareNext && endsInString(lines, kind)) {
    findings.push({
      code: "ambiguous-nesting",
      path,
      line,
      message: nestingMessage(path, block, lineAt(lines.length))
    })
  }
  const marker = findConflictMarker(lines)
  if (marker !== -1) {
    findings.push({
      code: "conflict-markers",
      path,
      line: lineAt(marker),
      message: `${path} has merge or search-and-replace markers at line ${lineAt(marker)}. Send the whole file in its final form, without <<<<<<<, ======= and >>>>>>>.`
    })
  }
  const elision = findElision(lines, kind)
  if (elision !== undefined) {
    findings.push({
      code: "elision",
      path,
      line: lineAt(elision.line),
      message: `${path} leaves something out at line ${lineAt(elision.line)} ("${elision.text}"). Send the whole file with every line written out; if that line belongs to the file, word it differently.`
    })
  }
  return findings
}
