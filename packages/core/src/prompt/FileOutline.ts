/**
 * A file in few lines: what it offers, not how. Markdown by its headings, code by what it exports, specifications by
 * their names. Reads by line and pattern, so it may miss a declaration; it never invents one.
 */
import { Option, Predicate, Schema } from "effect"

const maxLines = 80
const maxWidth = 160

/** Lines in the order of the file. Undefined where nothing is known of this kind of file, or nothing stands out in it. */
export const outlineOf = (path: string, text: string): ReadonlyArray<string> | undefined => {
  const read = readers.find(([ending]) => ending.test(path))?.[1]
  const lines = read?.(text) ?? []
  if (lines.length === 0) return undefined
  const shown = lines
    .slice(0, maxLines)
    .map((line) => (line.length > maxWidth ? `${line.slice(0, maxWidth)}...` : line))
  return lines.length > maxLines ? [...shown, `(${lines.length - maxLines} more lines of outline)`] : shown
}

type Reader = (text: string) => ReadonlyArray<string>

const linesOf = (text: string): ReadonlyArray<string> => text.replace(/\r\n?/g, "\n").split("\n")

const matching =
  (pattern: RegExp): Reader =>
  (text) =>
    linesOf(text).flatMap((line) => (pattern.test(line) ? [line.trimEnd()] : []))

const headings: Reader = (text) => {
  let fence = ""
  return linesOf(text).filter((line) => {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1]
    if (fence === "" && mark !== undefined) fence = mark
    else if (mark !== undefined && mark.startsWith(fence) && line.trim() === mark) fence = ""
    else return fence === "" && /^#{1,6} /.test(line)
    return false
  })
}

/** Up to the body, so that a signature stays and what it does goes. */
const declarations =
  (pattern: RegExp): Reader =>
  (text) =>
    matching(pattern)(text).map((line) => line.replace(/(?:\s*=>)?\s*\{?\s*$/, ""))

const decodeJson = Schema.decodeOption(Schema.fromJsonString(Schema.Unknown))

const jsonKeys: Reader = (text) =>
  Option.match(decodeJson(text), {
    onNone: () => [],
    onSome: (value) =>
      Predicate.isObject(value)
        ? Object.entries(value).map(([key, inner]) =>
            Predicate.isObject(inner) ? `${key}: ${Object.keys(inner).join(", ")}` : key
          )
        : []
  })

const htmlMarks: Reader = (text) =>
  Array.from(text.matchAll(/<(title|h[1-6])\b[^>]*>([^]*?)<\/\1>/gi), ([, tag = "", inner = ""]) => {
    const words = inner
      .replace(/<[^>]*>/g, " ")
      .replace(/\s+/g, " ")
      .trim()
    return words === "" ? "" : `${tag.toLowerCase()}: ${words}`
  }).filter((line) => line !== "")

const readers: ReadonlyArray<readonly [ending: RegExp, read: Reader]> = [
  [/\.(?:md|markdown)$/i, headings],
  [/\.[cm]?[jt]sx?$/, declarations(/^export\b/)],
  [/\.prisma$/, declarations(/^(?:model|enum|type|datasource|generator)\s/)],
  // Paths and operations of an OpenAPI document, jobs of a workflow.
  [/\.ya?ml$/, matching(/^(?: {0,2}[^\s#-][^:]*:| {4}(?:get|put|post|delete|options|head|patch|trace):)/)],
  [/\.json$/, jsonKeys],
  [/\.html?$/i, htmlMarks],
  [/\.py$/, matching(/^(?:async def|def|class)\s/)],
  [/\.go$/, declarations(/^(?:func|type)\s/)],
  [/\.rs$/, declarations(/^pub\s/)],
  [/\.sql$/i, matching(/^create\s/i)]
]
