import { assert, describe, it } from "@effect/vitest"
import { once } from "node:events"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { Effect } from "effect"
import { folderWith, layercake, start } from "./LayercakeProcess.ts"
import { tinyProject } from "./TinyProject.ts"

const folder = folderWith(tinyProject)

/** A model that is asked and never answers. */
const silentModel = Effect.gen(function* () {
  const server = yield* Effect.acquireRelease(
    Effect.sync(() => createServer(() => {}).listen(0, "127.0.0.1")),
    (server) =>
      Effect.sync(() => {
        server.closeAllConnections()
        server.close()
      })
  )
  yield* Effect.promise(() => once(server, "listening"))
  const { port } = server.address() as AddressInfo
  return { LAYERCAKE_MODEL: "openai:silent", OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1` }
})

const typesOf = (stdout: string): ReadonlyArray<string> =>
  stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line).type)

describe("a run that is ended in the middle", () => {
  it.live(
    "ends with 130 soon after Ctrl-C, and says nothing of it",
    () =>
      Effect.gen(function* () {
        const settings = yield* silentModel
        assert.strictEqual((yield* layercake(folder, ["new", "rooms.md"])).code, 0)
        const run = start(folder, ["run"], settings)
        yield* run.saw("orchestrator at work on G1")
        const from = performance.now()
        yield* run.signal("SIGINT")
        const ended = yield* run.ended
        assert.strictEqual(ended.code, 130)
        assert.match(ended.stderr, /^Room booking \(rooms\), at G[01]\n$/)
        assert.isBelow(performance.now() - from, 3000)
        assert.strictEqual((yield* layercake(folder, ["verify"])).code, 0)
      }),
    90_000
  )

  it.live(
    "goes on under the same command after kill -9, and does nothing twice",
    () =>
      Effect.gen(function* () {
        const run = start(folder, ["run"], yield* silentModel)
        yield* run.saw("(rooms), at G1")
        yield* run.signal("SIGKILL")
        assert.strictEqual((yield* run.ended).code, null)

        const resumed = yield* layercake(folder, ["run"], { LAYERCAKE_MODEL: "replay:recording" })
        assert.strictEqual(resumed.code, 3, resumed.stderr)
        const types = typesOf((yield* layercake(folder, ["events", "--json"])).stdout)
        const count = (type: string) => types.filter((other) => other === type).length
        assert.deepStrictEqual(
          ["ProjectCreated", "CommitMade", "AgentRunAnswered", "GateSubmitted"].map(count),
          [1, 2, 1, 2]
        )
        assert.strictEqual((yield* layercake(folder, ["verify"])).code, 0)
      }),
    90_000
  )

  it.live(
    "is gone on with by the one that followed it, which has seen every event once",
    () =>
      Effect.gen(function* () {
        const settings = yield* silentModel
        const own = folderWith(tinyProject)
        assert.strictEqual((yield* layercake(own, ["new", "rooms.md"])).code, 0)
        const first = start(own, ["run"], settings)
        yield* first.saw("orchestrator at work on G1")
        const second = start(own, ["run"], { LAYERCAKE_MODEL: "replay:recording" })
        yield* second.saw(`Process ${first.pid} does the work here`)
        const follower = start(own, ["events", "--follow", "--json"])
        yield* follower.saw("AgentRunStarted")
        yield* first.signal("SIGKILL")
        assert.strictEqual((yield* first.ended).code, null)

        const ended = yield* second.ended
        assert.strictEqual(ended.code, 3, ended.stderr)
        assert.include(ended.stderr, "The process that did the work has ended. This one goes on.")
        yield* follower.saw("GateSubmitted")
        yield* follower.signal("SIGINT")
        const events = (yield* follower.ended).stdout
          .trimEnd()
          .split("\n")
          .map((line) => JSON.parse(line))
        assert.deepStrictEqual(
          events.map((event) => event.version),
          events.map((_, index) => index + 1)
        )
        assert.strictEqual(events.filter((event) => event.type === "AgentRunAnswered").length, 1)
        assert.strictEqual((yield* layercake(own, ["verify"])).code, 0)
      }),
    90_000
  )
})
