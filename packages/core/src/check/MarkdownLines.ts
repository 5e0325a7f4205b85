/**
 * Markdown line by line: what is a heading, a list item, plain text, and what does not count because it is code or a
 * comment. Knows nothing of what the text means.
 */
export type MarkdownLine = { readonly number: number } & (
  | { readonly kind: "heading"; readonly level: number; readonly text: string }
  | { readonly kind: "item"; readonly indent: number; readonly text: string }
  | { readonly kind: "text"; readonly indent: number; readonly text: string }
  | { readonly kind: "blank" }
  | { readonly kind: "code" }
)

interface Reading {
  readonly lines: Array<MarkdownLine>
  /** The fence that would close the code block we are in. */
  fence: string | undefined
  inComment: boolean
}

/** Any kind of line end. Line numbers are from 1. */
export const readMarkdown = (markdown: string): ReadonlyArray<MarkdownLine> => {
  const lines = markdown.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/)
  const matter = frontMatter(lines)
  const reading: Reading = { lines: [], fence: undefined, inComment: false }
  lines.forEach((line, index) => {
    reading.lines.push({
      number: index + 1,
      ...(index < matter ? { kind: "code" } : readLine(line, reading))
    })
  })
  return underlinedHeadings(reading.lines)
}

/** Headings, list items and text as a reader sees them, without the marks of emphasis, code and links. */
export const plainText = (markdown: string): string =>
  markdown
    .replace(/!?\[([^\][]{0,300})\]\([^()]{0,2000}\)/g, "$1")
    .replace(/\*\*|__|`/g, "")
    .replace(/(^|[\s(])[*_](?=\S)|(?<=\S)[*_](?=$|[\s).,:;!?])/g, "$1")
    .trim()

type LineContent = MarkdownLine extends infer Line
  ? Line extends unknown
    ? Omit<Line, "number">
    : never
  : never

const readLine = (raw: string, reading: Reading): LineContent => {
  const fence = /^[ \t]*(?:[-*+][ \t]+)?(`{3,}|~{3,})/.exec(raw)?.[1]
  if (reading.fence !== undefined) {
    const closes = fence?.startsWith(reading.fence) === true && raw.trim() === fence
    if (closes) reading.fence = undefined
    return { kind: "code" }
  }
  const line = withoutComments(raw, reading)
  if (line.trim() === "") return raw.trim() === "" ? { kind: "blank" } : { kind: "code" }
  if (fence !== undefined) {
    reading.fence = fence
    return { kind: "code" }
  }
  const heading = /^ {0,3}(#{1,6})(?:[ \t]+(.*))?$/.exec(line)
  if (heading !== null) {
    const text = (heading[2] ?? "").trimEnd().replace(/[ \t]#+$|^#+$/, "")
    return { kind: "heading", level: heading[1]?.length ?? 1, text: text.trim() }
  }
  const item = /^([ \t]*)(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?(\S.*)$/.exec(line)
  if (item !== null) return { kind: "item", indent: width(item[1]), text: (item[2] ?? "").trim() }
  return { kind: "text", indent: width(/^[ \t]*/.exec(line)?.[0]), text: line.trim() }
}

const withoutComments = (raw: string, reading: Reading): string => {
  let rest = raw
  let kept = ""
  while (rest !== "") {
    const mark = reading.inComment ? "-->" : "<!--"
    const at = rest.indexOf(mark)
    if (!reading.inComment) kept += at < 0 ? rest : rest.slice(0, at)
    if (at < 0) break
    rest = rest.slice(at + mark.length)
    reading.inComment = !reading.inComment
  }
  return kept
}

/** `Title` over `=====` or `-----`. */
const underlinedHeadings = (lines: ReadonlyArray<MarkdownLine>): ReadonlyArray<MarkdownLine> => {
  const result = [...lines]
  lines.forEach((line, index) => {
    const above = result[index - 1]
    if (line.kind !== "text" || above?.kind !== "text" || !/^(=+|-{2,})$/.test(line.text)) return
    result[index - 1] = {
      number: above.number,
      kind: "heading",
      level: line.text.startsWith("=") ? 1 : 2,
      text: above.text
    }
    result[index] = { number: line.number, kind: "blank" }
  })
  return result
}

/** How many lines at the top are YAML between two lines of dashes. */
const frontMatter = (lines: ReadonlyArray<string>): number => {
  if (lines[0]?.trimEnd() !== "---") return 0
  return lines.findIndex((line, index) => index > 0 && line.trimEnd() === "---") + 1
}

const width = (blanks: string | undefined) => (blanks ?? "").replaceAll("\t", "    ").length
