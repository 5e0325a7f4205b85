/**
 * What came of one scenario, as it travels from the process that ran it to the one that counts; one line of JSON.
 */
import { Schema } from "effect"
import { laws } from "../ledger/Ledger.ts"

export const ScenarioReport = Schema.Struct({
  kind: Schema.String,
  number: Schema.Int,
  /** Processes that were killed, on purpose or by poison; servers too. */
  deaths: Schema.Int,
  /** Processes that were stopped for a while. */
  stops: Schema.Int,
  /** Disturbances of every kind. */
  faults: Schema.Int,
  /** Results that came after their lease was given to another, and were refused. */
  lateRefused: Schema.Int,
  /** Commands that were acknowledged. */
  acknowledged: Schema.Int,
  /** Things done on the outside. */
  effects: Schema.Int,
  breaches: Schema.Array(Schema.Struct({ law: Schema.Literals(laws), detail: Schema.String })),
  /** Why it could not be run here; null when it was. */
  skipped: Schema.NullOr(Schema.String),
  /** The command line that runs exactly this scenario again. */
  repeat: Schema.String
})
export type ScenarioReport = typeof ScenarioReport.Type

export const ScenarioReportLine = Schema.fromJsonString(ScenarioReport)

export const repeatOf = (options: {
  readonly seed: string
  readonly kind: string
  readonly number: number
  readonly mutant?: string | undefined
  readonly isReal?: boolean
  readonly pipelines?: number | undefined
}): string =>
  [
    `pnpm faults --seed ${options.seed} --only ${options.kind} --at ${options.number}`,
    ...(options.isReal === true ? ["--real 1"] : []),
    ...(options.pipelines === undefined ? [] : [`--pipelines ${options.pipelines}`]),
    ...(options.mutant === undefined ? [] : [`--mutant ${options.mutant}`])
  ].join(" ")
