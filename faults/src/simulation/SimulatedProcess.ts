/**
 * A process that can be killed or stopped between any two operations, as the kernel does it: nothing of it runs any
 * more, no finalizer either. It is a scheduler and a clock of its own; everything that is started in it uses these.
 */
import { Clock, Context, Duration, Effect, type Fiber, Random, References, Scheduler } from "effect"
import { WebCrypto } from "effect/crypto"
import { createHash } from "node:crypto"
import type { Dice } from "./Dice.ts"
import { at, type Simulation } from "./Simulation.ts"

export interface SimulatedProcess {
  readonly name: string
  state: "running" | "stopped" | "dead"
  /** Milliseconds that its clock is ahead; negative when behind. */
  skew: number
  /** How many more operations it lives. */
  operationsLeft: number
  /** What became ready while it was stopped. */
  readonly held: Array<() => void>
  readonly onDeath: Set<() => void>
}

/** `preemption`: the chance, at each operation, that another fiber goes first. */
export const make = (name: string): SimulatedProcess => ({
  name,
  state: "running",
  skew: 0,
  operationsLeft: Infinity,
  held: [],
  onDeath: new Set()
})

export const start = <A, E>(
  simulation: Simulation,
  process: SimulatedProcess,
  effect: Effect.Effect<A, E>
): Fiber.Fiber<A, E> => Effect.runForkWith(contextOf(simulation, process))(effect)

/** SIGKILL. */
export const kill = (process: SimulatedProcess): void => {
  if (process.state === "dead") return
  process.state = "dead"
  process.held.length = 0
  for (const listener of process.onDeath) listener()
}

/** SIGSTOP, and SIGCONT after so many milliseconds. */
export const stop = (simulation: Simulation, process: SimulatedProcess, millis: number): void => {
  if (process.state !== "running") return
  process.state = "stopped"
  at(simulation, simulation.time + millis, () => wake(process))
}

const wake = (process: SimulatedProcess): void => {
  if (process.state !== "stopped") return
  process.state = "running"
  for (const task of process.held.splice(0)) task()
}

/** Runs the task now, when the process is woken, or never. */
const enter = (process: SimulatedProcess, task: () => void): void => {
  if (process.state === "running") task()
  else if (process.state === "stopped") process.held.push(task)
}

const contextOf = (simulation: Simulation, process: SimulatedProcess) =>
  Context.make(Scheduler.Scheduler, schedulerOf(simulation, process)).pipe(
    Context.add(Clock.Clock, clockOf(simulation, process)),
    Context.add(Random.Random, randomOf(simulation.dice)),
    Context.add(WebCrypto.WebCrypto, cryptoOf(simulation)),
    Context.add(References.MinimumLogLevel, "None"),
    Context.add(References.TracerEnabled, false)
  )

const schedulerOf = (simulation: Simulation, process: SimulatedProcess): Scheduler.Scheduler => ({
  executionMode: "async",
  shouldYield: (fiber) => {
    if (process.state !== "running") return true
    process.operationsLeft -= 1
    if (process.operationsLeft <= 0) {
      kill(process)
      return true
    }
    simulation.untilPreemption -= 1
    // What another resumed goes on at once, as it does outside of a simulation.
    if (simulation.untilPreemption > 0 || fiber.currentOpCount < 8) return fiber.currentOpCount >= 2048
    simulation.untilPreemption = simulation.preemption()
    return true
  },
  makeDispatcher: () => ({
    scheduleTask: (task) => {
      simulation.ready.push(() => enter(process, task))
    },
    flush: () => {}
  })
})

const clockOf = (simulation: Simulation, process: SimulatedProcess): Clock.Clock => {
  const millis = () => simulation.epoch + simulation.time + process.skew
  const nanos = (value: number) => BigInt(Math.round(value)) * 1_000_000n
  return {
    currentTimeMillisUnsafe: millis,
    currentTimeMillis: Effect.sync(millis),
    currentTimeNanosUnsafe: () => nanos(millis()),
    currentTimeNanos: Effect.sync(() => nanos(millis())),
    monotonicTimeNanosUnsafe: () => nanos(simulation.time),
    monotonicTimeNanos: Effect.sync(() => nanos(simulation.time)),
    sleep: (duration) => {
      const wait = Duration.toMillis(duration)
      if (wait <= 0) return Effect.yieldNow
      if (wait === Infinity) return Effect.never
      return Effect.callback((resume) => {
        const cancel = at(simulation, simulation.time + wait, () => enter(process, () => resume(Effect.void)))
        return Effect.sync(cancel)
      })
    }
  }
}

const randomOf = (dice: Dice) => ({
  nextDoubleUnsafe: dice.next,
  nextIntUnsafe: () => Math.floor(dice.next() * Number.MAX_SAFE_INTEGER)
})

/** Random bytes come from the dice. Digests come back by promise, for which the simulation stands still. */
const cryptoOf = (simulation: Simulation): typeof globalThis.crypto => {
  const own = {
    getRandomValues: (bytes: Uint8Array) => {
      for (let index = 0; index < bytes.length; index += 1)
        bytes[index] = Math.floor(simulation.dice.next() * 256)
      return bytes
    },
    subtle: {
      digest: (name: string, data: Uint8Array) => {
        simulation.promises += 1
        return Promise.resolve(createHash(name.replace("-", "").toLowerCase()).update(data).digest())
      }
    }
  }
  return own as unknown as typeof globalThis.crypto
}
