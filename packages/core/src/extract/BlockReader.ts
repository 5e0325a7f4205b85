/**
 * Turns one named block into a file, or says why it is none. Looks at no other block.
 */
import { FilePath } from "../tree/Tree.ts"
import type { ExtractedFile, Finding } from "./Extraction.ts"
import { type FencedBlock, labelLine } from "./FenceScanner.ts"
import { type Content, examine } from "./FileExamination.ts"
import { pathFault, reservedFolder } from "./PathShape.ts"

export interface ReadBlock {
  /** Null when the block cannot be a file at all. */
  readonly file: ExtractedFile | null
  readonly findings: ReadonlyArray<Finding>
}

export const readBlock = (lines: ReadonlyArray<string>, block: FencedBlock): ReadBlock => {
  const path = block.name.path ?? ""
  const line = block.open.line + 1
  const refuse = (code: Finding["code"], message: string, at = line): ReadBlock => ({
    file: null,
    findings: [{ code, message, path, line: at }]
  })
  if (block.fault !== null) return { file: null, findings: [] }
  if (block.name.rival !== null) {
    return refuse(
      "conflicting-path",
      `The block at line ${line} is named ${path} by its fence and ${block.name.rival} by the line above. Name it once, as **path** on the line above the fence.`
    )
  }
  if (block.name.doubt !== null) {
    return refuse(
      "ambiguous-path",
      `It is not certain that the block at line ${line} is the whole file ${path}: ${block.name.doubt}. If it is, write only **${path}** on the line above the fence and send the file whole; if it is not, do not put the path of a file beside it.`
    )
  }
  const fault = pathFault(path)
  if (fault !== undefined) {
    return refuse(
      "unsafe-path",
      `${path} cannot be written: ${fault}. Send a path relative to the project root with / between its parts, such as src/index.ts.`
    )
  }
  const reserved = reservedFolder(path)
  if (reserved !== undefined) {
    return refuse(
      "reserved-path",
      `${path} lies in ${reserved}, which agents do not write. Leave the file out or put it elsewhere.`
    )
  }
  const content = contentOf(lines, block)
  if (content === undefined) {
    return refuse(
      "ambiguous-indentation",
      `The fence of ${path} at line ${line} is indented further than lines inside it, so the indentation of the file is uncertain. Send it with the fences and the content at the left margin.`
    )
  }
  const text = content.lines.length === 0 ? "" : `${content.lines.join("\n")}\n`
  const file = { path: FilePath.make(path), content: text, language: block.info.language, line }
  return { file, findings: examine(file, content, block) }
}

/** The lines without the indentation of the fence; undefined when a line has less of it. */
const contentOf = (lines: ReadonlyArray<string>, { close, name, open }: FencedBlock): Content | undefined => {
  const label = name.labelledInside ? labelLine(lines, open.line) : -1
  const content: Array<string> = []
  for (let index = open.line + 1; index < close; index += 1) {
    const line = lines[index] ?? ""
    if (index === label) continue
    if (line.startsWith(open.prefix)) content.push(line.slice(open.prefix.length))
    else if (line.trim() === "") content.push("")
    else return undefined
  }
  const first = content[0]
  if (first?.startsWith("\uFEFF") === true) content[0] = first.slice(1)
  const top = open.line + 2
  return { lines: content, lineAt: (index) => top + index + (label !== -1 && top + index > label ? 1 : 0) }
}
