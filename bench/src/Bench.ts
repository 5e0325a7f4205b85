/**
 * One run of the benchmarks: how often and how large, which figures are wanted, and where they go.
 */
import { Context, Effect, Layer, Ref, Schema, Stdio, Stream } from "effect"
import { type Figure, Figure as FigureSchema, figureOf, type Samples } from "./Figure.ts"

/** A measurement could not be made; what it was about is in `bench`. */
export class BenchFailed extends Schema.TaggedError<BenchFailed>()("BenchFailed", {
  bench: Schema.String,
  cause: Schema.Defect()
}) {
  override get message() {
    return `${this.bench} could not be measured: ${this.cause instanceof Error ? this.cause.message : String(this.cause)}`
  }
}

/** Some of it could not be measured. */
export class BenchIncomplete extends Schema.TaggedError<BenchIncomplete>()("BenchIncomplete", {
  failures: Schema.Int
}) {
  override get message() {
    return `${this.failures} parts could not be measured; standard error says which and why.`
  }
}

export interface BenchOptions {
  /** Samples of each figure. */
  readonly runs: number
  /** What counts and durations are multiplied by; figures have targets at 1 only. */
  readonly scale: number
  /** Only figures whose name holds this; every one when empty. */
  readonly only: string
  /** Prints each figure as JSON as soon as it is there. */
  readonly json: boolean
}

export class Bench extends Context.Service<
  Bench,
  {
    readonly runs: number
    /** A count or a duration at this run's scale, at least 1. */
    readonly scaled: (full: number) => number
    /** Whether one of these figures is wanted. */
    readonly wants: (...benches: ReadonlyArray<string>) => boolean
    readonly report: (samples: Samples) => Effect.Effect<void>
    /** One line on standard error. */
    readonly progress: (line: string) => Effect.Effect<void>
    readonly figures: Effect.Effect<ReadonlyArray<Figure>>
    /** What could not be measured does not keep the rest from being measured; it is told, and counted. */
    readonly part: <R>(effect: Effect.Effect<void, BenchFailed, R>) => Effect.Effect<void, never, R>
    /** Parts that failed so far. */
    readonly failures: Effect.Effect<number>
  }
>()("@layercake/bench/Bench") {}

export const layer = (options: BenchOptions): Layer.Layer<Bench, never, Stdio.Stdio> =>
  Layer.effect(
    Bench,
    Effect.gen(function* () {
      const stdio = yield* Stdio.Stdio
      const figures = yield* Ref.make<ReadonlyArray<Figure>>([])
      const failures = yield* Ref.make(0)
      const to = (sink: typeof stdio.stdout) => (line: string) =>
        Effect.ignore(Stream.run(Stream.make(`${line}\n`), sink({ endOnDone: false })))
      return Bench.of({
        runs: options.runs,
        scaled: (full) => Math.max(1, Math.round(full * options.scale)),
        wants: (...benches) => benches.some((bench) => bench.includes(options.only)),
        progress: to(stdio.stderr),
        figures: Ref.get(figures),
        failures: Ref.get(failures),
        part: Effect.catch((error) =>
          Effect.andThen(
            to(stdio.stderr)(error.message),
            Ref.update(failures, (count) => count + 1)
          )
        ),
        report: Effect.fnUntraced(function* ({ target, ...samples }) {
          const figure = figureOf(
            options.scale === 1 && target !== undefined ? { ...samples, target } : samples
          )
          yield* Ref.update(figures, (all) => [...all, figure])
          if (options.json) yield* to(stdio.stdout)(encode(figure))
        })
      })
    })
  )

const encode = Schema.encodeSync(Schema.fromJsonString(FigureSchema))

/** Milliseconds that the effect took. */
export const timed = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<number, E, R> =>
  Effect.suspend(() => {
    const start = performance.now()
    return Effect.map(effect, () => performance.now() - start)
  })

/** Whatever went wrong, it was while this was measured. */
export const failsAs =
  (bench: string) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, BenchFailed, R> =>
    Effect.mapError(effect, (cause) => (isBenchFailed(cause) ? cause : new BenchFailed({ bench, cause })))

const isBenchFailed = Schema.is(BenchFailed)

/** A promise of a peer's library. */
export const attempt = <A>(bench: string, promise: (signal: AbortSignal) => Promise<A>) =>
  Effect.tryPromise({ try: promise, catch: (cause) => new BenchFailed({ bench, cause }) })
