import { assert, describe, it } from "@effect/vitest"
import { everything } from "@layercake/core/account/Grant"
import { person } from "@layercake/core/actor/Actor"
import { UpkeepDone } from "@layercake/core/host/HostEvent"
import { hostStream } from "@layercake/core/host/HostStream"
import { JobOperations } from "@layercake/core/operation/JobOperations"
import { ProjectId } from "@layercake/core/project/Project"
import { EventStore } from "@layercake/core/store/EventStore"
import { JobId, JobQueue } from "@layercake/core/store/JobQueue"
import { Effect, Layer, Stream } from "effect"
import { RpcTest } from "effect/rpc"
import * as JobHandlers from "../../src/operation/JobHandlers.ts"
import { Session } from "../../src/operation/Session.ts"
import * as MemoryFactory from "../MemoryFactory.ts"

const id = JobId.make("rooms/sample/1")
const job = { id, tier: "medium", project: ProjectId.make("rooms"), kind: "Sample", payload: {} } as const
const unknown = JobId.make("rooms/sample/2")

const asked = Effect.gen(function* () {
  const client = yield* RpcTest.makeClient(JobOperations)
  const queue = yield* JobQueue
  yield* queue.enqueue([job])
  return { client, queue }
})
const world = Layer.suspend(() =>
  JobHandlers.layer.pipe(
    Layer.provideMerge(Layer.succeed(Session, { actor: person("ada"), grant: everything })),
    Layer.provideMerge(MemoryFactory.layer({ workers: { concurrency: {} } }))
  )
)

describe("operations on jobs", () => {
  it.effect("show, cancel, move and put back a job", () =>
    Effect.gen(function* () {
      const { client } = yield* asked

      assert.deepInclude(yield* client["queue.get"]({ job: id }), { state: "waiting", kind: "Sample" })
      assert.deepInclude(yield* client["queue.move"]({ job: id, tier: "high" }), { tier: "high" })
      assert.deepInclude(yield* client["queue.cancel"]({ job: id, reason: "by mistake" }), {
        state: "cancelled",
        error: "by mistake"
      })
      assert.lengthOf(yield* client["queue.list"]({ state: "waiting" }), 0)
      assert.deepInclude(yield* client["queue.requeue"]({ job: id }), { state: "waiting", attempt: 0 })
      assert.deepStrictEqual(
        (yield* client["queue.list"]({ tier: "high", project: job.project, limit: 5 })).map(({ id }) => id),
        [id]
      )
    }).pipe(Effect.scoped, Effect.provide(world))
  )

  it.effect("say which job there is not, whatever is asked", () =>
    Effect.gen(function* () {
      const { client } = yield* asked
      for (const ask of [
        client["queue.get"]({ job: unknown }),
        client["queue.requeue"]({ job: unknown }),
        client["queue.cancel"]({ job: unknown, reason: "by mistake" }),
        client["queue.move"]({ job: unknown, tier: "low" })
      ])
        assert.deepInclude(yield* Effect.flip(ask), { _tag: "JobNotFound", job: unknown })
    }).pipe(Effect.scoped, Effect.provide(world))
  )

  it.effect("say what state does not allow it, and change nothing", () =>
    Effect.gen(function* () {
      const { client, queue } = yield* asked
      const waiting = yield* Effect.flip(client["queue.requeue"]({ job: id }))
      yield* queue.take("medium")
      const running = yield* Effect.flip(client["queue.move"]({ job: id, tier: "low" }))
      yield* queue.cancel(id, "first")
      const cancelled = yield* Effect.flip(client["queue.cancel"]({ job: id, reason: "second" }))

      assert.match(waiting.message, /is waiting, so it cannot be put back now/)
      assert.match(running.message, /is running, so it cannot be moved now.*cancel it first/)
      assert.match(cancelled.message, /is cancelled, so it cannot be cancelled now/)
      assert.deepInclude(yield* client["queue.get"]({ job: id }), { tier: "medium", error: "first" })
    }).pipe(Effect.scoped, Effect.provide(world))
  )

  it.effect("pause and resume a tier, and say how it stands", () =>
    Effect.gen(function* () {
      const { client } = yield* asked

      assert.deepInclude(yield* client["queue.pause"]({ tier: "medium" }), { paused: true, waiting: 1 })
      assert.deepStrictEqual(
        (yield* client["queue.stats"]()).map(({ tier, paused }) => [tier, paused]),
        [
          ["critical", false],
          ["high", false],
          ["medium", true],
          ["low", false]
        ]
      )
      assert.deepInclude(yield* client["queue.resume"]({ tier: "medium" }), { paused: false, waiting: 1 })
    }).pipe(Effect.scoped, Effect.provide(world))
  )

  it.effect("do not show a job to those of another project", () =>
    Effect.gen(function* () {
      const { client } = yield* asked
      const elsewhere = ProjectId.make("elsewhere")
      for (const ask of [
        client["queue.get"]({ job: id, project: elsewhere }),
        client["queue.requeue"]({ job: id, project: elsewhere }),
        client["queue.cancel"]({ job: id, project: elsewhere, reason: "by mistake" })
      ])
        assert.deepInclude(yield* Effect.flip(ask), { _tag: "JobNotFound", job: id })
      assert.deepInclude(yield* client["queue.get"]({ job: id, project: job.project }), { state: "waiting" })
    }).pipe(Effect.scoped, Effect.provide(world))
  )

  it.effect("put back all that was cancelled, as many as are asked for, and leave the rest", () =>
    Effect.gen(function* () {
      const { client, queue } = yield* asked
      const second = JobId.make("rooms/sample/2")
      yield* queue.enqueue([{ ...job, id: second }])
      for (const each of [id, second]) yield* queue.cancel(each, "for now")

      assert.deepStrictEqual(yield* client["queue.requeueAll"]({ state: "dead" }), { jobs: [], more: false })
      assert.deepStrictEqual(yield* client["queue.requeueAll"]({ state: "cancelled", limit: 1 }), {
        jobs: [id],
        more: true
      })
      assert.deepStrictEqual(
        (yield* client["queue.list"]({})).map(({ state }) => state),
        ["waiting", "cancelled"]
      )
    }).pipe(Effect.scoped, Effect.provide(world))
  )

  it.effect("tell the stream of LayerCake itself what was done, by whom, and nothing that was typed", () =>
    Effect.gen(function* () {
      const { client } = yield* asked
      const store = yield* EventStore
      yield* client["queue.move"]({ job: id, tier: "low" })
      yield* client["queue.cancel"]({ job: id, reason: "a secret reason" })
      yield* client["queue.pause"]({ tier: "low" })
      yield* Effect.flip(client["queue.cancel"]({ job: id, reason: "again" }))

      const told = yield* Stream.runCollect(store.readStream(hostStream))
      assert.deepStrictEqual(
        told.map(({ data }) => data),
        [
          new UpkeepDone({ operation: "queue.move", subject: id, detail: "to low" }),
          new UpkeepDone({ operation: "queue.cancel", subject: id, detail: "" }),
          new UpkeepDone({ operation: "queue.pause", subject: "low", detail: "" })
        ].map(({ detail, operation, subject }) => ({ operation, subject, detail }))
      )
      assert.deepStrictEqual(
        told.map(({ metadata }) => metadata.actor),
        [person("ada"), person("ada"), person("ada")]
      )
    }).pipe(Effect.scoped, Effect.provide(world))
  )
})
