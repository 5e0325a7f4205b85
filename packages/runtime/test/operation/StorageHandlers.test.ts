import { everything } from "@layercake/core/account/Grant"
import { assert, describe, it } from "@effect/vitest"
import { person } from "@layercake/core/actor/Actor"
import { StorageOperations } from "@layercake/core/operation/StorageOperations"
import { defaultPolicy } from "@layercake/core/pipeline/Policy"
import { ProjectId } from "@layercake/core/project/Project"
import type { BlobDigest } from "@layercake/core/store/Blob"
import { bytesOf } from "@layercake/core/store/BlobText"
import { Effect, Layer } from "effect"
import { RpcTest } from "effect/rpc"
import * as Intake from "../../src/intake/Intake.ts"
import { Session } from "../../src/operation/Session.ts"
import * as StorageHandlers from "../../src/operation/StorageHandlers.ts"
import * as Verification from "../../src/verify/Verification.ts"
import * as MemoryFactory from "../MemoryFactory.ts"

const ada = person("ada")
const [rooms, desks] = [ProjectId.make("rooms"), ProjectId.make("desks")]

const story = () => {
  const world = MemoryFactory.makeWorld()
  const layer = StorageHandlers.layer.pipe(
    Layer.provideMerge(Layer.succeed(Session, { actor: ada, grant: everything })),
    Layer.provideMerge(MemoryFactory.layer({ world, workers: { concurrency: {} } }))
  )
  const begun = Effect.gen(function* () {
    for (const project of [rooms, desks])
      yield* Intake.take({ brief: MemoryFactory.brief, project, policy: defaultPolicy }, ada)
    return yield* RpcTest.makeClient(StorageOperations)
  })
  return { begun, layer, world }
}

describe("contents of a project", () => {
  it.live("are kept with an event that names them, and read by those of the project alone", () => {
    const { begun, layer } = story()
    return Effect.gen(function* () {
      const client = yield* begun
      const bytes = bytesOf("minutes")
      const { digest, version } = yield* client["storage.put"]({ project: rooms, title: "Minutes", bytes })

      assert.deepStrictEqual(yield* client["storage.get"]({ project: rooms, digest }), bytes)
      assert.deepInclude(yield* client["storage.stat"]({ project: rooms, digest }), {
        version,
        type: "ContentKept",
        bytes: bytes.length,
        state: "kept"
      })
      assert.strictEqual(
        (yield* Effect.flip(client["storage.get"]({ project: desks, digest })))._tag,
        "ContentUnknown"
      )
      assert.strictEqual(
        (yield* Effect.flip(client["storage.stat"]({ project: desks, digest })))._tag,
        "ContentUnknown"
      )
      assert.isTrue((yield* Verification.verify()).ok)
    }).pipe(Effect.scoped, Effect.provide(layer))
  })

  it.live("are listed page by page, each once, and counted", () => {
    const { begun, layer } = story()
    return Effect.gen(function* () {
      const client = yield* begun
      for (const text of ["one", "two", "one"])
        yield* client["storage.put"]({ project: rooms, title: text, bytes: bytesOf(text) })
      const all = yield* client["storage.list"]({ project: rooms })
      const seen: Array<BlobDigest> = []
      let after: BlobDigest | null = null
      do {
        const page: typeof all = yield* client["storage.list"]({
          project: rooms,
          limit: 1,
          ...(after === null ? {} : { after })
        })
        seen.push(...page.contents.map(({ digest }) => digest))
        after = page.next
      } while (after !== null)

      assert.deepStrictEqual(
        seen,
        all.contents.map(({ digest }) => digest)
      )
      assert.strictEqual(new Set(seen).size, seen.length)
      const usage = yield* client["storage.usage"]({ project: rooms })
      assert.deepInclude(usage, { contents: seen.length, kept: seen.length, missing: 0 })
      assert.strictEqual(
        usage.bytes,
        all.contents.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0)
      )
    }).pipe(Effect.scoped, Effect.provide(layer))
  })

  it.live(
    "that were deleted are told apart from those that were lost or damaged, and do not come back",
    () => {
      const { begun, layer, world } = story()
      return Effect.gen(function* () {
        const client = yield* begun
        const put = (text: string) =>
          client["storage.put"]({ project: rooms, title: text, bytes: bytesOf(text) })
        const [gone, lost, damaged] = [yield* put("gone"), yield* put("lost"), yield* put("damaged")]
        yield* client["storage.delete"]({ project: rooms, digest: gone.digest, reason: "not needed" })
        world.store.blobs.delete(lost.digest)
        world.store.blobs.set(damaged.digest, bytesOf("other"))

        const report = yield* client["storage.verify"]({ project: rooms })
        assert.deepStrictEqual([report.damaged, report.missing], [[damaged.digest], [lost.digest]])
        const { erased, missing } = yield* client["storage.usage"]({ project: rooms })
        assert.deepStrictEqual([erased, missing], [1, 1])
        assert.strictEqual((yield* Effect.flip(put("gone")))._tag, "ContentGone")
        assert.isNull(yield* client["storage.get"]({ project: rooms, digest: gone.digest }))
      }).pipe(Effect.scoped, Effect.provide(layer))
    }
  )
})
