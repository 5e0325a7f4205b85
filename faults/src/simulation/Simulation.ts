/**
 * Runs processes in one thread under virtual time, in an order that the dice choose: what is ready may overtake, and
 * time passes only when nobody has anything to do. Nothing in it waits for the outside, so a seed gives the same run
 * wherever it is repeated.
 */
import { type Dice, between, chance } from "./Dice.ts"

export interface Simulation {
  readonly dice: Dice
  /** Epoch milliseconds at its beginning. */
  readonly epoch: number
  /** Milliseconds since then. */
  time: number
  readonly ready: Array<() => void>
  /** By when they are due; those due at once in the order in which they were asked for. */
  readonly timers: Array<Timer>
  /** Promises that were made since the simulation last stood still for them. */
  promises: number
  /** The chance that not the oldest ready task goes next. */
  readonly disorder: number
  /** Operations until a fiber has to let others go first. */
  untilPreemption: number
  readonly preemption: () => number
}

interface Timer {
  readonly due: number
  readonly fire: () => void
}

/** Disorder and preemption differ from run to run: none, some, much. */
export const make = (dice: Dice): Simulation => {
  const every = [Infinity, 400, 60, 12][between(dice, 0, 3)] ?? Infinity
  const preemption = () => (every === Infinity ? Infinity : between(dice, 1, 2 * every))
  return {
    dice,
    epoch: Date.UTC(2026, 10, 22),
    time: 0,
    ready: [],
    timers: [],
    promises: 0,
    disorder: [0, 0.1, 0.5][between(dice, 0, 2)] ?? 0,
    untilPreemption: preemption(),
    preemption
  }
}

/** Calls back at the time, unless it is cancelled before. */
export const at = (simulation: Simulation, due: number, fire: () => void): (() => void) => {
  const timer = { due, fire }
  let index = simulation.timers.length
  while (index > 0 && (simulation.timers[index - 1]?.due ?? 0) > due) index -= 1
  simulation.timers.splice(index, 0, timer)
  return () => {
    const place = simulation.timers.indexOf(timer)
    if (place >= 0) simulation.timers.splice(place, 1)
  }
}

/**
 * `done` when the condition holds; `awaiting` when promises have to come back first; `stuck` when nothing is left that
 * could make it hold; `endless` after that many steps.
 */
export const runUntil = (
  simulation: Simulation,
  isDone: () => boolean,
  steps: number
): "done" | "awaiting" | "stuck" | "endless" => {
  for (let step = 0; step < steps; step += 1) {
    if (isDone()) return "done"
    if (simulation.promises > 0) return "awaiting"
    const task = next(simulation)
    if (task !== undefined) task()
    else {
      const timer = simulation.timers.shift()
      if (timer === undefined) return "stuck"
      simulation.time = Math.max(simulation.time, timer.due)
      timer.fire()
    }
  }
  return "endless"
}

const next = ({ dice, disorder, ready }: Simulation): (() => void) | undefined => {
  if (ready.length > 1 && disorder > 0 && chance(dice, disorder))
    return ready.splice(between(dice, 0, ready.length - 1), 1)[0]
  return ready.shift()
}
