/**
 * Reads a regular expression: the part of the usual syntax that can be matched in one pass over a line. What cannot, as
 * references back and looking around, is refused. Pure.
 */
import { Result } from "effect"
import { PatternRefused } from "./PatternError.ts"

export type Edge = "start" | "end" | "word" | "no-word"

export type PatternNode =
  | { readonly _tag: "Chars"; readonly test: (code: number) => boolean }
  | { readonly _tag: "Sequence"; readonly nodes: ReadonlyArray<PatternNode> }
  | { readonly _tag: "Choice"; readonly nodes: ReadonlyArray<PatternNode> }
  | { readonly _tag: "Repeat"; readonly node: PatternNode; readonly min: number; readonly max: number | null }
  | { readonly _tag: "Edge"; readonly edge: Edge }

type Test = (code: number) => boolean

const maxRepeats = 100
const maxDepth = 50

export const parse = (pattern: string, ignoreCase: boolean): Result.Result<PatternNode, PatternRefused> => {
  const chars = Array.from(pattern)
  let at = 0
  let depth = 0
  let fault: PatternRefused | undefined
  const refuse = (text: string) => {
    fault ??= new PatternRefused({ pattern, fault: text, at: at + 1 })
    at = chars.length
  }
  const take = (char: string): boolean => {
    if (chars[at] !== char) return false
    at += 1
    return true
  }
  const literal = (char: string): Test => {
    const code = char.codePointAt(0) ?? 0
    if (!ignoreCase) return (other) => other === code
    const folded = char.toLowerCase()
    return (other) => other === code || String.fromCodePoint(other).toLowerCase() === folded
  }

  const choice = (): PatternNode => {
    depth += 1
    if (depth > maxDepth) refuse("groups are nested too deeply")
    const nodes = [sequence()]
    while (take("|")) nodes.push(sequence())
    depth -= 1
    return nodes.length === 1 && nodes[0] !== undefined ? nodes[0] : { _tag: "Choice", nodes }
  }

  const sequence = (): PatternNode => {
    const nodes: Array<PatternNode> = []
    while (at < chars.length && chars[at] !== "|" && chars[at] !== ")") nodes.push(repeated(atom()))
    return { _tag: "Sequence", nodes }
  }

  const repeated = (node: PatternNode): PatternNode => {
    const counts = counted()
    if (counts === undefined) return node
    if (node._tag === "Edge") refuse("a place cannot be repeated")
    take("?")
    if (counted() !== undefined) refuse("a repetition is repeated")
    return { _tag: "Repeat", node, ...counts }
  }

  const counted = (): { readonly min: number; readonly max: number | null } | undefined => {
    if (take("*")) return { min: 0, max: null }
    if (take("+")) return { min: 1, max: null }
    if (take("?")) return { min: 0, max: 1 }
    const braces = /^\{(\d{1,4})(?:(,)(\d{1,4})?)?\}/.exec(chars.slice(at, at + 12).join(""))
    if (braces === null) return undefined
    const [all, least = "0", comma, most] = braces
    const min = Number(least)
    const max = comma === undefined ? min : most === undefined ? null : Number(most)
    if (min > maxRepeats || (max !== null && (max > maxRepeats || max < min)))
      refuse(`a repetition is at most ${maxRepeats} times, and its end not before its beginning`)
    at += all.length
    return { min, max }
  }

  const atom = (): PatternNode => {
    const char = chars[at] ?? ""
    at += 1
    switch (char) {
      case "(": {
        if (take("?") && !take(":"))
          refuse("only (?: may follow a bracket: nothing can be looked for ahead, behind or by name")
        const node = choice()
        if (!take(")")) refuse("a bracket is not closed")
        return node
      }
      case "[":
        return { _tag: "Chars", test: set() }
      case ".":
        return { _tag: "Chars", test: () => true }
      case "^":
        return { _tag: "Edge", edge: "start" }
      case "$":
        return { _tag: "Edge", edge: "end" }
      case "\\":
        return escaped()
      case "*":
      case "+":
      case "?":
        refuse("there is nothing to repeat")
        return { _tag: "Sequence", nodes: [] }
      default:
        return { _tag: "Chars", test: literal(char) }
    }
  }

  const escaped = (): PatternNode => {
    if (take("b")) return { _tag: "Edge", edge: "word" }
    if (take("B")) return { _tag: "Edge", edge: "no-word" }
    return { _tag: "Chars", test: escapedTest() }
  }

  /** After the backslash. */
  const escapedTest = (): Test => {
    const char = chars[at] ?? ""
    at += 1
    const named = classes[char]
    if (named !== undefined) return named
    const control = controls[char]
    if (control !== undefined) return (code) => code === control
    if (char === "" || /[\p{L}\p{N}]/u.test(char)) refuse(`\\${char} is not known`)
    return literal(char)
  }

  const set = (): Test => {
    const isNegated = take("^")
    const tests: Array<Test> = []
    while (at < chars.length && (chars[at] !== "]" || tests.length === 0)) tests.push(member())
    if (!take("]")) refuse("a [ is not closed")
    return (code) => tests.some((test) => test(code)) !== isNegated
  }

  const member = (): Test => {
    const from = chars[at] ?? ""
    at += 1
    if (from === "\\") return escapedTest()
    if (chars[at] !== "-" || chars[at + 1] === "]" || chars[at + 1] === undefined) return literal(from)
    const to = chars[at + 1] ?? ""
    if (to === "\\") return literal(from)
    at += 2
    const [low, high] = [from.codePointAt(0) ?? 0, to.codePointAt(0) ?? 0]
    if (low > high) refuse(`${from}-${to} is the wrong way round`)
    const within: Test = (code) => code >= low && code <= high
    return ignoreCase ? (code) => variants(code).some(within) : within
  }

  const node = choice()
  if (fault === undefined && at < chars.length) refuse("a bracket is closed that was not opened")
  return fault === undefined ? Result.succeed(node) : Result.fail(fault)
}

const variants = (code: number): ReadonlyArray<number> => {
  const char = String.fromCodePoint(code)
  return [code, char.toLowerCase().codePointAt(0) ?? code, char.toUpperCase().codePointAt(0) ?? code]
}

const isDigit: Test = (code) => code >= 48 && code <= 57
export const isWordChar: Test = (code) =>
  isDigit(code) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95
const isSpace: Test = (code) => /\s/.test(String.fromCodePoint(code))
const not =
  (test: Test): Test =>
  (code) =>
    !test(code)

const classes: Readonly<Record<string, Test>> = {
  d: isDigit,
  D: not(isDigit),
  w: isWordChar,
  W: not(isWordChar),
  s: isSpace,
  S: not(isSpace)
}

const controls: Readonly<Record<string, number>> = { t: 9, n: 10, r: 13, f: 12, v: 11, "0": 0 }
