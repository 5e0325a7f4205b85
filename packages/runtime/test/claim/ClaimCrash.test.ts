/**
 * Claimed work when everything ends at any append: what was claimed, mended and answered is there again, and no answer is
 * asked for twice.
 */
import { assert, it } from "@effect/vitest"
import type { Pipeline } from "@layercake/core/pipeline/Pipeline"
import { standardPipeline } from "@layercake/core/pipeline/StandardPipeline"
import { rowsOf } from "@layercake/core/project/ProjectState"
import type { EventStore } from "@layercake/core/store/EventStore"
import { Deferred, Effect } from "effect"
import * as Intake from "../../src/intake/Intake.ts"
import { ProjectStates } from "../../src/project/ProjectStates.ts"
import * as Verification from "../../src/verify/Verification.ts"
import { ada, isCompleted, policy, rooms } from "../FactoryStory.ts"
import * as MemoryFactory from "../MemoryFactory.ts"
import { answerTo, claude, clientOf, layer } from "./ClaimWorld.ts"

const [intake, ...later] = standardPipeline.gates
const pipeline: Pipeline = { name: "the first gates", gates: [intake, ...later.slice(0, 2)] }

/** The worker: goes on with the claim it has, where there is one, and first sends what cannot be used. */
const worker = Effect.gen(function* () {
  const client = yield* clientOf(claude)
  for (;;) {
    const state = yield* MemoryFactory.settled(rooms)
    if (isCompleted(state)) return
    const [waiting] = yield* client["agents.due"]({ project: rooms })
    if (waiting === undefined) return
    const mine = waiting.holder?.claim
    const work =
      mine === undefined
        ? yield* client["agents.claim"]({ project: rooms })
        : (yield* client["agents.renew"]({ claim: mine, work: true })).work
    if (work === null) return
    const answer = { claim: work.claim, model: "script/worker" }
    yield* client["agents.submit"]({ ...answer, text: "Nothing yet." })
    yield* client["agents.submit"]({ ...answer, text: answerTo(work) })
  }
}).pipe(Effect.scoped)

/** Ends everything at this append, before or after it was done. */
const crashing = (at: number, after: boolean, crashed: Deferred.Deferred<void>) => {
  let appends = 0
  return (store: EventStore["Service"]): EventStore["Service"] => ({
    ...store,
    append: (request) =>
      Effect.suspend(() => {
        appends += 1
        if (appends < at) return store.append(request)
        const end = Effect.andThen(Deferred.succeed(crashed, undefined), Effect.never)
        return appends === at && after ? Effect.andThen(store.append(request), end) : end
      })
  })
}

it.live(
  "is taken up where the log says it stopped, whenever everything ended",
  () =>
    Effect.gen(function* () {
      let crashes = 0
      for (let at = 2; ; at += 2) {
        const world = MemoryFactory.makeWorld()
        const crashed = Deferred.makeUnsafe<void>()
        const begin = Effect.andThen(
          Intake.take({ brief: MemoryFactory.brief, project: rooms, policy, pipeline }, ada),
          worker
        )
        const wrap = crashing(at, at % 4 === 0, crashed)
        const ended = yield* Effect.raceFirst(
          Effect.as(begin.pipe(Effect.provide(layer({ world, wrap }))), "done" as const),
          Effect.as(Deferred.await(crashed), "crashed" as const)
        )
        if (ended === "done") break
        crashes += 1
        yield* Effect.gen(function* () {
          yield* worker
          const states = yield* ProjectStates
          const state = yield* states.load(rooms)
          assert.isTrue(isCompleted(state), `append ${at}`)
          const answered = rowsOf(state, "claim").filter((claim) => claim.status === "answered")
          assert.lengthOf(
            answered,
            rowsOf(state, "agentRun").filter((run) => run.answer !== null).length,
            `append ${at}`
          )
          assert.isTrue(answered.every((claim) => claim.refusals === 1))
          assert.deepStrictEqual((yield* Verification.verify()).differences, [])
        }).pipe(Effect.provide(layer({ world })))
      }
      assert.isAbove(crashes, 12)
    }),
  30_000
)
