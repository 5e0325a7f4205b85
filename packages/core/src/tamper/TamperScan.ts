/**
 * Compares the files that a change touches, before and after, and tells what makes it easier to pass. Pure. What is
 * moved from one file to another is no fact, so all files of a change are looked at together. A refactoring, a renamed
 * test or a better assertion is none either; what is left is for a person to judge.
 */
import * as CheckTamper from "./CheckTamper.ts"
import * as ConfigTamper from "./ConfigTamper.ts"
import * as ScriptTamper from "./ScriptTamper.ts"
import * as SuppressionTamper from "./SuppressionTamper.ts"
import type { TamperFact } from "./Tamper.ts"
import * as TestTamper from "./TestTamper.ts"

export interface FileChange {
  readonly path: string
  /** Null when there was no such file. */
  readonly before: string | null
  /** Null when it is removed. */
  readonly after: string | null
}

export interface ScanOptions {
  /** The step's work for the first time: what new files suppress is the reviewer's matter and no tampering. */
  readonly isFirst?: boolean
}

const longestDetail = 300

/** Sorted by path and line; empty when nothing was found. */
export const scan = (
  changes: ReadonlyArray<FileChange>,
  { isFirst = false }: ScanOptions = {}
): ReadonlyArray<TamperFact> =>
  [
    ...TestTamper.facts(changes),
    ...SuppressionTamper.facts(changes.filter(({ before }) => before !== null || !isFirst)),
    ...ConfigTamper.facts(changes),
    ...ScriptTamper.facts(changes),
    ...CheckTamper.facts(changes)
  ]
    .map((fact) => ({ ...fact, detail: fact.detail.slice(0, longestDetail) }))
    .toSorted((a, b) => (a.path === b.path ? (a.line ?? 0) - (b.line ?? 0) : a.path < b.path ? -1 : 1))

/** Whether the content of such a file can say anything here; others need not be read. */
export const isJudged = (path: string): boolean =>
  /\.(?:[cm]?[jt]sx?|json|jsonc|json5|ya?ml|vue|svelte)$/.test(path) ||
  /(?:^|\/)\.(?:eslintrc|oxlintrc|nycrc|c8rc|eslintignore|oxlintignore|mocharc)$/.test(path)
