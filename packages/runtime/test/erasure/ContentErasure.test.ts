/**
 * One content is taken away, the log says so, and nothing that is still worked with is ever taken.
 */
import { assert, describe, it } from "@effect/vitest"
import { type Actor, automation } from "@layercake/core/actor/Actor"
import { ProjectId } from "@layercake/core/project/Project"
import { projectOf, rowsOf } from "@layercake/core/project/ProjectState"
import { BlobDigest } from "@layercake/core/store/Blob"
import { Effect, Stream } from "effect"
import * as ContentErasure from "../../src/erasure/ContentErasure.ts"
import * as Export from "../../src/history/Export.ts"
import * as Fork from "../../src/history/Fork.ts"
import * as Moments from "../../src/history/Moments.ts"
import * as Verification from "../../src/verify/Verification.ts"
import { ada, begun, rooms } from "../FactoryStory.ts"
import { version } from "../history/ForkStory.ts"
import * as MemoryFactory from "../MemoryFactory.ts"
import { clientOf } from "./TypedStory.ts"

const reason = "it names a customer"
const erase = (content: BlobDigest, project = rooms, actor: Actor = ada) =>
  ContentErasure.erase({ project, content, reason }, actor)

const promptOf = Effect.map(Moments.now(rooms), ({ state }) => {
  const [run] = rowsOf(state, "agentRun")
  return run?.prompt ?? assert.fail("no agent was asked")
})

describe("erasing a content", () => {
  it.live("takes a prompt away, says so, and the chain holds", () => {
    const world = MemoryFactory.makeWorld()
    return Effect.gen(function* () {
      yield* begun()
      const content = yield* promptOf
      const client = yield* clientOf(ada)
      const request = { project: rooms, content, reason }
      assert.deepStrictEqual(yield* client["erasure.content"](request), {
        project: rooms,
        content,
        erased: true
      })
      assert.isFalse(world.store.blobs.has(content))
      assert.isNull(yield* client["storage.get"]({ digest: content }))
      const head = world.store.events.length
      assert.deepInclude(world.store.events.at(-1), { type: "ContentErased", data: { content, reason } })
      assert.deepStrictEqual(yield* client["erasure.content"](request), {
        project: rooms,
        content,
        erased: false
      })
      assert.strictEqual(world.store.events.length, head)

      const verified = yield* Verification.verify()
      assert.deepStrictEqual([verified.differences, verified.erased], [[], 1])
      const lines = yield* Stream.runCollect(Export.lines(rooms, {}))
      assert.include(lines, `{"missing":{"digest":"${content}"}}`)
    }).pipe(Effect.scoped, Effect.provide(MemoryFactory.layer({ world })))
  })

  it.live(
    "is refused for what is needed or unknown, and to whoever is no person, and changes nothing",
    () => {
      const world = MemoryFactory.makeWorld()
      return Effect.gen(function* () {
        const { brief } = projectOf(yield* begun()) ?? assert.fail("no project")
        const content = yield* promptOf
        const before = [world.store.events.length, world.store.blobs.size]
        const refusals = [
          [erase(brief), /is the file docs\/brief.md of rooms\. Erase it when that is over/],
          [erase(BlobDigest.make("0".repeat(64))), /No event of rooms names the content 0{64}/],
          [erase(content, ProjectId.make("nowhere")), /There is no such project/],
          [erase(content, rooms, automation("night")), /automation night is none/]
        ] as const
        for (const [refused, words] of refusals) assert.match((yield* Effect.flip(refused)).message, words)
        assert.deepStrictEqual([world.store.events.length, world.store.blobs.size], before)
      }).pipe(Effect.provide(MemoryFactory.layer({ world })))
    }
  )

  it.live("leaves what another project has as a file", () => {
    const world = MemoryFactory.makeWorld()
    return Effect.gen(function* () {
      yield* begun()
      const twin = ProjectId.make("twin")
      yield* Fork.fork({ project: rooms, at: version(3), id: twin }, ada)
      const changed = world.store.events.filter(
        ({ stream, type }) => stream === rooms && type === "TreeChanged"
      )
      assert.isAbove(changed.length, 1)
      const { brief } = projectOf((yield* Moments.now(twin)).state) ?? assert.fail("no fork")
      // The row of the parent's file is gone, as if it had changed its brief.
      for (const [at, { key, project, projection }] of world.store.views)
        if (projection === "file" && project === rooms && key === "docs/brief.md")
          world.store.views.delete(at)
      const refused = yield* Effect.flip(erase(brief))
      assert.match(refused.message, /is the file docs\/brief.md of twin/)
    }).pipe(Effect.provide(MemoryFactory.layer({ world })))
  })

  it.live("that ended between saying and doing is seen, and completed by the same call", () => {
    const world = MemoryFactory.makeWorld()
    return Effect.gen(function* () {
      yield* begun()
      const content = yield* promptOf
      const bytes = world.store.blobs.get(content) ?? assert.fail("it is not kept")
      yield* erase(content)
      world.store.blobs.set(content, bytes)
      const { differences } = yield* Verification.verify()
      assert.deepStrictEqual(
        differences.map(({ what }) => what),
        [`erased content ${content}`]
      )
      const head = world.store.events.length
      assert.deepInclude(yield* erase(content), { erased: true })
      assert.strictEqual(world.store.events.length, head)
      assert.isTrue((yield* Verification.verify()).ok)
    }).pipe(Effect.provide(MemoryFactory.layer({ world })))
  })
})
