/**
 * Errands brought by appends and done by workers in several processes, while a person moves, cancels and puts back some
 * of them and stops whole tiers.
 */
import { ProjectId } from "@layercake/core/project/Project"
import { JobId, JobQueue, type NewJob, type Tier, tiers } from "@layercake/core/store/JobQueue"
import { Duration, Effect } from "effect"
import * as JobLaws from "../invariant/JobLaws.ts"
import { breach, effect } from "../ledger/Ledger.ts"
import { ask, type Errand, isSound } from "../model/ModelErrand.ts"
import * as ModelWorker from "../model/ModelWorker.ts"
import { between, chance, type Dice, pick } from "../simulation/Dice.ts"
import { kill, type SimulatedProcess } from "../simulation/SimulatedProcess.ts"
import { eventually, keepRunning, type World } from "./World.ts"

const anyTier = tiers as readonly [Tier, ...ReadonlyArray<Tier>]

export const control = (world: World) =>
  Effect.gen(function* () {
    const { dice } = world.simulation
    const errands = Array.from({ length: between(dice, 1, 14) }, (_, index) => errandOf(dice, index))
    const sound = new Set(errands.filter(isSound).map(({ id }) => id))
    const asking = yield* keepRunning(world, "asker", () => askAll(world, errands)).pipe(Effect.forkChild)
    const meddling = yield* keepRunning(world, "person", () => meddle(world, errands)).pipe(Effect.forkChild)
    const hosts = between(dice, 1, 3)
    for (let host = 0; host < hosts; host += 1)
      yield* keepRunning(world, `worker ${host}`, (process) => workers(world, process)).pipe(Effect.forkChild)

    const isDone = Effect.gen(function* () {
      const queue = yield* JobQueue
      if (asking.pollUnsafe() === undefined || meddling.pollUnsafe() === undefined) return false
      const left = yield* queue.list()
      // What was given up for no fault of its own is put back, as a person would.
      for (const job of left)
        if (job.state === "cancelled" || (job.state === "dead" && sound.has(job.id)))
          yield* queue.requeue(job.id)
      return left.every((job) => job.state === "dead" && !sound.has(job.id))
    })
    if (!(yield* eventually(isDone, Duration.hours(12))))
      breach(world.ledger, "stuck", `jobs are left: ${(yield* leftOver).join(", ")}`)
    yield* JobLaws.check(
      world.ledger,
      errands.map(({ id }) => id),
      sound
    )
  }).pipe(Effect.provideContext(world.stores))

const leftOver = Effect.gen(function* () {
  const queue = yield* JobQueue
  return (yield* queue.list()).map(({ id, state, attempt }) => `${id} ${state} ${attempt}`)
})

const errandOf = (dice: Dice, index: number): NewJob => ({
  id: JobId.make(`errand ${index}`),
  tier: pick(dice, anyTier),
  project: ProjectId.make(`project-${between(dice, 1, 3)}`),
  kind: "errand",
  payload: {
    poison: chance(dice, 0.12) ? pick(dice, ["fails", "breaks", "kills"]) : "none",
    takes: pick(dice, [0, 5, 2000, 45_000])
  } satisfies Errand,
  ...(chance(dice, 0.2) ? { delayMillis: between(dice, 1, 60_000) } : {})
})

const askAll = (world: World, errands: ReadonlyArray<NewJob>) =>
  Effect.forEach(
    errands,
    (errand) =>
      Effect.map(ask(errand), ({ commandId, receipt }) => {
        world.ledger.acknowledged.set(commandId, receipt)
      }),
    { concurrency: 3, discard: true }
  )

/** A process with two workers for the first tier and one for each other. */
const workers = (world: World, process: SimulatedProcess) =>
  Effect.forEach(
    [anyTier[0], ...anyTier],
    (tier) =>
      ModelWorker.work(tier, {
        touch: (job, key) => Effect.sync(() => effect(world.ledger, job, key)),
        die: Effect.sync(() => kill(process)),
        heartbeat: Duration.seconds(10),
        // More than faults alone can cost one.
        maxAttempts: 14
      }),
    { concurrency: "unbounded", discard: true }
  )

/** What a person may do to the queue at any time. Every tier runs again in the end, whoever stopped it. */
const meddle = Effect.fnUntraced(function* (world: World, errands: ReadonlyArray<NewJob>) {
  const { dice } = world.simulation
  const queue = yield* JobQueue
  const turns = between(dice, 0, 4)
  for (let turn = 0; turn < turns; turn += 1) {
    yield* Effect.sleep(Duration.millis(between(dice, 1, 20_000)))
    const { id } = errands[between(dice, 0, errands.length - 1)] ?? errands[0]!
    const deed = between(dice, 0, 2)
    if (deed === 0) yield* queue.move(id, pick(dice, anyTier))
    else if (deed === 1) yield* queue.cancel(id, "not now")
    else yield* queue.pause(pick(dice, anyTier))
  }
  for (const tier of tiers) yield* queue.resume(tier)
})
