import { describe, it } from "@effect/vitest"
import * as JobQueueConformance from "@layercake/conformance/JobQueueConformance"
import { Duration, Effect, Layer } from "effect"
import * as RedisJobQueue from "../src/RedisJobQueue.ts"
import * as AppendingStore from "./AppendingStore.ts"
import * as RedisProcess from "./RedisProcess.ts"

const queue = (lease: Duration.Duration) =>
  Layer.unwrap(Effect.map(RedisProcess.started(), ({ url }) => RedisJobQueue.layer({ url, lease })))

if (RedisProcess.isInstalled) {
  JobQueueConformance.suite(
    "Redis",
    AppendingStore.layer.pipe(Layer.provideMerge(queue(Duration.seconds(30))))
  )
  JobQueueConformance.leaseSuite("Redis", queue(Duration.seconds(1)))
} else {
  describe("JobQueue (Redis)", () => {
    it.skip(`is not tried: ${RedisProcess.notInstalled}`, () => {})
  })
}
