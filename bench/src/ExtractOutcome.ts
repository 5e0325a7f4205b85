/**
 * What came out of one answer against what should have. Judges; extracts nothing itself.
 */
import type { Extraction } from "@layercake/core/extract/Extraction"
import { Schema } from "effect"
import type { ExtractCase } from "./ExtractCorpus.ts"

/**
 * `exact`: every file byte for byte and no other, or a refusal that was expected. `refused`: the answer was refused though
 * it could have been used, which costs one more call. `incomplete`: right as far as it goes, and something is missing
 * without a word. `wrong`: something would have been written or taken away that the answer does not say.
 */
export const Judgement = Schema.Literals(["exact", "refused", "incomplete", "wrong"])
export type Judgement = typeof Judgement.Type

export const ExtractOutcome = Schema.Struct({
  case: Schema.String,
  judgement: Judgement,
  /** Whether a refusal was what is expected. */
  expectsRefusal: Schema.Boolean,
  expected: Schema.Int,
  /** Files that came out byte for byte. */
  recovered: Schema.Int,
  /** Paths that would have been written with other content, or taken away, or that no file should have. */
  wrong: Schema.Array(Schema.String),
  missing: Schema.Array(Schema.String),
  /** Codes of the findings. */
  findings: Schema.Array(Schema.String),
  detail: Schema.String
})
export type ExtractOutcome = typeof ExtractOutcome.Type

export const judge = (one: ExtractCase, { files, findings, removed }: Extraction): ExtractOutcome => {
  const { expectation } = one
  const expectsRefusal = expectation.refused === true
  const expected = expectsRefusal ? new Map<string, string>() : one.files
  const codes = [...new Set(findings.map(({ code }) => code as string))]
  const applied = findings.length > 0 ? [] : files
  const takenAway = findings.length > 0 ? [] : removed
  const toTakeAway = expectsRefusal ? [] : (expectation.removed ?? [])
  const wrong = [
    ...applied
      .filter(({ content, path }) => expected.get(path) !== content)
      .map(({ path }) => path as string),
    ...takenAway.filter((path) => !toTakeAway.includes(path)).map((path) => `-${path}`)
  ]
  const missing = [
    ...[...expected.keys()].filter((path) => !applied.some((file) => file.path === path)),
    ...toTakeAway.filter((path) => !takenAway.some((taken) => taken === path)).map((path) => `-${path}`)
  ]
  const otherCodes = (expectation.codes ?? []).filter((code) => !codes.includes(code))
  const isRefused = findings.length > 0
  const judgement: Judgement =
    wrong.length > 0
      ? "wrong"
      : expectsRefusal
        ? isRefused && otherCodes.length === 0
          ? "exact"
          : isRefused
            ? "refused"
            : "incomplete"
        : isRefused
          ? "refused"
          : missing.length > 0
            ? "incomplete"
            : "exact"
  return {
    case: one.name,
    judgement,
    expectsRefusal,
    expected: expected.size,
    recovered: applied.length - applied.filter(({ path }) => wrong.includes(path)).length,
    wrong,
    missing: isRefused ? [] : missing,
    findings: codes,
    detail: detailOf(judgement, wrong, missing, otherCodes, findings[0]?.message)
  }
}

const detailOf = (
  judgement: Judgement,
  wrong: ReadonlyArray<string>,
  missing: ReadonlyArray<string>,
  otherCodes: ReadonlyArray<string>,
  finding: string | undefined
): string => {
  switch (judgement) {
    case "exact":
      return ""
    case "wrong":
      return `would write ${wrong.join(", ")}`
    case "incomplete":
      return missing.length === 0 ? "was to be refused" : `misses ${missing.join(", ")}`
    case "refused":
      return otherCodes.length > 0 ? `not for ${otherCodes.join(", ")}` : (finding ?? "")
  }
}

export interface ExtractTotal {
  readonly cases: number
  readonly exact: number
  readonly refused: number
  readonly incomplete: number
  readonly wrong: number
  readonly files: number
  readonly recovered: number
  /** Paths that would have been written wrongly, in all cases. */
  readonly wrongWrites: number
}

export const total = (outcomes: ReadonlyArray<ExtractOutcome>): ExtractTotal => {
  const count = (judgement: Judgement) => outcomes.filter((one) => one.judgement === judgement).length
  const sum = (of: (one: ExtractOutcome) => number) => outcomes.reduce((all, one) => all + of(one), 0)
  return {
    cases: outcomes.length,
    exact: count("exact"),
    refused: count("refused"),
    incomplete: count("incomplete"),
    wrong: count("wrong"),
    files: sum(({ expected }) => expected),
    recovered: sum(({ recovered }) => recovered),
    wrongWrites: sum(({ wrong }) => wrong.length)
  }
}
