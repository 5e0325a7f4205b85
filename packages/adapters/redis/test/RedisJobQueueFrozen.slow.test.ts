import { assert, describe, it } from "@effect/vitest"
import { ProjectId } from "@layercake/core/project/Project"
import { JobId, JobQueue, type NewJob } from "@layercake/core/store/JobQueue"
import { Effect, Fiber } from "effect"
import * as RedisJobQueue from "../src/RedisJobQueue.ts"
import * as RedisProcess from "./RedisProcess.ts"

const job = (name: string): NewJob => ({
  id: JobId.make(name),
  tier: "medium",
  project: ProjectId.make("sample"),
  kind: "sample",
  payload: {}
})

const title = RedisProcess.isInstalled ? "RedisJobQueue" : `RedisJobQueue: ${RedisProcess.notInstalled}`

describe.skipIf(!RedisProcess.isInstalled)(title, () => {
  it.live(
    "says that a Redis which hangs does not answer, and goes on when it does again",
    () =>
      Effect.gen(function* () {
        const redis = yield* RedisProcess.started()
        yield* Effect.gen(function* () {
          const queue = yield* JobQueue
          const taking = yield* Effect.forkChild(Effect.flip(queue.take("medium")), {
            startImmediately: true
          })
          yield* redis.blocks(1)
          yield* redis.freeze

          const [refused, left] = yield* Effect.all(
            [Effect.flip(queue.enqueue([job("a")])), Fiber.join(taking)],
            { concurrency: 2 }
          )
          yield* redis.thaw
          yield* queue.enqueue([job("b")])
          const taken = [yield* queue.take("medium"), yield* queue.take("medium")]

          assert.deepStrictEqual([refused._tag, left._tag], ["StoreUnavailable", "StoreUnavailable"])
          // What was asked of it while it hung was done once it could.
          assert.deepStrictEqual(
            taken.map(({ id }) => String(id)),
            ["a", "b"]
          )
        }).pipe(Effect.provide(RedisJobQueue.layer({ url: redis.url })))
      }),
    90_000
  )
})
