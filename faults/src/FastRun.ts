/**
 * Many scenarios over the memory stores: which ones belong to a run, and running a share of them.
 */
import { Effect, Schema } from "effect"
import { type MutantName, mutants } from "./mutant/Mutant.ts"
import { repeatOf, type ScenarioReport } from "./report/ScenarioReport.ts"
import * as Scenario from "./Scenario.ts"

/** What one process is to do. */
export const FastShare = Schema.Struct({
  seed: Schema.String,
  scenarios: Schema.Int,
  only: Schema.optionalKey(Schema.Literals(Scenario.kinds)),
  /** This number alone. */
  at: Schema.optionalKey(Schema.Int),
  mutant: Schema.optionalKey(Schema.Literals(Object.keys(mutants) as ReadonlyArray<MutantName>)),
  /** From 0 to `of - 1`. */
  share: Schema.Int,
  of: Schema.Int
})
export type FastShare = typeof FastShare.Type

/** A factory run costs as much as a hundred others. */
const weights: Readonly<Record<Scenario.ScenarioKind, number>> = {
  writers: 0.45,
  workers: 0.36,
  readers: 0.15,
  factory: 0.04
}

export const scenariosOf = ({
  at,
  of,
  only,
  scenarios,
  seed,
  share
}: FastShare): ReadonlyArray<Scenario.Scenario> =>
  Scenario.kinds
    .filter((kind) => only === undefined || kind === only)
    .flatMap((kind) => {
      const count = only === undefined ? Math.round(scenarios * weights[kind]) : scenarios
      const numbers = at === undefined ? Array.from({ length: count }, (_, number) => number) : [at]
      return numbers.map((number): Scenario.Scenario => ({ seed, kind, number }))
    })
    .filter(({ number }) => at !== undefined || Math.floor(number / 2) % of === share)

/** One after the other; each is told as soon as it is known. */
export const run = (share: FastShare, tell: (report: ScenarioReport) => Effect.Effect<void>) =>
  Effect.forEach(
    scenariosOf(share),
    (scenario) =>
      Effect.gen(function* () {
        const outcome = yield* Scenario.run(
          scenario,
          share.mutant === undefined ? undefined : mutants[share.mutant].mutate
        )
        yield* tell({
          kind: scenario.kind,
          number: scenario.number,
          deaths: outcome.deaths,
          stops: outcome.stops,
          faults: outcome.faults,
          lateRefused: outcome.lateRefused,
          acknowledged: outcome.acknowledged,
          effects: outcome.effects,
          breaches: outcome.breaches,
          skipped: null,
          repeat: repeatOf({ ...scenario, mutant: share.mutant })
        })
      }),
    { discard: true }
  )
