import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Moments from "../../src/history/Moments.ts"
import * as StreamCopy from "../../src/history/StreamCopy.ts"
import { begun, rooms } from "../FactoryStory.ts"
import * as MemoryFactory from "../MemoryFactory.ts"
import { exported, imported, type Layered } from "./ExportStory.ts"
import { noted } from "./ForkStory.ts"

describe("an import", () => {
  it.live(
    "of a long history whose import ends after any append is completed by the same call",
    () =>
      Effect.gen(function* () {
        const count = StreamCopy.page.limit * 2
        const lines = yield* Effect.gen(function* () {
          yield* begun()
          yield* noted(count)
          return yield* exported()
        }).pipe(Effect.provide(MemoryFactory.layer()))
        const world = MemoryFactory.makeWorld()
        let [crash, lives] = [true, 0]
        const life = <A, E>(work: Effect.Effect<A, E, Layered>) =>
          work.pipe(
            Effect.provide(
              MemoryFactory.layer({
                world,
                wrap: (store) => ({
                  ...store,
                  append: (request) =>
                    Effect.tap(store.append(request), () => (crash ? Effect.interrupt : Effect.void))
                })
              })
            )
          )
        while (!(yield* life(Effect.isSuccess(Moments.now(rooms))))) {
          lives += 1
          assert.isBelow(lives, 10)
          yield* Effect.exit(life(imported(lines)))
        }
        assert.isAtLeast(lives, 3)
        crash = false
        const report = yield* life(imported(lines))
        assert.deepStrictEqual([report.created, report.verified.differences], [false, []])
        assert.deepStrictEqual(yield* life(exported()), lines)
      }),
    60_000
  )
})
