/**
 * A call that is repeated when the process that answered it is gone: nothing is done again.
 */
import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, it } from "@effect/vitest"
import { Effect, FileSystem, Layer, Stream } from "effect"
import { LayercakeClient } from "../../src/LayercakeClient.ts"
import * as HttpWorld from "./HttpWorld.ts"

const pause = (reason: string) =>
  HttpWorld.ask("/api/pipeline/pause", {
    as: "ada",
    json: { project: HttpWorld.rooms, reason },
    headers: { "idempotency-key": "before-the-restart" }
  })

const events = Effect.gen(function* () {
  const client = yield* LayercakeClient
  return yield* Stream.runCount(client["events.stream"]({ project: HttpWorld.rooms, follow: false }))
})

it.live(
  "says that it was done before, or came with other input",
  () =>
    Effect.gen(function* () {
      const files = yield* FileSystem.FileSystem
      const folder = yield* files.makeTempDirectoryScoped({ prefix: "layercake-http-" })
      const hosted = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
        Effect.provide(effect, Layer.fresh(HttpWorld.layerAt(folder)))
      const before = yield* hosted(
        Effect.gen(function* () {
          assert.strictEqual((yield* pause("a break")).status, 200)
          yield* HttpWorld.ask("/api/pipeline/resume", { as: "ada", json: { project: HttpWorld.rooms } })
          return yield* events
        })
      )
      yield* hosted(
        Effect.gen(function* () {
          const again = yield* pause("a break")
          assert.deepStrictEqual(
            [again.status, again.json.type, again.json.project],
            [409, "urn:layercake:problem:already-done", HttpWorld.rooms]
          )
          const other = yield* pause("something else")
          assert.deepStrictEqual(
            [other.status, other.json.type],
            [422, "urn:layercake:problem:idempotency-key-reused"]
          )
          assert.strictEqual(yield* events, before)
        })
      )
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer)),
  120_000
)
