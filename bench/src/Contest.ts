/**
 * Ours and the peers' in turn, within the same run: whatever the machine does meanwhile, it does to all.
 */
import { Effect } from "effect"
import { Bench, type BenchFailed } from "./Bench.ts"
import type { Target } from "./Figure.ts"

export interface Rival<R> {
  readonly peer: string
  readonly measure: Effect.Effect<number, BenchFailed, R>
  /** Of ours against this one. */
  readonly target?: Target
}

export interface Contest<R> {
  readonly bench: string
  readonly unit: string
  readonly ours: Effect.Effect<number, BenchFailed, R>
  /** Of ours alone, whether or not there are rivals. */
  readonly target?: Target
  readonly rivals?: ReadonlyArray<Rival<R>>
  /** Before each measurement, to begin alike. */
  readonly before?: Effect.Effect<unknown, BenchFailed, R>
}

/** One figure for each rival, or one alone. Nothing when the figure is not wanted. */
export const hold = Effect.fn("Contest.hold")(function* <R>(contest: Contest<R>) {
  const bench = yield* Bench
  const { before = Effect.void, rivals = [] } = contest
  if (!bench.wants(contest.bench)) return
  const samples: ReadonlyArray<Array<number>> = [[], ...rivals.map(() => [])]
  const entrants = [contest.ours, ...rivals.map((rival) => rival.measure)]
  for (let run = 0; run < bench.runs; run += 1) {
    // Whoever goes first differs from run to run.
    for (let turn = 0; turn < entrants.length; turn += 1) {
      const entrant = (run + turn) % entrants.length
      yield* before
      samples[entrant]!.push(yield* entrants[entrant]!)
    }
    yield* bench.progress(
      `${contest.bench} ${run + 1}/${bench.runs}: ${samples.map((taken) => short(taken.at(-1)!)).join(" against ")} ${contest.unit}`
    )
  }
  const { bench: name, unit, target } = contest
  const [ours, ...theirs] = samples
  if (rivals.length === 0 || target !== undefined)
    yield* bench.report({ bench: name, unit, ours: ours!, ...(target && { target }) })
  for (const [index, { peer, target }] of rivals.entries())
    yield* bench.report({
      bench: name,
      unit,
      ours: ours!,
      peer,
      theirs: theirs[index]!,
      ...(target && { target })
    })
})

const short = (value: number) => (value < 100 ? value.toPrecision(3) : String(Math.round(value)))
