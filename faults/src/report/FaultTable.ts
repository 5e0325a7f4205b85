/**
 * The counts of all scenarios: by kind, in total, and as a table for people.
 */
import type { ScenarioReport } from "./ScenarioReport.ts"

export interface FaultCount {
  readonly kind: string
  readonly scenarios: number
  readonly skipped: number
  readonly faults: number
  readonly deaths: number
  readonly stops: number
  readonly lateRefused: number
  readonly acknowledged: number
  readonly effects: number
  /** Acknowledged and gone. */
  readonly lost: number
  readonly duplicated: number
  readonly diverged: number
  /** Breaches of every other law. */
  readonly other: number
}

export const countOf = (kind: string, reports: ReadonlyArray<ScenarioReport>): FaultCount => {
  const sum = (of: (report: ScenarioReport) => number) => reports.reduce((sum, report) => sum + of(report), 0)
  const broken = (...laws: ReadonlyArray<string>) =>
    sum(({ breaches }) => breaches.filter(({ law }) => laws.includes(law)).length)
  return {
    kind,
    scenarios: sum(({ skipped }) => (skipped === null ? 1 : 0)),
    skipped: sum(({ skipped }) => (skipped === null ? 0 : 1)),
    faults: sum(({ faults }) => faults),
    deaths: sum(({ deaths }) => deaths),
    stops: sum(({ stops }) => stops),
    lateRefused: sum(({ lateRefused }) => lateRefused),
    acknowledged: sum(({ acknowledged }) => acknowledged),
    effects: sum(({ effects }) => effects),
    lost: broken("lost"),
    duplicated: broken("duplicated"),
    diverged: broken("diverged"),
    other: broken("disorder", "fence", "tier", "stuck")
  }
}

export const isBroken = (count: FaultCount): boolean =>
  count.lost + count.duplicated + count.diverged + count.other > 0

/** By kind in the order in which they came, then all of them. */
export const countsOf = (reports: ReadonlyArray<ScenarioReport>): ReadonlyArray<FaultCount> => [
  ...Array.from(new Set(reports.map(({ kind }) => kind)), (kind) =>
    countOf(
      kind,
      reports.filter((report) => report.kind === kind)
    )
  ),
  countOf("all", reports)
]

const columns = [
  ["kind", "kind"],
  ["scenarios", "scenarios"],
  ["faults", "faults"],
  ["deaths", "deaths"],
  ["stops", "stopped"],
  ["lateRefused", "late refused"],
  ["acknowledged", "acknowledged"],
  ["effects", "effects"],
  ["lost", "lost"],
  ["duplicated", "duplicated"],
  ["diverged", "diverged"],
  ["other", "other"],
  ["skipped", "skipped"]
] as const

export const table = (counts: ReadonlyArray<FaultCount>): string => {
  const rows = [
    columns.map(([, title]) => title as string),
    ...counts.map((count) => columns.map(([key]) => String(count[key])))
  ]
  const widths = columns.map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)))
  return rows
    .map((row) =>
      row
        .map((cell, index) => (index === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[index] ?? 0)))
        .join("  ")
    )
    .join("\n")
}
