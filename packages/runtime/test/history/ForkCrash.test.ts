import { assert, describe, it } from "@effect/vitest"
import { ProjectId } from "@layercake/core/project/Project"
import { PauseProject } from "@layercake/core/project/ProjectCommand"
import type { BlobStore } from "@layercake/core/store/BlobStore"
import { ReadModelStore } from "@layercake/core/store/ReadModelStore"
import { Effect, Option } from "effect"
import { Commands } from "../../src/command/Commands.ts"
import * as Fork from "../../src/history/Fork.ts"
import * as Moments from "../../src/history/Moments.ts"
import { page } from "../../src/history/StreamCopy.ts"
import * as Verification from "../../src/verify/Verification.ts"
import { ada, begun, rooms } from "../FactoryStory.ts"
import * as MemoryFactory from "../MemoryFactory.ts"
import { eventsOf, noted, version } from "./ForkStory.ts"

const twin = ProjectId.make("twin")

describe("a fork of a long history", () => {
  it.live(
    "that ends after any append is seen by nobody, takes no command, and is completed by the same call",
    () => {
      const world = MemoryFactory.makeWorld()
      let crash = false
      let appends = 0
      const life = <A, E>(
        work: Effect.Effect<
          A,
          E,
          | Effect.Services<ReturnType<typeof Fork.fork>>
          | Effect.Services<ReturnType<typeof Verification.verify>>
          | BlobStore
          | Commands
          | ReadModelStore
        >
      ) =>
        work.pipe(
          Effect.provide(
            MemoryFactory.layer({
              world,
              wrap: (store) => ({
                ...store,
                append: (request) =>
                  Effect.suspend(() => {
                    if (!crash || request.stream !== twin) return store.append(request)
                    appends += 1
                    return Effect.andThen(store.append(request), Effect.interrupt)
                  })
              })
            })
          )
        )
      return Effect.gen(function* () {
        const head = yield* life(Effect.andThen(begun(), noted(2 * page.limit + 100)))
        const request = { project: rooms, at: version(head), id: twin }
        crash = true
        let ended = Option.none<{ readonly created: boolean }>()
        for (let lives = 0; Option.isNone(ended) && lives < 10; lives += 1) {
          yield* Effect.exit(life(Fork.fork(request, ada)))
          const whole = world.store.receipts.size > 0 && (yield* life(Effect.isSuccess(Moments.now(twin))))
          if (whole) ended = Option.some(yield* life(Fork.fork(request, ada)))
          else
            yield* life(
              Effect.gen(function* () {
                const views = yield* ReadModelStore
                assert.deepStrictEqual(yield* views.list("gate", twin), [])
                const commands = yield* Commands
                const refused = yield* Effect.flip(commands.execute(twin, new PauseProject({ reason: "" })))
                assert.match(refused.message, /There is no such project/)
                const other = yield* Effect.flip(Fork.fork({ ...request, at: version(3) }, ada))
                assert.match(other.message, /the beginning of another copy/)
                assert.deepStrictEqual(
                  (yield* Verification.verify(twin)).differences.map(({ what }) => what),
                  ["copy"]
                )
              })
            )
        }
        assert.isAtLeast(appends, 3)
        crash = false
        yield* life(
          Effect.gen(function* () {
            const events = yield* eventsOf(twin)
            assert.strictEqual(events.length, head + 2)
            assert.deepStrictEqual((yield* Verification.verify(twin)).differences, [])
            const views = yield* ReadModelStore
            assert.strictEqual((yield* views.list("timeline", twin)).length, events.length)
          })
        )
      })
    },
    60_000
  )
})
