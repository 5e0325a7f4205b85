/**
 * Postgres is ended every 5 to 20 seconds, and started again within two, while one process carries many pipelines on it.
 */
import { Deferred, Console, Duration, Effect, Exit, Result, Schema } from "effect"
import { breach, type Ledger, make as makeLedger } from "../ledger/Ledger.ts"
import * as ChildProgram from "../process/ChildProgram.ts"
import { between, type Dice, fromSeed, pick } from "../simulation/Dice.ts"
import { PipelineTaskText, type PipelineWord, PipelineWordLine } from "./PipelineTask.ts"
import type { PostgresServer } from "./PostgresServer.ts"
import * as RealGround from "./RealGround.ts"

const program = new URL("./process/PipelineProcess.ts", import.meta.url)
const encodeTask = Schema.encodeSync(PipelineTaskText)
const decodeWord = Schema.decodeUnknownResult(PipelineWordLine)

export const run = Effect.fnUntraced(function* (
  scenario: { readonly seed: string; readonly number: number; readonly pipelines: number },
  ground: RealGround.RealGround
) {
  const ledger = makeLedger()
  const dice = yield* fromSeed(`${scenario.seed}/server-restarted/${scenario.number}`)
  const exit = yield* play(scenario, ground, dice, ledger).pipe(Effect.scoped, Effect.exit)
  if (Exit.isFailure(exit)) breach(ledger, "stuck", String(exit.cause))
  return ledger
})

const play = Effect.fnUntraced(function* (
  scenario: { readonly number: number; readonly pipelines: number },
  ground: RealGround.RealGround,
  dice: Dice,
  ledger: Ledger
) {
  const { number, pipelines } = scenario
  const server = yield* ground.server
  const database = `pipelines_${number}`
  yield* Effect.acquireRelease(server.database(database, RealGround.template), () =>
    Effect.ignore(server.drop(database))
  )
  const finished = yield* Deferred.make<void>()
  let [completed, effects] = [0, 0]
  let judged: PipelineWord | undefined
  const child = yield* ChildProgram.start({
    file: program,
    parameters: [encodeTask({ port: server.port, database, pipelines })],
    onLine: (line) =>
      Result.map(decodeWord(line), (word) => {
        if (word._tag === "Completed") completed = word.count
        if (word._tag === "Finished") Deferred.doneUnsafe(finished, Exit.void)
        if (word._tag === "Judged") {
          judged = word
          effects = word.effects
          ledger.breaches.push(...word.breaches)
        }
      })
  })
  const disturbed = Effect.raceFirst(
    restarting(server, dice, ledger),
    Effect.raceFirst(
      stalling(() => completed, ledger),
      telling(() => completed, pipelines)
    )
  )
  const [taken] = yield* Effect.timed(
    Effect.raceFirst(child.ended, Effect.raceFirst(Deferred.await(finished), disturbed))
  )
  const rate = completed / Duration.toSeconds(taken)
  yield* Console.error(
    `${completed} pipelines in ${Math.round(Duration.toSeconds(taken))} s (${rate.toFixed(2)} a second), ${ledger.deaths} restarts`
  )
  // Judging reads everything of every project, so it is left in peace.
  const code = (yield* Deferred.isDone(finished)) ? yield* child.ended : null
  if (judged === undefined)
    breach(
      ledger,
      "stuck",
      `${completed} of ${pipelines} pipelines, ended with ${code}: ${child.complaint().slice(-800)}`
    )
  for (let index = 0; index < effects; index += 1) ledger.effects.set(String(index), new Map([["once", 1]]))
})

const restarting = (server: PostgresServer, dice: Dice, ledger: Ledger): Effect.Effect<never> =>
  Effect.gen(function* () {
    yield* Effect.sleep(Duration.millis(between(dice, 5000, 20_000)))
    ledger.deaths += 1
    ledger.faults += 1
    // It is there again whenever this is ended.
    yield* Effect.uninterruptible(
      Effect.gen(function* () {
        yield* pick(dice, [server.kill, server.stop("immediate"), server.stop("fast")])
        yield* Effect.sleep(Duration.millis(between(dice, 0, 1500)))
        yield* Effect.orDie(server.start)
      })
    )
  }).pipe(Effect.forever)

/** So many pipelines take minutes. */
const telling = (completed: () => number, pipelines: number): Effect.Effect<never> =>
  Effect.sleep("20 seconds").pipe(
    Effect.andThen(Effect.suspend(() => Console.error(`${completed()} of ${pipelines} pipelines`))),
    Effect.forever
  )

/** Ends when nothing was completed for two minutes. */
const stalling = Effect.fnUntraced(function* (completed: () => number, ledger: Ledger) {
  for (let before = -1; ;) {
    yield* Effect.sleep("2 minutes")
    if (completed() === before) {
      breach(ledger, "stuck", `${before} pipelines are completed, and no more for two minutes`)
      return null
    }
    before = completed()
  }
})
