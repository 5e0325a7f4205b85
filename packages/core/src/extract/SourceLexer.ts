/**
 * Splits source text into code, strings and comments, well enough to tell three dots in a string from three dots
 * that stand for missing code. No parser: it knows the quoting of each kind of file and nothing of its grammar.
 */
import type { FileKind } from "./FileKind.ts"

export interface SourceComment {
  /** Index of the line it starts in. */
  readonly line: number
  /** Without its marks; of a block comment also without the star in front of each line. */
  readonly text: string
  /** Nothing but white space stands before it in its line. */
  readonly ownLine: boolean
}

export interface LexedSource {
  /** Each line with comments removed and every string reduced to `""`. */
  readonly code: ReadonlyArray<string>
  readonly comments: ReadonlyArray<SourceComment>
  /** False when the text ends inside a string or comment of several lines: it is cut, or not understood. */
  readonly complete: boolean
}

interface Quoting {
  readonly line: ReadonlyArray<string>
  readonly block: readonly [open: string, close: string] | null
  /** Delimiters of strings that may span lines, longest first. */
  readonly long: ReadonlyArray<string>
  readonly short: string
  /** `/` may start a regular expression, and `${` code inside a backtick string. */
  readonly script: boolean
}

const cLike: Quoting = { line: ["//"], block: ["/*", "*/"], long: ['"""'], short: `"'`, script: false }
const quotings: { readonly [kind in FileKind]?: Quoting } = {
  script: { ...cLike, long: ["`"], script: true },
  component: { ...cLike, long: ["`"], script: true },
  slash: { ...cLike, long: ['"""', "`"] },
  python: { line: ["#"], block: null, long: ['"""', "'''"], short: `"'`, script: false },
  hash: { line: ["#"], block: null, long: [], short: `"'`, script: false },
  yaml: { line: ["#"], block: null, long: [], short: "", script: false },
  ini: { line: [";", "#"], block: null, long: [], short: "", script: false },
  dash: { line: ["--"], block: ["/*", "*/"], long: [], short: `"'`, script: false },
  json: { line: ["//"], block: ["/*", "*/"], long: [], short: `"'`, script: false },
  other: { line: ["//", "#", "--", ";", "%"], block: ["/*", "*/"], long: [], short: "", script: false }
}

/** Undefined for kinds that are text rather than code: markup and prose. */
export const lex = (lines: ReadonlyArray<string>, kind: FileKind): LexedSource | undefined => {
  const quoting = quotings[kind]
  return quoting === undefined ? undefined : lexWith(lines, quoting)
}

/** What the text is inside of: a string or a comment of several lines, or the code of a `${`. */
interface Open {
  readonly close: string
  readonly comment: { readonly line: number; readonly parts: Array<string>; readonly ownLine: boolean } | null
  depth: number
}

const lexWith = (lines: ReadonlyArray<string>, quoting: Quoting): LexedSource => {
  const stack: Array<Open> = []
  const comments: Array<SourceComment> = []
  const code = lines.map((line, number) => {
    let out = ""
    let at = 0
    let blank = true
    let patterns = quoting.script
    while (at < line.length) {
      const inside = stack.at(-1)
      if (inside !== undefined && inside.close !== "}") {
        const end = endInside(line, at, inside, quoting)
        if (inside.comment !== null) inside.comment.parts.push(line.slice(at, end.at))
        at = end.after
        if (end.kind === "open") stack.push({ close: "}", comment: null, depth: 0 })
        if (end.kind !== "closed") continue
        stack.pop()
        if (inside.comment !== null) comments.push(finish(inside.comment))
        continue
      }
      const character = line[at]!
      const mark = quoting.line.find(
        (mark) => line.startsWith(mark, at) && (mark !== "#" || isBoundary(line[at - 1]))
      )
      if (mark !== undefined) {
        comments.push({ line: number, text: line.slice(at + mark.length).trim(), ownLine: blank })
        break
      }
      if (quoting.block !== null && line.startsWith(quoting.block[0], at)) {
        stack.push({
          close: quoting.block[1],
          comment: { line: number, parts: [], ownLine: blank },
          depth: 0
        })
        at += quoting.block[0].length
        continue
      }
      const long = quoting.long.find((delimiter) => line.startsWith(delimiter, at))
      if (long !== undefined) {
        stack.push({ close: long, comment: null, depth: 0 })
        out += '""'
        blank = false
        at += long.length
        continue
      }
      const string = quoting.short.includes(character)
      const end = string
        ? endOfString(line, at)
        : patterns && startsPattern(line, at)
          ? endOfPattern(line, at)
          : -1
      if (end !== -1) {
        out += '""'
        blank = false
        at = end
        continue
      }
      // one slash that starts no pattern is enough to give up on the line; more would cost quadratic time
      if (character === "/") patterns &&= !startsPattern(line, at)
      if (inside !== undefined && character === "{") inside.depth += 1
      if (inside !== undefined && character === "}" && inside.depth-- === 0) {
        stack.pop()
      } else {
        out += character
        blank &&= isBoundary(character)
      }
      at += 1
    }
    return out
  })
  return { code, comments, complete: stack.length === 0 }
}

interface Ending {
  readonly kind: "closed" | "open" | "line"
  /** Where the inside ends. */
  readonly at: number
  /** Where reading goes on. */
  readonly after: number
}

/** Where the string or comment that the line starts in ends; `open` at a `${` inside a template. */
const endInside = (line: string, start: number, { close, comment }: Open, quoting: Quoting): Ending => {
  if (comment !== null) {
    const at = line.indexOf(close, start)
    return at === -1
      ? { kind: "line", at: line.length, after: line.length }
      : { kind: "closed", at, after: at + close.length }
  }
  for (let at = start; at < line.length; at += 1) {
    if (line[at] === "\\") at += 1
    else if (line.startsWith(close, at)) return { kind: "closed", at, after: at + close.length }
    else if (quoting.script && line.startsWith("${", at)) return { kind: "open", at, after: at + 2 }
  }
  return { kind: "line", at: line.length, after: line.length }
}

const finish = ({ line, ownLine, parts }: NonNullable<Open["comment"]>): SourceComment => ({
  line,
  ownLine,
  text: parts
    .map((part) =>
      part
        .trim()
        .replace(/^\*+(?:\s|$)/, "")
        .trim()
    )
    .filter((part) => part !== "" && part !== "*")
    .join("\n")
})

const isBoundary = (character: string | undefined): boolean => character === undefined || /\s/.test(character)

/** A string that never closes ends with its line. */
const endOfString = (line: string, start: number): number => {
  const quote = line[start]
  for (let at = start + 1; at < line.length; at += 1) {
    if (line[at] === "\\") at += 1
    else if (line[at] === quote) return at + 1
  }
  return line.length
}

/** Behind an operator, an opening bracket, a keyword or nothing, a slash starts a regular expression. */
const startsPattern = (line: string, at: number): boolean => {
  if (line[at] !== "/") return false
  const before = line.slice(Math.max(0, at - 24), at).trimEnd()
  return (
    before === "" ||
    /(?:[=([{,;:!&|?+\-*%~^]|=>)$/.test(before) ||
    /\b(?:return|typeof|case|in|of|do|else|void|delete|throw|new|yield|await)$/.test(before)
  )
}

/** -1 when it does not end in this line. */
const endOfPattern = (line: string, start: number): number => {
  let inClass = false
  for (let at = start + 1; at < line.length; at += 1) {
    const character = line[at]
    if (character === "\\") at += 1
    else if (character === "[") inClass = true
    else if (character === "]") inClass = false
    else if (character === "/" && !inClass) return at + 1
  }
  return -1
}
