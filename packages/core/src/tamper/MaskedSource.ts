/**
 * JavaScript and TypeScript source with the contents of strings, templates, regular expressions and comments blanked
 * out, character for character, so that what is found in the code stands at the same offset in the source. No parser.
 */

export interface MaskedComment {
  /** Without its marks. */
  readonly text: string
  /** From 1. */
  readonly line: number
}

export interface MaskedSource {
  /** As long as the source; quotes and line ends stay where they are. */
  readonly code: string
  readonly comments: ReadonlyArray<MaskedComment>
}

type Open = "template" | "substitution"

export const mask = (source: string): MaskedSource => {
  const out = Array.from({ length: source.length }, () => " ")
  const comments: Array<MaskedComment> = []
  const open: Array<{ readonly kind: Open; depth: number }> = []
  let line = 1
  let at = 0
  const keep = (count: number) => {
    for (let end = Math.min(at + count, source.length); at < end; at++) {
      if (source[at] === "\n") line++
      out[at] = source[at]!
    }
  }
  const blank = (end: number) => {
    for (; at < Math.min(end, source.length); at++) {
      if (source[at] !== "\n") continue
      line++
      out[at] = "\n"
    }
  }
  while (at < source.length) {
    const inside = open.at(-1)
    const next = source[at]!
    if (inside?.kind === "template") {
      if (next === "\\") blank(at + 2)
      else if (next === "`") {
        open.pop()
        keep(1)
      } else if (source.startsWith("${", at)) {
        open.push({ kind: "substitution", depth: 0 })
        keep(2)
      } else blank(at + 1)
      continue
    }
    if (source.startsWith("//", at) || source.startsWith("/*", at)) {
      const isBlock = source[at + 1] === "*"
      const found = source.indexOf(isBlock ? "*/" : "\n", at + 2)
      const end = found === -1 ? source.length : found
      comments.push({ text: source.slice(at + 2, end).trim(), line })
      blank(isBlock ? end + 2 : end)
    } else if (next === '"' || next === "'") {
      const end = endOfString(source, at)
      keep(1)
      blank(end - 1)
      keep(1)
    } else if (next === "/" && startsPattern(source, at) && endOfPattern(source, at) !== -1) {
      const end = endOfPattern(source, at)
      keep(1)
      blank(end - 1)
      keep(1)
    } else {
      if (next === "`") open.push({ kind: "template", depth: 0 })
      if (inside?.kind === "substitution" && next === "{") inside.depth++
      if (inside?.kind === "substitution" && next === "}" && inside.depth-- === 0) open.pop()
      keep(1)
    }
  }
  return { code: out.join(""), comments }
}

/** Line of an offset, from 1. */
export const lineAt = (source: string, offset: number): number => {
  let line = 1
  for (
    let index = source.indexOf("\n");
    index !== -1 && index < offset;
    index = source.indexOf("\n", index + 1)
  )
    line++
  return line
}

/** Offset behind the bracket that closes the one at `from`; the end of the code when nothing does. */
export const closing = (code: string, from: number): number => {
  let depth = 0
  for (let at = from; at < code.length; at++) {
    if ("([{".includes(code[at]!)) depth++
    else if (")]}".includes(code[at]!) && --depth === 0) return at + 1
  }
  return code.length
}

/** Behind the quote, or where the line ends: a string never spans lines. */
const endOfString = (source: string, from: number): number => {
  for (let at = from + 1; at < source.length; at++) {
    if (source[at] === "\\") at++
    else if (source[at] === source[from]) return at + 1
    else if (source[at] === "\n") return at
  }
  return source.length
}

/** Behind an operator, an opening bracket, a keyword or nothing, a slash starts a regular expression. */
const startsPattern = (source: string, at: number): boolean => {
  const before = source.slice(Math.max(0, at - 24), at).trimEnd()
  return (
    before === "" ||
    /(?:[=([{,;:!&|?+\-*%~^}>]|=>)$/.test(before) ||
    /\b(?:return|typeof|case|in|of|do|else|void|delete|throw|new|yield|await)$/.test(before)
  )
}

/** -1 when it does not end in its line. */
const endOfPattern = (source: string, from: number): number => {
  let isClass = false
  for (let at = from + 1; at < source.length && source[at] !== "\n"; at++) {
    if (source[at] === "\\") at++
    else if (source[at] === "[") isClass = true
    else if (source[at] === "]") isClass = false
    else if (source[at] === "/" && !isClass) return at + 1
  }
  return -1
}
