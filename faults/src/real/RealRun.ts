/**
 * Many scenarios with real processes: which ones belong to a run, each on its ground, one after the other.
 */
import { Effect } from "effect"
import type { Ledger } from "../ledger/Ledger.ts"
import { repeatOf, type ScenarioReport } from "../report/ScenarioReport.ts"
import { embeddedKinds, isEmbedded, type RealKind, serverKinds } from "./Disturbance.ts"
import * as PipelineScenario from "./PipelineScenario.ts"
import * as PostgresServer from "./PostgresServer.ts"
import * as RealGround from "./RealGround.ts"
import * as RealScenario from "./RealScenario.ts"

const disturbed: ReadonlyArray<RealKind> = [...serverKinds, ...embeddedKinds]
const restarted = "server-restarted"
type Kind = RealKind | typeof restarted
export const kinds: ReadonlyArray<Kind> = [...disturbed, restarted]

export interface RealRequest {
  readonly seed: string
  readonly scenarios: number
  /** Factory runs during which Postgres is restarted, in one scenario; none where it is 0. */
  readonly pipelines: number
  readonly only?: Kind
  /** This number alone. */
  readonly at?: number
}

/** Kinds take turns, so that a short run has some of each. */
export const scenariosOf = ({
  at,
  only,
  scenarios,
  seed
}: RealRequest): ReadonlyArray<RealScenario.RealScenario> =>
  Array.from({ length: at === undefined ? scenarios : 1 }, (_, index) => {
    const turns = only === undefined || only === restarted ? disturbed : [only]
    const kind = turns[index % turns.length] ?? "host-killed"
    return { seed, kind, number: at ?? Math.floor(index / turns.length) }
  })

/** Why the kind cannot be played here; undefined when it can. */
export const skipped = (kind: Kind): string | undefined => {
  if ((kind === restarted || !isEmbedded(kind)) && !PostgresServer.isInstalled)
    return PostgresServer.notInstalled
  if (kind === "disk-full" && !PostgresServer.isRoot) return "a small disk can be mounted by root alone"
  return undefined
}

export const run = (request: RealRequest, hear: (report: ScenarioReport) => void) =>
  Effect.scoped(
    Effect.gen(function* () {
      const ground = yield* RealGround.make
      if (request.only !== restarted)
        yield* Effect.forEach(
          scenariosOf(request),
          (scenario) => Effect.map(reported(scenario, RealScenario.run(scenario, ground)), hear),
          { discard: true }
        )
      if (request.pipelines > 0 && (request.only ?? restarted) === restarted) {
        const { pipelines, seed } = request
        const scenario = { seed, pipelines, kind: restarted, number: request.at ?? 0 } as const
        hear(yield* reported(scenario, PipelineScenario.run(scenario, ground)))
      }
    })
  )

const reported = Effect.fnUntraced(function* (
  scenario: {
    readonly seed: string
    readonly kind: Kind
    readonly number: number
    readonly pipelines?: number
  },
  play: Effect.Effect<Ledger>
): Effect.fn.Return<ScenarioReport> {
  const reason = skipped(scenario.kind)
  const common = {
    kind: scenario.kind,
    number: scenario.number,
    repeat: repeatOf({ ...scenario, isReal: true })
  }
  const nothing = {
    deaths: 0,
    stops: 0,
    faults: 0,
    lateRefused: 0,
    acknowledged: 0,
    effects: 0,
    breaches: []
  }
  if (reason !== undefined) return { ...common, ...nothing, skipped: reason }
  const ledger = yield* play
  return {
    ...common,
    deaths: ledger.deaths,
    stops: ledger.stops,
    faults: ledger.faults,
    lateRefused: ledger.lateRefused,
    acknowledged: ledger.acknowledged.size,
    effects: ledger.effects.size,
    breaches: ledger.breaches,
    skipped: null
  }
})
