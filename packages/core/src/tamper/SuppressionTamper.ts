/**
 * Comments that silence the linter, the compiler or the count of covered lines, and types that check nothing. What is
 * moved is no fact: the files of a change are counted together.
 */
import { lineAt, mask } from "./MaskedSource.ts"
import type { TamperFact, TamperKind } from "./Tamper.ts"
import type { FileChange } from "./TamperScan.ts"

interface Marker {
  readonly kind: TamperKind
  readonly what: string
  /** In comments, at their beginning, or anywhere in the code. */
  readonly in: "comment" | "code"
  readonly pattern: RegExp
}

const markers: ReadonlyArray<Marker> = [
  {
    kind: "lint-disabled",
    what: "a comment that silences the linter",
    in: "comment",
    pattern:
      /^\*?\s*(?:eslint-disable|oxlint-disable|biome-ignore|tslint:disable|deno-lint-ignore|eslint\s[^\n]*(?:\boff\b|:\s*0))/
  },
  {
    kind: "types-suppressed",
    what: "a comment that silences the compiler",
    in: "comment",
    pattern: /^\*?\s*@ts-(?:ignore|expect-error|nocheck)\b/
  },
  {
    kind: "threshold-lowered",
    what: "a comment that takes lines out of the coverage",
    in: "comment",
    pattern: /^\*?\s*(?:c8|v8|istanbul) ignore\b|^\*?\s*node:coverage (?:ignore|disable)\b/
  },
  {
    kind: "types-weakened",
    what: "a type that checks nothing",
    in: "code",
    pattern: /\bas\s+(?:any|never)\b|\bas\s+unknown\s+as\b|(?<=[\w)\]?]\s*):\s*any\b(?!\s*:)|<any>/
  }
]

export const facts = (changes: ReadonlyArray<FileChange>): ReadonlyArray<TamperFact> => {
  const sources = changes.filter(({ path }) => /\.(?:[cm]?[jt]sx?|vue|svelte)$/.test(path))
  return markers.flatMap((marker) => {
    const files = sources.map(({ after, before, path }) => ({
      path,
      was: before === null ? [] : found(marker, before),
      is: after === null ? [] : found(marker, after)
    }))
    const more = files.reduce((sum, { is, was }) => sum + is.length - was.length, 0)
    return more <= 0 ? [] : files.flatMap(({ is, path, was }) => risen(marker, path, was, is))
  })
}

interface Place {
  readonly line: number
  readonly text: string
}

/** Where the marker stands, with its line of the source. */
const found = (marker: Marker, source: string): ReadonlyArray<Place> => {
  const lines = source.split("\n")
  const { code, comments } = mask(source)
  const at =
    marker.in === "comment"
      ? comments.filter(({ text }) => marker.pattern.test(text)).map(({ line }) => line)
      : Array.from(code.matchAll(new RegExp(marker.pattern, "g")), ({ index }) => lineAt(code, index))
  return at.map((line) => ({ line, text: lines[line - 1]?.trim() ?? "" }))
}

const risen = (
  { kind, what }: Marker,
  path: string,
  was: ReadonlyArray<Place>,
  is: ReadonlyArray<Place>
): ReadonlyArray<TamperFact> => {
  if (is.length <= was.length) return []
  const place = is.find(({ text }) => !was.some((other) => other.text === text)) ?? is.at(-1)
  return place === undefined
    ? []
    : [{ kind, path, line: place.line, detail: `${is.length - was.length} more of ${what}: ${place.text}` }]
}
