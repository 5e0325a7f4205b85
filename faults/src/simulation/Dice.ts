/**
 * The one source of chance: the same seed gives the same throws. Knows nothing of what is decided by them.
 */
import { Effect, Random } from "effect"

export interface Dice {
  /** From 0 to below 1. */
  readonly next: () => number
}

export const fromSeed = (seed: string): Effect.Effect<Dice> =>
  Effect.map(Random.Random, (random): Dice => ({ next: () => random.nextDoubleUnsafe() })).pipe(
    Random.withSeed(seed)
  )

/** A whole number, both ends included. */
export const between = (dice: Dice, min: number, max: number): number =>
  min + Math.floor(dice.next() * (max - min + 1))

export const chance = (dice: Dice, probability: number): boolean => dice.next() < probability

/** One of them; there must be one. */
export const pick = <A>(dice: Dice, choices: readonly [A, ...ReadonlyArray<A>]): A =>
  choices[between(dice, 0, choices.length - 1)] ?? choices[0]
