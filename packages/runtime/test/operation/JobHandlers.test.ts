import { assert, describe, it } from "@effect/vitest"
import { JobOperations } from "@layercake/core/operation/JobOperations"
import { ProjectId } from "@layercake/core/project/Project"
import { JobId, JobQueue } from "@layercake/core/store/JobQueue"
import * as MemoryStore from "@layercake/memory/MemoryStore"
import { Effect, Layer } from "effect"
import { RpcTest } from "effect/rpc"
import * as JobHandlers from "../../src/operation/JobHandlers.ts"

const id = JobId.make("rooms/sample/1")
const job = { id, tier: "medium", project: ProjectId.make("rooms"), kind: "Sample", payload: {} } as const
const unknown = JobId.make("rooms/sample/2")

const asked = Effect.gen(function* () {
  const client = yield* RpcTest.makeClient(JobOperations)
  const queue = yield* JobQueue
  yield* queue.enqueue([job])
  return { client, queue }
})
const world = Layer.suspend(() => JobHandlers.layer.pipe(Layer.provideMerge(MemoryStore.layer)))

describe("operations on jobs", () => {
  it.effect("show, cancel, move and put back a job", () =>
    Effect.gen(function* () {
      const { client } = yield* asked

      assert.deepInclude(yield* client["jobs.get"]({ job: id }), { state: "waiting", kind: "Sample" })
      assert.deepInclude(yield* client["jobs.move"]({ job: id, tier: "high" }), { tier: "high" })
      assert.deepInclude(yield* client["jobs.cancel"]({ job: id, reason: "by mistake" }), {
        state: "cancelled",
        error: "by mistake"
      })
      assert.lengthOf(yield* client["jobs.list"]({ state: "waiting" }), 0)
      assert.deepInclude(yield* client["jobs.requeue"]({ job: id }), { state: "waiting", attempt: 0 })
      assert.deepStrictEqual(
        (yield* client["jobs.list"]({ tier: "high", project: job.project, limit: 5 })).map(({ id }) => id),
        [id]
      )
    }).pipe(Effect.scoped, Effect.provide(world))
  )

  it.effect("say which job there is not, whatever is asked", () =>
    Effect.gen(function* () {
      const { client } = yield* asked
      for (const ask of [
        client["jobs.get"]({ job: unknown }),
        client["jobs.requeue"]({ job: unknown }),
        client["jobs.cancel"]({ job: unknown, reason: "by mistake" }),
        client["jobs.move"]({ job: unknown, tier: "low" })
      ])
        assert.deepInclude(yield* Effect.flip(ask), { _tag: "JobNotFound", job: unknown })
    }).pipe(Effect.scoped, Effect.provide(world))
  )

  it.effect("say what state does not allow it, and change nothing", () =>
    Effect.gen(function* () {
      const { client, queue } = yield* asked
      const waiting = yield* Effect.flip(client["jobs.requeue"]({ job: id }))
      yield* queue.take("medium")
      const running = yield* Effect.flip(client["jobs.move"]({ job: id, tier: "low" }))
      yield* queue.cancel(id, "first")
      const cancelled = yield* Effect.flip(client["jobs.cancel"]({ job: id, reason: "second" }))

      assert.match(waiting.message, /is waiting, so it cannot be put back now/)
      assert.match(running.message, /is running, so it cannot be moved now.*cancel it first/)
      assert.match(cancelled.message, /is cancelled, so it cannot be cancelled now/)
      assert.deepInclude(yield* client["jobs.get"]({ job: id }), { tier: "medium", error: "first" })
    }).pipe(Effect.scoped, Effect.provide(world))
  )

  it.effect("pause and resume a tier, and say how it stands", () =>
    Effect.gen(function* () {
      const { client } = yield* asked

      assert.deepInclude(yield* client["jobs.pause"]({ tier: "medium" }), { paused: true, waiting: 1 })
      assert.deepStrictEqual(
        (yield* client["jobs.stats"]()).map(({ tier, paused }) => [tier, paused]),
        [
          ["critical", false],
          ["high", false],
          ["medium", true],
          ["low", false]
        ]
      )
      assert.deepInclude(yield* client["jobs.resume"]({ tier: "medium" }), { paused: false, waiting: 1 })
    }).pipe(Effect.scoped, Effect.provide(world))
  )
})
