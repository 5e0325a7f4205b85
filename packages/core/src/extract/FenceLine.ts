/**
 * One line that opens or closes a fenced block, after CommonMark 0.31 section 4.5, with two liberties: any depth of
 * indentation, and a path in backticks behind a fence of backticks. Says nothing about which line closes which.
 */

export interface FenceLine {
  /** Index of the line, from 0. */
  readonly line: number
  /** What stands before the fence, as white space: list markers count as spaces. */
  readonly prefix: string
  /** Columns before the fence. */
  readonly indent: number
  readonly mark: "`" | "~"
  /** Number of marks, at least 3. */
  readonly length: number
  /** Trimmed; empty when nothing follows the fence. */
  readonly info: string
  /** May close a block; every fence line may open one. */
  readonly closes: boolean
}

const opening = /^(\s*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*)(`{3,}|~{3,})(.*)$/

/** Undefined when the line is no fence, a quoted one included: what stands behind `>` is commentary. */
export const readFence = (text: string, line: number): FenceLine | undefined => {
  if (!text.includes("```") && !text.includes("~~~")) return undefined
  const [, lead = "", marks = "", rest = ""] = opening.exec(text) ?? []
  if (marks === "") return undefined
  const mark = marks.startsWith("`") ? "`" : "~"
  if (mark === "`" && rest.includes("`") && !/^[^`]*`[^`]+`\s*$/.test(rest)) return undefined
  const prefix = lead.replace(/[^\t]/g, " ")
  const info = rest.trim()
  return {
    line,
    prefix,
    indent: columns(prefix),
    mark,
    length: marks.length,
    info,
    closes: info === "" && lead.trim() === ""
  }
}

const columns = (prefix: string): number => {
  let column = 0
  for (const character of prefix) column += character === "\t" ? 4 - (column % 4) : 1
  return column
}
