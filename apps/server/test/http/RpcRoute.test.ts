/**
 * The catalogue's own client over HTTP and over a WebSocket.
 */
import { assert, layer } from "@effect/vitest"
import { ProjectId } from "@layercake/core/project/Project"
import { Effect, Layer, Schedule, Stream } from "effect"
import { FetchHttpClient } from "effect/http"
import { RpcClient, RpcSerialization } from "effect/rpc"
import { Socket } from "effect/socket"
import { LayercakeClient } from "../../src/LayercakeClient.ts"
import { NetworkCatalogue } from "../../src/owner/RemoteCatalogue.ts"
import * as HttpWorld from "./HttpWorld.ts"

const { ask, HttpWorld: World } = HttpWorld

const overPost = Effect.gen(function* () {
  const { url } = yield* World
  const protocol = yield* Layer.build(
    RpcClient.layerProtocolHttp({ url: `${url}/rpc` }).pipe(
      Layer.provide([RpcSerialization.layerNdjson, FetchHttpClient.layer])
    )
  )
  return yield* RpcClient.make(NetworkCatalogue).pipe(Effect.provide(protocol))
})

const overSocket = (protocols?: Array<string>) =>
  Effect.gen(function* () {
    const { port } = yield* World
    const protocol = yield* Layer.build(
      RpcClient.layerProtocolSocket({ retryPolicy: Schedule.recurs(0) }).pipe(
        Layer.provide([
          RpcSerialization.layerNdjson,
          Socket.layerWebSocket(
            `ws://127.0.0.1:${port}/rpc/ws`,
            protocols === undefined ? {} : { protocols }
          ).pipe(Layer.provide(Socket.layerWebSocketConstructorGlobal))
        ])
      )
    )
    return yield* RpcClient.make(NetworkCatalogue).pipe(Effect.provide(protocol))
  })

const asAda = { headers: { authorization: "Bearer ada" } }
const rooms = { project: HttpWorld.rooms }

layer(HttpWorld.layer(), { excludeTestServices: true, timeout: "2 minutes" })(
  "RPC over the network",
  (it) => {
    it.effect("asks and listens by POST", () =>
      Effect.gen(function* () {
        const client = yield* overPost
        assert.strictEqual((yield* client["projects.get"](rooms, asAda)).project, HttpWorld.rooms)
        const events = yield* Stream.runCollect(client["events.stream"]({ ...rooms, follow: false }, asAda))
        assert.strictEqual(events[0]?.type, "ProjectCreated")
      })
    )

    it.effect("asks and listens by WebSocket, each call with its own credential", () =>
      Effect.gen(function* () {
        const client = yield* overSocket()
        assert.strictEqual((yield* client["projects.get"](rooms, asAda)).project, HttpWorld.rooms)
        const nobody = yield* Effect.flip(client["projects.get"](rooms))
        assert.strictEqual(nobody._tag, "AccessDenied")
        const wrong = yield* Effect.flip(
          client["projects.get"](rooms, { headers: { authorization: "Bearer wrong" } })
        )
        assert.strictEqual(wrong._tag, "Unauthenticated")
        const first = yield* Stream.runHead(client["events.stream"]({ ...rooms, follow: true }, asAda))
        assert.isTrue(first._tag === "Some")
      })
    )

    it.effect("answers what has not changed as before, and what has changed anew", () =>
      Effect.gen(function* () {
        const here = yield* LayercakeClient
        const there = yield* overSocket()
        const project = ProjectId.make("kept")
        yield* here["projects.create"]({ project, brief: HttpWorld.brief })
        for (const reason of ["first", "second"]) {
          for (let time = 0; time < 3; time += 1) {
            assert.deepStrictEqual(
              yield* there["gates.list"]({ project }, asAda),
              yield* here["gates.list"]({ project })
            )
            assert.deepStrictEqual(
              yield* there["projects.get"]({ project }, asAda),
              yield* here["projects.get"]({ project })
            )
            assert.deepStrictEqual(
              yield* there["pipeline.status"]({ project }, asAda),
              yield* here["pipeline.status"]({ project })
            )
          }
          yield* here["pipeline.pause"]({ project, reason })
          assert.strictEqual((yield* there["pipeline.status"]({ project }, asAda)).status, "paused")
          yield* here["pipeline.resume"]({ project })
        }
      })
    )

    it.effect("takes a page's credential from the WebSocket's protocols", () =>
      Effect.gen(function* () {
        const client = yield* overSocket(["layercake.rpc", "layercake.bearer.ada"])
        assert.strictEqual((yield* client["projects.get"](rooms)).project, HttpWorld.rooms)
      })
    )

    it.effect("refuses a credential that is wrong before anything is asked", () =>
      Effect.gen(function* () {
        const posted = yield* ask("/rpc", { as: "wrong", body: "{}\n" })
        assert.deepStrictEqual(
          [posted.status, posted.json["type"]],
          [401, "urn:layercake:problem:credential-refused"]
        )
        const plain = yield* ask("/rpc/ws", { as: "ada" })
        assert.strictEqual(plain.status, 426)
      })
    )

    it.effect("answers what is no message, or nested too deep, without falling over", () =>
      Effect.gen(function* () {
        const deep = `${'{"a":'.repeat(100)}1${"}".repeat(100)}\n`
        for (const body of ["nonsense\n", "[]\n", deep, "{}\n"]) {
          const { status, text } = yield* ask("/rpc", { as: "ada", body })
          assert.strictEqual(status, 200, body.slice(0, 20))
          assert.notInclude(text, "at file:")
        }
        assert.strictEqual((yield* ask("/health")).status, 200)
      })
    )

    it.effect("does not have what is asked of owners alone", () =>
      Effect.gen(function* () {
        assert.isFalse(NetworkCatalogue.requests.has("owner.release" as never))
        const { text } = yield* ask("/rpc", {
          as: "ada",
          body: `{"_tag":"Request","id":"1","tag":"owner.release","payload":null,"headers":[]}\n`
        })
        assert.include(text, "Unknown request tag")
      })
    )
  }
)
