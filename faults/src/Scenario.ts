/**
 * One scenario: a world, disturbed in its own way, and what came of it. Everything in it follows from seed, kind and
 * number, so that it can be run again alone.
 */
import type { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import { Effect } from "effect"
import * as Fault from "./fault/Fault.ts"
import type { Breach, Ledger } from "./ledger/Ledger.ts"
import { between, fromSeed } from "./simulation/Dice.ts"
import * as World from "./world/World.ts"
import * as FactoryWorld from "./world/FactoryWorld.ts"
import * as ReaderWorld from "./world/ReaderWorld.ts"
import * as WorkerWorld from "./world/WorkerWorld.ts"
import * as WriterWorld from "./world/WriterWorld.ts"

export type ScenarioKind = "writers" | "workers" | "readers" | "factory"

const controls: Readonly<
  Record<ScenarioKind, (world: World.World) => Effect.Effect<void, StoreUnavailable>>
> = {
  writers: WriterWorld.control,
  workers: WorkerWorld.control,
  readers: ReaderWorld.control,
  factory: FactoryWorld.control
}

export const kinds = Object.keys(controls) as ReadonlyArray<ScenarioKind>

export interface Scenario {
  readonly seed: string
  readonly kind: ScenarioKind
  /** From 0. Even ones visit the boundaries of one world in turn, odd ones are random. */
  readonly number: number
}

export interface Outcome extends Pick<Ledger, "deaths" | "stops" | "faults" | "lateRefused"> {
  readonly scenario: Scenario
  /** Calls of the stores. */
  readonly calls: number
  readonly effects: number
  readonly acknowledged: number
  readonly breaches: ReadonlyArray<Breach>
}

/** Boundary scenarios in a row that share one world. */
const visit = 64

export const run = (scenario: Scenario, mutate?: World.Mutation): Effect.Effect<Outcome> =>
  scenario.number % 2 === 0 ? atBoundary(scenario, mutate) : atRandom(scenario, mutate)

const atRandom = Effect.fnUntraced(function* (scenario: Scenario, mutate?: World.Mutation) {
  const dice = yield* fromSeed(`${scenario.seed}/${scenario.kind}/${scenario.number}`)
  const plan = Fault.atRandom(dice, between(dice, 1, 12))
  return outcome(scenario, yield* play(scenario.kind, World.make(dice, plan, mutate)))
})

/** The same world each time, undisturbed to count its calls, then killed at one of them. */
const atBoundary = Effect.fnUntraced(function* (scenario: Scenario, mutate?: World.Mutation) {
  const turn = scenario.number / 2
  const seed = `${scenario.seed}/${scenario.kind}/boundary/${Math.floor(turn / visit)}`
  const calm = yield* play(scenario.kind, World.make(yield* fromSeed(seed), Fault.none, mutate))
  const offset = between(yield* fromSeed(`${seed}/offset`), 0, calm.machine.calls)
  const boundary = 1 + ((offset + Math.floor((turn % visit) / 2)) % Math.max(1, calm.machine.calls))
  const plan = Fault.killAt(boundary, turn % 2 === 0 ? "before" : "after")
  return outcome(scenario, yield* play(scenario.kind, World.make(yield* fromSeed(seed), plan, mutate)))
})

const play = (kind: ScenarioKind, world: World.World): Effect.Effect<World.World> =>
  Effect.as(World.run(world, controls[kind](world)), world)

const outcome = (scenario: Scenario, { ledger, machine }: World.World): Outcome => ({
  scenario,
  deaths: ledger.deaths,
  stops: ledger.stops,
  faults: ledger.faults,
  lateRefused: ledger.lateRefused,
  calls: machine.calls,
  effects: Array.from(ledger.effects.values()).reduce((sum, keys) => sum + keys.size, 0),
  acknowledged: ledger.acknowledged.size,
  breaches: ledger.breaches
})
