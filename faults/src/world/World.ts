/**
 * A world in one thread: the memory stores on a machine of their own, processes that are started again whenever they
 * die, and a control that nothing can disturb. What happens in it is up to the scenario.
 */
import * as MemoryStore from "@layercake/memory/MemoryStore"
import { makeState } from "@layercake/memory/MemoryState"
import { Cause, Clock, type Context, Duration, Effect, Exit, Layer } from "effect"
import type { FaultPlan } from "../fault/Fault.ts"
import * as FaultyStores from "../fault/FaultyStores.ts"
import type { StoreMachine } from "../fault/StoreLine.ts"
import { breach, type Ledger, make as makeLedger } from "../ledger/Ledger.ts"
import { between, type Dice } from "../simulation/Dice.ts"
import { at, make as makeSimulation, runUntil, type Simulation } from "../simulation/Simulation.ts"
import { make as makeProcess, type SimulatedProcess, start } from "../simulation/SimulatedProcess.ts"

export type Mutation = (stores: Context.Context<FaultyStores.Stores>) => Context.Context<FaultyStores.Stores>

export interface World {
  readonly simulation: Simulation
  readonly ledger: Ledger
  readonly machine: StoreMachine
  /** The stores themselves, without a line that could break. */
  readonly stores: Context.Context<FaultyStores.Stores>
}

/** `mutate`: the stores have a known defect, which the laws must show. */
export const make = (dice: Dice, plan: FaultPlan, mutate: Mutation = (stores) => stores): World => {
  const simulation = makeSimulation(dice)
  const ledger = makeLedger()
  const machine: StoreMachine = {
    simulation,
    ledger,
    plan,
    calls: 0,
    awayUntil: 0,
    onOutage: new Set(),
    clock: clockOf(simulation)
  }
  const stores = Effect.runSync(Effect.scoped(Layer.build(MemoryStore.layerWith(makeState()))))
  return { simulation, ledger, machine, stores: mutate(stores) }
}

/** The most steps that a scenario may take. */
const maxSteps = 400_000

/** Runs to the end of what control does; that it does not come to an end is a breach. */
export const run = Effect.fnUntraced(function* <E>(world: World, control: Effect.Effect<void, E>) {
  const { ledger, machine, simulation } = world
  // It asks the stores directly, so it has their clock.
  const there = Effect.provideService(control, Clock.Clock, machine.clock)
  const fiber = start(simulation, makeProcess("control"), there)
  const isDone = () => fiber.pollUnsafe() !== undefined
  let end = runUntil(simulation, isDone, maxSteps)
  while (end === "awaiting") {
    simulation.promises = 0
    // Whatever a promise resumes has run when this returns.
    yield* Effect.yieldNow
    end = runUntil(simulation, isDone, maxSteps)
  }
  const exit = fiber.pollUnsafe()
  if (exit === undefined) breach(ledger, "stuck", `control is ${end} at ${simulation.time} ms`)
  else if (Exit.isFailure(exit)) breach(ledger, "stuck", `control failed: ${Cause.pretty(exit.cause)}`)
})

/**
 * Gives the program one process after another until it ends by itself. A failure ends the process too, as a host that
 * cannot go on does.
 */
export const keepRunning = Effect.fnUntraced(function* <E>(
  world: World,
  name: string,
  program: (process: SimulatedProcess) => Effect.Effect<void, E, FaultyStores.Stores>
) {
  for (;;) {
    const process = makeProcess(name)
    const stores = FaultyStores.layer(world.stores, { machine: world.machine, process })
    const isDone = yield* life(world, process, Effect.provide(program(process), stores))
    if (isDone) return
    if (process.state === "dead") world.ledger.deaths += 1
    yield* Effect.sleep(Duration.millis(between(world.simulation.dice, 1, 3000)))
  }
})

/** Waits in ever longer steps of virtual time; false when it did not come true within the limit. */
export const eventually = <E, R>(condition: Effect.Effect<boolean, E, R>, limit: Duration.Duration) =>
  Effect.gen(function* () {
    let waited = 0
    for (let step = 250; waited <= Duration.toMillis(limit); step = Math.min(step * 1.2, 60_000)) {
      if (yield* condition) return true
      yield* Effect.sleep(Duration.millis(step))
      waited += step
    }
    return false
  })

/** Whether the program succeeded; false when it failed or its process was killed. */
const life = <E>(world: World, process: SimulatedProcess, program: Effect.Effect<void, E>) =>
  Effect.callback<boolean>((resume) => {
    const end = (succeeded: boolean) =>
      at(world.simulation, world.simulation.time, () => resume(Effect.succeed(succeeded)))
    process.onDeath.add(() => end(false))
    start(world.simulation, process, program).addObserver((exit) => end(Exit.isSuccess(exit)))
  })

const clockOf = (simulation: Simulation): StoreMachine["clock"] => {
  const clock: StoreMachine["clock"] = {
    skew: 0,
    currentTimeMillisUnsafe: () => simulation.epoch + simulation.time + clock.skew,
    currentTimeMillis: Effect.sync(() => clock.currentTimeMillisUnsafe()),
    currentTimeNanosUnsafe: () => BigInt(clock.currentTimeMillisUnsafe()) * 1_000_000n,
    currentTimeNanos: Effect.sync(() => clock.currentTimeNanosUnsafe()),
    monotonicTimeNanosUnsafe: () => BigInt(simulation.time) * 1_000_000n,
    monotonicTimeNanos: Effect.sync(() => clock.monotonicTimeNanosUnsafe()),
    sleep: (duration) =>
      Effect.callback((resume) =>
        Effect.sync(at(simulation, simulation.time + Duration.toMillis(duration), () => resume(Effect.void)))
      )
  }
  return clock
}
