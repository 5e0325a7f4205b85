/**
 * Does errands as the house does all work: looks whether it is still due, writes the intent, touches the outside under
 * the intent's key, writes the receipt, and only then says that the job is done.
 */
import { type JobId, JobQueue, type LeasedJob, type Tier } from "@layercake/core/store/JobQueue"
import { Cause, Duration, Effect, Exit, Option, Random, Schema } from "effect"
import { done, Errand, historyOf, intended, record } from "./ModelErrand.ts"

/** What the worker's process and the outside are to it. */
export interface Surroundings {
  /** The outside does it once for each key, whoever asks. */
  readonly touch: (job: JobId, key: string) => Effect.Effect<void>
  /** SIGKILL of the worker's own process. */
  readonly die: Effect.Effect<void>
  readonly heartbeat: Duration.Duration
  /** Deliveries after which a job is given up. */
  readonly maxAttempts: number
  readonly onTaken?: (job: LeasedJob) => Effect.Effect<void>
  /** The queue refused what this worker said of the job. */
  readonly onLate?: (job: LeasedJob) => Effect.Effect<void>
}

/** Takes and does one job after the other, for ever. */
export const work = (tier: Tier, surroundings: Surroundings) =>
  Effect.forever(Effect.catchCause(one(tier, surroundings), ignoreButInterruption))

/** The store did not answer, or the lease was lost: the job comes again. */
const ignoreButInterruption = <E>(cause: Cause.Cause<E>) =>
  Cause.hasInterruptsOnly(cause) ? Effect.interrupt : Effect.sleep("1 second")

const one = Effect.fnUntraced(function* (tier: Tier, surroundings: Surroundings) {
  const { heartbeat, maxAttempts, onLate, onTaken } = surroundings
  const queue = yield* JobQueue
  const job = yield* queue.take(tier)
  yield* onTaken?.(job) ?? Effect.void
  const settling = Effect.gen(function* () {
    if (job.attempt > maxAttempts) return yield* queue.bury(job, "given up")
    const beat = Effect.forever(
      Effect.delay(
        Effect.catchTag(queue.heartbeat(job), "StoreUnavailable", () => Effect.void),
        heartbeat
      )
    )
    const exit = yield* run(job, surroundings).pipe(Effect.raceFirst(beat), Effect.exit)
    if (Exit.isSuccess(exit)) return yield* queue.complete(job)
    const isStore = Option.getOrUndefined(Cause.findErrorOption(exit.cause))?._tag === "StoreUnavailable"
    const delay = isStore ? Duration.seconds(1) : Duration.seconds(Math.min(60, 2 ** job.attempt))
    if (job.attempt < maxAttempts) return yield* queue.retry(job, { delay, error: "failed" })
    return yield* queue.bury(job, "given up")
  })
  yield* Effect.tapError(settling, (error) =>
    error._tag === "LeaseLost" ? (onLate?.(job) ?? Effect.void) : Effect.void
  )
})

/** The errand cannot be done, ever. */
class ErrandFailed extends Schema.TaggedError<ErrandFailed>()("ErrandFailed", { job: Schema.String }) {
  override get message() {
    return `${this.job} is poison and fails each time.`
  }
}

const decodeErrand = Schema.decodeUnknownEffect(Errand)

const run = Effect.fnUntraced(function* (job: LeasedJob, { die, touch }: Surroundings) {
  const { poison, takes } = yield* Effect.orDie(decodeErrand(job.payload))
  if (poison === "kills") yield* die
  if (poison === "breaks") return yield* Effect.die("broken")
  if (poison === "fails") return yield* new ErrandFailed({ job: job.id })
  const before = yield* historyOf(job)
  if (before.isDone) return
  const key = before.key ?? (yield* intend(job))
  if (key === undefined) return
  yield* Effect.sleep(Duration.millis(takes / 2))
  yield* touch(job.id, key)
  yield* Effect.sleep(Duration.millis(takes / 2))
  yield* receive(job, key)
})

/** The intent's key, which may be another worker's; undefined when the errand is done already. */
const intend = (job: LeasedJob) =>
  Effect.retry(intendOnce(job), { while: (error) => error._tag === "VersionConflict" })

const intendOnce = Effect.fnUntraced(function* (job: LeasedJob) {
  const { isDone, key, version } = yield* historyOf(job)
  if (isDone) return undefined
  if (key !== undefined) return key
  const fresh = `${yield* Random.nextIntBetween(0, 2 ** 31)}-${yield* Random.nextIntBetween(0, 2 ** 31)}`
  yield* record(intended, { job: job.id, key: fresh }, job.project, version)
  return fresh
})

const receive = (job: LeasedJob, key: string) =>
  Effect.retry(receiveOnce(job, key), { while: (error) => error._tag === "VersionConflict" })

const receiveOnce = Effect.fnUntraced(function* (job: LeasedJob, key: string) {
  const { isDone, version } = yield* historyOf(job)
  if (!isDone) yield* record(done, { job: job.id, key }, job.project, version)
})
