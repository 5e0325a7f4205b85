/**
 * The operations on the past, as a client of the catalogue sees them.
 */
import { everything } from "@layercake/core/account/Grant"
import { assert, describe, it } from "@effect/vitest"
import { EventHash } from "@layercake/core/event/EventChain"
import { HistoryOperations, importPartLimit } from "@layercake/core/operation/HistoryOperations"
import { OperationMark } from "@layercake/core/operation/OperationMark"
import { ProjectId } from "@layercake/core/project/Project"
import type { BlobDigest } from "@layercake/core/store/Blob"
import { bytesOf } from "@layercake/core/store/BlobText"
import { Context, Effect, Layer, Stream } from "effect"
import { RpcTest } from "effect/rpc"
import * as HistoryHandlers from "../../src/operation/HistoryHandlers.ts"
import { Session } from "../../src/operation/Session.ts"
import { ada, begun, rooms } from "../FactoryStory.ts"
import { eventsOf, version } from "../history/ForkStory.ts"
import * as MemoryFactory from "../MemoryFactory.ts"

const layer = Layer.suspend(() =>
  HistoryHandlers.layer.pipe(
    Layer.provideMerge(Layer.succeed(Session, { actor: ada, grant: everything })),
    Layer.provideMerge(MemoryFactory.layer())
  )
)
const makeClient = RpcTest.makeClient(HistoryOperations)

describe("the operations on the past", () => {
  it.live("answer where a project stood, what changed, and each event with its rows", () =>
    Effect.gen(function* () {
      const { version: head } = yield* begun()
      const client = yield* makeClient
      const then = yield* client["projects.at"]({ project: rooms, at: version(20) })
      assert.deepStrictEqual([then.version, then.status, then.gates.length], [20, "active", 10])
      assert.isBelow(then.gates.filter((gate) => gate.status === "approved").length, 3)

      const gates = yield* client["projections.at"]({ project: rooms, projection: "gate", at: version(20) })
      assert.deepStrictEqual(
        gates.map(({ row }) => (row as { readonly status: string }).status),
        then.gates.map((gate) => gate.status as string)
      )
      const difference = yield* client["projects.diff"]({
        project: rooms,
        from: version(20),
        to: version(head)
      })
      assert.strictEqual(difference.events.length, head - 20)
      const steps = yield* Stream.runCollect(
        client["events.replay"]({ project: rooms, from: version(head - 3) })
      )
      assert.strictEqual(steps.length, 3)
      const page = yield* client["events.list"]({ project: rooms, limit: 2, backwards: true })
      assert.deepStrictEqual(
        page.events.map((event) => event.version as number),
        [head, head - 1]
      )
    }).pipe(Effect.provide(layer))
  )

  it.live("fork in the name of who asks, and fail with what went wrong", () =>
    Effect.gen(function* () {
      yield* begun()
      const client = yield* makeClient
      const id = ProjectId.make("twin")
      const fork = yield* client["projects.fork"]({ project: rooms, at: version(20), id, title: "Twin" })
      assert.deepInclude(fork, { project: id, parent: rooms, created: true, title: "Twin" })
      const forked = (yield* eventsOf(id)).find((event) => event.type === "ProjectForked")
      assert.deepStrictEqual(forked?.metadata.actor, ada)
      const error = yield* Effect.flip(client["projects.fork"]({ project: rooms, at: version(9999), id }))
      assert.strictEqual(error._tag, "MomentUnknown")
      const taken = yield* Effect.flip(client["projects.fork"]({ project: rooms, at: version(1), id }))
      assert.strictEqual(taken._tag, "CopyTaken")
    }).pipe(Effect.provide(layer))
  )

  it.live("verify with word of how far it is, and find a head that is gone", () =>
    Effect.gen(function* () {
      yield* begun()
      const client = yield* makeClient
      const steps = yield* Stream.runCollect(client["events.verify"]({}))
      assert.isAbove(steps.length, 2)
      assert.isTrue(steps.slice(0, -1).every(({ report }) => report === null))
      const report = steps.at(-1)?.report
      assert.isTrue(report?.ok)
      const heads = report?.heads.map(({ hash }) => hash) ?? []
      assert.lengthOf(heads, 1)
      const lost = EventHash.make("0".repeat(64))
      const again = yield* Stream.runCollect(client["events.verify"]({ heads: [...heads, lost] }))
      assert.deepStrictEqual(
        again.at(-1)?.report?.differences.map(({ what }) => what),
        [`head ${lost}`]
      )
    }).pipe(Effect.provide(layer))
  )

  it.live("take a project out and in again", () =>
    Effect.gen(function* () {
      const lines = yield* Effect.gen(function* () {
        yield* begun()
        const client = yield* makeClient
        return yield* Stream.runCollect(client["events.export"]({ project: rooms }))
      }).pipe(Effect.provide(layer))
      yield* Effect.gen(function* () {
        const client = yield* makeClient
        const parts: Array<BlobDigest> = []
        for (const line of lines)
          parts.push(
            yield* client["events.upload"]({ id: "x", index: parts.length, bytes: bytesOf(`${line}\n`) })
          )
        const wrong = yield* Effect.flip(client["events.import"]({ id: "y", parts }))
        assert.match(wrong.message, /part 0 was not sent/)
        const report = yield* client["events.import"]({ id: "x", parts })
        assert.deepStrictEqual([report.created, report.verified.ok], [true, true])
        const gone = yield* Effect.flip(client["events.import"]({ id: "x", parts }))
        assert.match(gone.message, /part 0 was not sent/)
        const large = yield* Effect.exit(
          client["events.upload"]({ id: "x", index: 0, bytes: new Uint8Array(importPartLimit + 1) })
        )
        assert.strictEqual(large._tag, "Failure")
      }).pipe(Effect.provide(layer))
    })
  )

  it("say of themselves what a person needs to know", () => {
    for (const [name, operation] of HistoryOperations.requests) {
      const { description, title } = Context.getUnsafe(operation.annotations, OperationMark)
      assert.isNotEmpty(title, name)
      assert.isAtMost(description.length, 140, name)
    }
  })
})
