/**
 * The workers of this process: so many for each tier, each taking one job after another until the scope closes. A job
 * that is interrupted by that stays leased and comes again.
 */
import { JobQueue, type LeasedJob, type Tier } from "@layercake/core/store/JobQueue"
import type { ProjectId } from "@layercake/core/project/Project"
import { Duration, Effect, Fiber, Layer, RcMap, Schedule, Semaphore } from "effect"
import { type Concurrency, defaultConcurrency } from "./Concurrency.ts"
import { deliver, type DeliveryOptions, limited } from "./JobDelivery.ts"
import * as JobRunner from "./JobRunner.ts"
import * as WorkerMetric from "./WorkerMetric.ts"

export interface WorkersOptions {
  /** `defaultConcurrency` when left out. */
  readonly concurrency?: Concurrency
  /** How long one delivery may take, by kind of work, for jobs that name no limit of their own. */
  readonly timeouts?: Readonly<Record<string, Duration.Input>>
  /** How long any other delivery may take; one hour when left out. */
  readonly timeout?: Duration.Input
  /** Between two heartbeats, well below the lease; 2 seconds when left out. */
  readonly heartbeat?: Duration.Input
  /** How long closing waits for what runs before it interrupts it; not at all when left out. */
  readonly grace?: Duration.Input
}

/** One turn for each project: work in its folder is done one piece after another. */
type Turns = RcMap.RcMap<ProjectId, Semaphore.Semaphore>

/** One worker, and whether it has a job just now. */
interface Hand {
  busy: boolean
}

interface Member {
  readonly hand: Hand
  readonly fiber: Fiber.Fiber<void, unknown>
}

/** Whether the workers are to take no more. */
interface Closing {
  begun: boolean
}

export const layer = (options: WorkersOptions = {}) =>
  Layer.effectDiscard(
    Effect.gen(function* () {
      const turns: Turns = yield* RcMap.make({ lookup: (_project: ProjectId) => Semaphore.make(1) })
      const delivery = { timeouts: {}, timeout: "1 hour", heartbeat: "2 seconds", ...options } as const
      const closing: Closing = { begun: false }
      const tiers = Object.entries(options.concurrency ?? defaultConcurrency) as ReadonlyArray<[Tier, number]>
      const crew = yield* Effect.forEach(
        tiers.flatMap(([tier, count]) => Array.from({ length: count }, () => tier)),
        Effect.fnUntraced(function* (tier) {
          const hand: Hand = { busy: false }
          return { hand, fiber: yield* Effect.forkScoped(work(tier, hand, closing, turns, delivery)) }
        })
      )
      yield* Effect.forkScoped(measure)
      const { grace = 0 } = options
      if (Duration.isPositive(Duration.fromInputUnsafe(grace)))
        yield* Effect.addFinalizer(() => finishing(crew, closing, grace))
    })
  )

/** Before the scope interrupts whoever is still at work. */
const finishing = (crew: ReadonlyArray<Member>, closing: Closing, grace: Duration.Input) =>
  Effect.gen(function* () {
    closing.begun = true
    yield* Fiber.interruptAll(crew.flatMap(({ fiber, hand }) => (hand.busy ? [] : [fiber])))
    yield* Effect.timeoutOption(Fiber.awaitAll(crew.map(({ fiber }) => fiber)), grace)
  })

/** A store that does not answer is asked again; the worker itself ends only when all do. */
const work = (tier: Tier, hand: Hand, closing: Closing, turns: Turns, options: DeliveryOptions) => {
  const one = Effect.gen(function* () {
    const queue = yield* JobQueue
    const job = yield* queue.take(tier)
    hand.busy = true
    yield* deliver(job, inTurn(job, turns, limited(job, JobRunner.run(job), options)), options)
  }).pipe(
    Effect.ensuring(Effect.sync(() => (hand.busy = false))),
    Effect.tapError((error) => Effect.logWarning(error.message)),
    Effect.retry(Schedule.min([Schedule.exponential("100 millis"), Schedule.spaced("5 seconds")]))
  )
  return Effect.gen(function* () {
    while (!closing.begun) yield* one
  })
}

/** Kinds of work that read or write the project's folder. */
const inFolder = new Set<string>([
  "CommitTree",
  "MarkCommit",
  "BuildTree",
  "CheckTree",
  "PushTree",
  "DeployTree"
])

/** Waiting for the turn does not count as work. */
const inTurn = <E, R>(job: LeasedJob, turns: Turns, effect: Effect.Effect<void, E, R>) =>
  inFolder.has(job.kind)
    ? Effect.scoped(Effect.flatMap(RcMap.get(turns, job.project), (turn) => turn.withPermit(effect)))
    : effect

const measure = WorkerMetric.sample.pipe(Effect.ignore, Effect.repeat(Schedule.spaced("1 minute")))
