/**
 * The law of the projections: kept from the log, made anew, or written with the events, the rows of every projection are
 * the same, however the histories of projects interleave, wherever a process ends, and whatever is delivered twice.
 */
import { assert } from "@effect/vitest"
import { projectionNames } from "@layercake/core/project/ProjectState"
import { ReadModelStore } from "@layercake/core/store/ReadModelStore"
import * as MemoryStore from "@layercake/memory/MemoryStore"
import { Effect, Layer, References, Stream } from "effect"
import { SecureRandom } from "effect/crypto"
import * as PartialCopies from "../../src/history/PartialCopies.ts"
import * as AsyncProjection from "../../src/projection/AsyncProjection.ts"
import * as InlineRebuild from "../../src/projection/InlineRebuild.ts"
import { boards, foldedRows, group, settled, storedRows, twins } from "./AsyncWorld.ts"
import { append, eventsOf, projectId, type Random, randomOf } from "./SampleLog.ts"

const projects = 2

const layer = Layer.mergeAll(PartialCopies.layer, SecureRandom.layerWebCrypto).pipe(
  Layer.provideMerge(MemoryStore.layer)
)

/** Random events of each project, appended in random turns. */
const write = Effect.fnUntraced(function* (random: Random) {
  const left = Array.from({ length: projects }, () => [...eventsOf(random, 12 + random(20))])
  while (left.some((events) => events.length > 0)) {
    const turn = random(projects)
    const events = left[turn]!.splice(0, 1 + random(6))
    if (events.length > 0) yield* append(projectId(turn), events)
  }
})

/** Now and then the answer is lost after the rows were written, so that the same events come again. */
const lossy = (random: Random) =>
  Effect.map(ReadModelStore, (views) =>
    ReadModelStore.of({
      ...views,
      write: (rows, progress) =>
        Effect.andThen(
          views.write(rows, progress),
          Effect.suspend(() => (random(4) === 0 ? Effect.die("no answer") : Effect.void))
        )
    })
  )

export const holds = (seed: number) =>
  Effect.gen(function* () {
    const random = randomOf(seed)
    yield* write(random)
    const mine = { ...group, batch: { linger: 0, rows: 1 + random(30) } }
    yield* Effect.raceFirst(
      Effect.provideServiceEffect(AsyncProjection.run(mine), ReadModelStore, lossy(random)),
      Effect.repeat(Effect.yieldNow, { times: random(60) })
    )
    yield* Effect.scoped(Effect.andThen(Effect.forkScoped(AsyncProjection.run(mine)), settled(mine)))
    yield* InlineRebuild.run({ names: projectionNames, isNew: random(2) === 0 }).pipe(Stream.runDrain)
    for (const [index, board] of boards.entries()) {
      const expected = yield* foldedRows(board)
      const where = `${board.name}, seed ${seed}`
      assert.deepStrictEqual(yield* storedRows(board.name), expected, where)
      assert.deepStrictEqual(yield* storedRows(twins[index]!.name), expected, where)
    }
  }).pipe(
    Effect.provide(layer),
    // What fails on purpose is said as a warning each time.
    Effect.provideService(References.MinimumLogLevel, "None")
  )
