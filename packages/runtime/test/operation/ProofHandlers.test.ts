/**
 * What is asked about proofs: whether they still hold, and what they said before.
 */
import { assert, it } from "@effect/vitest"
import { ProofKind } from "@layercake/core/proof/Proof"
import { BlobStore } from "@layercake/core/store/BlobStore"
import { StreamVersion } from "@layercake/core/store/EventStore"
import { TreeDigest } from "@layercake/core/tree/Tree"
import { Effect } from "effect"
import { ada, clientOf, layer, rooms } from "./catalogue/CatalogueWorld.ts"

it.layer(layer, { timeout: "2 minutes" })("proofs", (it) => {
  it.effect("hold as long as what was printed and every file is there", () =>
    Effect.gen(function* () {
      const client = yield* clientOf(ada)
      const blobs = yield* BlobStore
      const [proof] = yield* client["proofs.list"]({ project: rooms, kind: ProofKind.make("test") })
      const { kind, output, tree } = proof!
      const verify = client["proofs.verify"]({ project: rooms, kind, tree })
      assert.deepInclude(yield* verify, { holds: true, tree: "as recorded", missing: [] })
      assert.isNotNull(output)

      yield* blobs.remove(output!)

      assert.deepInclude(yield* verify, { holds: false, output: "missing", tree: "as recorded" })
      const error = yield* Effect.flip(client["proofs.output"]({ project: rooms, kind, tree }))
      assert.strictEqual(error._tag, "OutputMissing")
    }).pipe(Effect.scoped)
  )

  it.effect("are not known of a tree that was never proven", () =>
    Effect.gen(function* () {
      const client = yield* clientOf(ada)
      const tree = TreeDigest.make("0".repeat(64))
      const error = yield* Effect.flip(
        client["proofs.get"]({ project: rooms, kind: ProofKind.make("test"), tree })
      )
      assert.include(error.message, "000000000000")
    }).pipe(Effect.scoped)
  )

  it.effect("are all in the history, page by page", () =>
    Effect.gen(function* () {
      const client = yield* clientOf(ada)
      const whole = yield* client["proofs.history"]({ project: rooms, limit: 1000 })
      const first = yield* client["proofs.history"]({ project: rooms, limit: 2 })
      assert.isNull(whole.next)
      assert.deepStrictEqual(first.proofs, whole.proofs.slice(0, 2))
      const rest = yield* client["proofs.history"]({ project: rooms, after: first.next!, limit: 1000 })
      assert.deepStrictEqual([...first.proofs, ...rest.proofs], whole.proofs)
      const last = StreamVersion.make(Number.MAX_SAFE_INTEGER)
      const none = yield* client["proofs.history"]({ project: rooms, after: last })
      assert.deepStrictEqual(none, { proofs: [], next: null })
    }).pipe(Effect.scoped)
  )
})
