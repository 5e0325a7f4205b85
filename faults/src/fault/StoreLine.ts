/**
 * The line between one process and the stores: every call goes over it, and what the plan says goes wrong here. The
 * stores themselves know nothing of it; their clock is the machine's on which they run.
 */
import { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import { Clock, Effect, Stream } from "effect"
import type { Ledger } from "../ledger/Ledger.ts"
import { at, type Simulation } from "../simulation/Simulation.ts"
import { kill, type SimulatedProcess, stop } from "../simulation/SimulatedProcess.ts"
import type { Fault, FaultPlan } from "./Fault.ts"

/** The machine that the stores run on, as all processes reach it. */
export interface StoreMachine {
  readonly simulation: Simulation
  readonly ledger: Ledger
  plan: FaultPlan
  calls: number
  /** Virtual time until which nobody reaches it. */
  awayUntil: number
  readonly onOutage: Set<() => void>
  readonly clock: Clock.Clock & { skew: number }
  /** Hears of each call and what goes wrong at it, for whoever looks for the cause of a breach. */
  onCall?: (process: SimulatedProcess, operation: string, fault: Fault | undefined) => void
}

export interface StoreLine {
  readonly machine: StoreMachine
  readonly process: SimulatedProcess
}

/** One call of an operation. */
export const call =
  ({ machine, process }: StoreLine, operation: string) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E | StoreUnavailable, R> =>
    Effect.suspend((): Effect.Effect<A, E | StoreUnavailable, R> => {
      const { simulation } = machine
      const there = Effect.provideService(effect, Clock.Clock, machine.clock)
      const fault = nextFault(machine)
      machine.onCall?.(process, operation, fault)
      if (fault?._tag === "Outage") beginOutage(machine, fault.millis)
      if (machine.awayUntil > simulation.time) return Effect.fail(lost(operation))
      switch (fault?._tag) {
        case "Kill":
          return fault.moment === "before" ? dies(process) : Effect.andThen(Effect.exit(there), dies(process))
        case "KillLater":
          process.operationsLeft = fault.operations
          return there
        case "Stop":
          machine.ledger.stops += 1
          return around(fault.moment, stopped(simulation, process, fault.millis), there)
        case "Refuse":
          return Effect.fail(lost(operation))
        case "LoseAnswer":
          return Effect.andThen(Effect.exit(there), Effect.fail(lost(operation)))
        case "Repeat":
          return Effect.andThen(Effect.exit(there), there)
        case "Delay":
          return around(fault.moment, Effect.sleep(fault.millis), there)
        case "StepClock":
          if (fault.whose === "store") machine.clock.skew += fault.millis
          else process.skew += fault.millis
          return there
        default:
          return there
      }
    })

/** A call that waits as long as it takes, and is cut by an outage. */
export const wait =
  (line: StoreLine, operation: string) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E | StoreUnavailable, R> =>
    call(line, operation)(Effect.raceFirst(effect, outage(line.machine, operation)))

/** A stream over one connection, which an outage or a fault at its opening cuts. */
export const stream =
  (line: StoreLine, operation: string) =>
  <A, E, R>(events: Stream.Stream<A, E, R>): Stream.Stream<A, E | StoreUnavailable, R> =>
    Stream.unwrap(
      Effect.as(
        call(line, operation)(Effect.void),
        events.pipe(Stream.interruptWhen(outage(line.machine, operation)))
      )
    )

const nextFault = (machine: StoreMachine): Fault | undefined => {
  machine.calls += 1
  const fault = machine.plan(machine.calls)
  if (fault !== undefined) machine.ledger.faults += 1
  return fault
}

const beginOutage = (machine: StoreMachine, millis: number): void => {
  machine.awayUntil = machine.simulation.time + millis
  for (const cut of Array.from(machine.onOutage)) at(machine.simulation, machine.simulation.time, cut)
}

const outage = (machine: StoreMachine, operation: string): Effect.Effect<never, StoreUnavailable> =>
  Effect.callback((resume) => {
    const cut = () => {
      machine.onOutage.delete(cut)
      resume(Effect.fail(lost(operation)))
    }
    machine.onOutage.add(cut)
    return Effect.sync(() => machine.onOutage.delete(cut))
  })

const lost = (operation: string) =>
  new StoreUnavailable({ operation, cause: new Error("the connection was lost") })

const dies = (process: SimulatedProcess) =>
  Effect.suspend(() => {
    kill(process)
    return Effect.never
  })

const stopped = (simulation: Simulation, process: SimulatedProcess, millis: number) =>
  Effect.suspend(() => {
    stop(simulation, process, millis)
    return Effect.yieldNow
  })

const around = <A, E, R>(
  moment: "before" | "after",
  pause: Effect.Effect<void>,
  effect: Effect.Effect<A, E, R>
): Effect.Effect<A, E, R> =>
  moment === "before"
    ? Effect.andThen(pause, effect)
    : Effect.flatMap(Effect.exit(effect), (exit) => Effect.andThen(pause, exit))
