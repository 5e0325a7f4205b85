/**
 * A project some of whose texts were erased: exported, imported, forked, verified.
 */
import { assert, describe, it } from "@effect/vitest"
import { referencesIn } from "@layercake/core/event/PersonalText"
import { ProjectId } from "@layercake/core/project/Project"
import { bytesOf } from "@layercake/core/store/BlobText"
import { Effect, Stream } from "effect"
import * as PersonErasure from "../../src/erasure/PersonErasure.ts"
import * as Export from "../../src/history/Export.ts"
import * as Fork from "../../src/history/Fork.ts"
import * as Import from "../../src/history/Import.ts"
import * as ImportParts from "../../src/history/ImportParts.ts"
import * as Verification from "../../src/verify/Verification.ts"
import { ada, rooms } from "../FactoryStory.ts"
import { version } from "../history/ForkStory.ts"
import * as MemoryFactory from "../MemoryFactory.ts"
import { noTraces, secret, textsOfGrace, told, traces } from "./TypedStory.ts"

const eraseGrace = PersonErasure.erase("grace", "asked for by the person", ada)
const twin = ProjectId.make("twin")

const imported = Effect.fnUntraced(function* (lines: ReadonlyArray<string>) {
  const part = yield* ImportParts.put("test", 0, bytesOf(lines.map((line) => `${line}\n`).join("")))
  return yield* Import.take({ id: "test", parts: [part] })
})

describe("a project with erased texts", () => {
  it.live(
    "is exported with what is gone named as missing, verifies where it is imported, and brings nothing back",
    () => {
      const world = MemoryFactory.makeWorld()
      return Effect.gen(function* () {
        const after = yield* Effect.gen(function* () {
          yield* told
          const before = yield* Stream.runCollect(Export.lines(rooms, {}))
          assert.lengthOf(
            before.filter((line) => line.startsWith(`{"event"`) && line.includes(secret)),
            0
          )
          yield* eraseGrace
          const after = yield* Stream.runCollect(Export.lines(rooms, {}))
          assert.lengthOf(
            after.filter((line) => line.startsWith(`{"missing"`)),
            textsOfGrace
          )
          // The export that was made before comes back to where they were erased.
          const again = yield* imported(before)
          assert.deepStrictEqual([again.created, again.verified.differences], [false, []])
          assert.deepStrictEqual(yield* traces(world), noTraces)
          return after
        }).pipe(Effect.provide(MemoryFactory.layer({ world })))
        const elsewhere = MemoryFactory.makeWorld()
        yield* Effect.gen(function* () {
          const { missing, verified } = yield* imported(after)
          assert.deepStrictEqual([missing, verified.ok, verified.erased], [0, true, textsOfGrace])
          assert.deepStrictEqual(yield* traces(elsewhere), noTraces)
        }).pipe(Effect.provide(MemoryFactory.layer({ world: elsewhere })))
      })
    }
  )

  it.live("may be forked at any moment, before the erasure too, and the fork verifies", () => {
    const world = MemoryFactory.makeWorld()
    return Effect.gen(function* () {
      yield* told
      const head = world.store.events.length
      yield* eraseGrace
      yield* Fork.fork({ project: rooms, at: version(head), id: twin }, ada)
      yield* MemoryFactory.settled(twin)
      assert.deepStrictEqual(yield* traces(world, twin), noTraces)
      const verified = yield* Verification.verify(twin)
      assert.deepStrictEqual([verified.differences, verified.erased], [[], textsOfGrace])
    }).pipe(Effect.provide(MemoryFactory.layer({ world })))
  })

  it.live("is told from one that lost a text, and from one whose erasure ended half-way", () => {
    const world = MemoryFactory.makeWorld()
    return Effect.gen(function* () {
      yield* told
      const [lost = assert.fail("no text")] = referencesIn(
        world.store.events.find(({ type }) => type === "GateRejected")?.data
      )
      const bytes = world.store.blobs.get(lost) ?? assert.fail("it is not kept")
      world.store.blobs.delete(lost)
      const missing = yield* Verification.verify()
      assert.deepStrictEqual(missing.differences, [
        { project: rooms, what: `content ${lost}`, detail: "the content is missing" }
      ])
      world.store.blobs.set(lost, bytes)
      yield* eraseGrace
      world.store.blobs.set(lost, bytes)
      const back = yield* Verification.verify()
      assert.deepStrictEqual(
        back.differences.map(({ what }) => what),
        [`erased content ${lost}`]
      )
      assert.deepInclude(yield* eraseGrace, { texts: 1 })
      assert.isTrue((yield* Verification.verify()).ok)
      assert.lengthOf(
        world.store.events.filter(({ type }) => type === "PersonalTextErased"),
        1
      )
    }).pipe(Effect.provide(MemoryFactory.layer({ world })))
  })
})
