/**
 * Finds the places where a file was not written out: a comment, a line or a pair of brackets that stands for code that
 * was there before. Text in strings, in prose and where three dots are valid is left alone.
 */
import { isDots, isElision } from "./ElisionPhrase.ts"
import type { FileKind } from "./FileKind.ts"
import { lex, type LexedSource } from "./SourceLexer.ts"

export interface Elision {
  /** Index of the line in the file. */
  readonly line: number
  readonly text: string
}

/** The first place where something was left out; undefined when the file is whole. */
export const findElision = (lines: ReadonlyArray<string>, kind: FileKind): Elision | undefined => {
  const line = firstOf([inMarkup(lines, kind), inCode(lines, kind), kind === "prose" ? inProse(lines) : -1])
  return line === -1 ? undefined : { line, text: (lines[line] ?? "").trim().slice(0, 120) }
}

const firstOf = (found: ReadonlyArray<number>): number => {
  const places = found.filter((line) => line !== -1)
  return places.length === 0 ? -1 : Math.min(...places)
}

const dots = /^(?:\.{3,6}|…)$/

/** `<!-- ... -->` in HTML and in components. */
const inMarkup = (lines: ReadonlyArray<string>, kind: FileKind): number => {
  if (kind !== "markup" && kind !== "component") return -1
  let comment: { readonly line: number; text: string } | undefined
  for (let line = 0; line < lines.length; line += 1) {
    const text = lines[line]!
    let at = 0
    while (at !== -1) {
      if (comment === undefined) {
        const open = text.indexOf("<!--", at)
        if (open === -1) break
        comment = { line, text: "" }
        at = open + 4
      }
      const close = text.indexOf("-->", at)
      if (comment.text.length < 400) comment.text += ` ${text.slice(at, close === -1 ? at + 400 : close)}`
      if (close === -1) break
      if (isElision(comment.text)) return comment.line
      comment = undefined
      at = close + 3
    }
  }
  return -1
}

const inCode = (lines: ReadonlyArray<string>, kind: FileKind): number => {
  const lexed = lex(lines, kind)
  if (lexed === undefined) return -1
  const source: LexedSource = lexed.complete ? lexed : { ...lexed, code: lines }
  const comments = new Map(
    source.comments.filter(({ ownLine }) => ownLine).map((found) => [found.line, found.text])
  )
  const comment = source.comments.find(
    ({ line, ownLine, text }) =>
      text.split("\n").every(isElision) &&
      (ownLine ? !isProse(comments, line, text) : hasDots(text) || isHollow(source.code[line] ?? ""))
  )
  const code = source.code.findIndex((line, index) => isPlaceholder(line, kind, source.code, index))
  return firstOf([comment?.line ?? -1, code])
}

/** The line ends in brackets with nothing in them, closed or not. */
const isHollow = (line: string): boolean => /[[({]\s*[\])}]?[;,]?$/.test(line.trimEnd())

const hasDots = (text: string): boolean => /\.{3}|…/.test(text)

/** Lone dots among comments, or "...and so on" below a comment that ends in "...", are part of a longer text. */
const isProse = (comments: ReadonlyMap<number, string>, line: number, text: string): boolean =>
  isDots(text)
    ? comments.has(line - 1) && comments.has(line + 1)
    : /^(?:\.{3}|…)\s?\S/.test(text) && /(?:\.{3}|…)$/.test(comments.get(line - 1) ?? "")

/** Three dots between brackets of one kind; nothing in these languages reads like that. */
const hollow: { readonly [kind in FileKind]?: RegExp } = {
  script: /[[({,]\s*(?:\.{3}|…)\s*[\])}]/,
  json: /[[{,]\s*(?:\.{3}|…)\s*[\]}]/,
  component: /\{\s*(?:\.{3}|…)\s*\}/,
  slash: /\{\s*(?:\.{3}|…)\s*\}/
}

/** A line that stands for others: lone dots where they are no code, `[unchanged]`, `... rest of the class ...`. */
const isPlaceholder = (line: string, kind: FileKind, code: ReadonlyArray<string>, index: number): boolean => {
  const text = line.trim()
  if (dots.test(text)) return !dotsAllowed(kind, line, code, index)
  if (hollow[kind]?.test(line) === true) return true
  if (/^(?:\.{3}|…)[A-Za-z .…'-]+$/.test(text)) return text.includes(" ") && isElision(text)
  return kind !== "ini" && kind !== "hash" && isBracketed(text) && isElision(text)
}

const isBracketed = (text: string): boolean =>
  /^(?:\[[^[\]]{1,160}\]|\([^()]{1,160}\)|<[^<>/]{1,160}>)$/.test(text)

const dotsAllowed = (kind: FileKind, line: string, code: ReadonlyArray<string>, index: number): boolean => {
  switch (kind) {
    case "python":
      // a stub: the body of a definition, what follows its docstring, or an ellipsis in a type
      return /(?::|""|,|\[)$/.test(neighbour(code, index, -1))
    case "yaml":
      // the end of a document
      return line.startsWith(".")
    case "script":
    case "component":
      // text between two tags
      return neighbour(code, index, -1).endsWith(">") && neighbour(code, index, 1).startsWith("<")
    case "slash":
    case "hash":
      // variadic parameters on a line of their own
      return neighbour(code, index, -1).endsWith(",")
    case "other":
    case "markup":
    case "prose":
      return true
    default:
      return false
  }
}

/** The nearest line in that direction that is not blank, trimmed; empty when there is none. */
const neighbour = (code: ReadonlyArray<string>, index: number, step: -1 | 1): string => {
  for (let at = index + step; at >= 0 && at < code.length; at += step) {
    const text = code[at]!.trim()
    if (text !== "") return text
  }
  return ""
}

/** In text for people only a whole line that says so, and never inside a code block of that text. */
const inProse = (lines: ReadonlyArray<string>): number => {
  let fence = ""
  return lines.findIndex((line) => {
    const text = line.trim()
    const marks = /^(?:`{3,}|~{3,})/.exec(text)?.[0] ?? ""
    if (fence === "" ? marks !== "" : marks.startsWith(fence)) {
      fence = fence === "" ? marks : ""
      return false
    }
    if (fence !== "" || text.length > 200) return false
    const comment = /^<!--(.*)-->$/.exec(text)?.[1]
    if (comment !== undefined) return isElision(comment)
    return (isBracketed(text) || /^(?:\.{3}|…)\s*\S/.test(text)) && !dots.test(text) && saysWhole(text)
  })
}

/** Stricter than in code, because prose may trail off: it must name what was left out. */
const saysWhole = (text: string): boolean =>
  isElision(text) &&
  /\b(?:unchanged|omitted|truncated|rest of|remainder of|existing|remains?|stays?)\b/i.test(text)
