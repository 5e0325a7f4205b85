/**
 * The catalogue's client over HTTP against a host as `layercake serve` starts it, and against what is no such host.
 */
import { assert, describe, it, layer } from "@effect/vitest"
import { ProjectId } from "@layercake/core/project/Project"
import { Deferred, Effect, Fiber, Layer, Option, Redacted, Scope, Exit, Stream } from "effect"
import { createServer, type RequestListener } from "node:http"
import type { AddressInfo } from "node:net"
import { LayercakeClient } from "../../src/LayercakeClient.ts"
import * as NetworkClient from "../../src/remote/NetworkClient.ts"
import * as HttpWorld from "../http/HttpWorld.ts"

const { HttpWorld: World, rooms } = HttpWorld

const clientAt = (server: string, token: string | null) =>
  NetworkClient.make({
    server,
    bearer: Effect.succeed(token === null ? Option.none() : Option.some(Redacted.make(token)))
  })

const clientAs = (token: string | null) => Effect.flatMap(World, ({ url }) => clientAt(url, token))

/** A server that is none of LayerCake's. */
const otherServer = (listener: RequestListener) =>
  Effect.acquireRelease(
    Effect.callback<{ readonly url: string; readonly close: () => void }>((resume) => {
      const server = createServer(listener)
      server.listen(0, "127.0.0.1", () =>
        resume(
          Effect.succeed({
            url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
            close: () => {
              server.closeAllConnections()
              server.close()
            }
          })
        )
      )
    }),
    ({ close }) => Effect.sync(close)
  )

const unanswered = (error: { readonly _tag: string }) => {
  assert.strictEqual(error._tag, "ServerUnanswered")
  return error as unknown as NetworkClient.ServerUnanswered
}

layer(HttpWorld.layer(), { excludeTestServices: true, timeout: "2 minutes" })(
  "the client over the network",
  (it) => {
    it.effect("asks, and gets what the client of the host gets", () =>
      Effect.gen(function* () {
        const client = yield* clientAs("ada")
        const near = yield* LayercakeClient
        assert.deepStrictEqual(
          yield* client["projects.get"]({ project: rooms }),
          yield* near["projects.get"]({ project: rooms })
        )
        assert.strictEqual((yield* client["accounts.me"]()).kind, "person")
      })
    )

    it.effect("takes an address with a slash at its end", () =>
      Effect.gen(function* () {
        const { url } = yield* World
        const client = yield* clientAt(`${url}/`, "ada")
        assert.strictEqual((yield* client["projects.get"]({ project: rooms })).project, rooms)
      })
    )

    it.effect("delivers a stream that ends, and one that follows", () =>
      Effect.gen(function* () {
        const client = yield* clientAs("ada")
        const near = yield* LayercakeClient
        const ended = yield* Stream.runCollect(client["events.stream"]({ project: rooms, follow: false }))
        assert.strictEqual(ended[0]?.type, "ProjectCreated")
        const after = ended.at(-1)!.position
        const seen = yield* Deferred.make<string>()
        const following = yield* client["events.stream"]({ after, follow: true }).pipe(
          Stream.runForEach(({ stream }) => Deferred.succeed(seen, stream)),
          Effect.forkScoped
        )
        yield* near["projects.create"]({ brief: HttpWorld.brief, project: ProjectId.make("halls") })
        assert.strictEqual(yield* Deferred.await(seen), "halls")
        yield* Fiber.interrupt(following)
      })
    )

    it.effect("gives errors as they are typed, with what they hold", () =>
      Effect.gen(function* () {
        const client = yield* clientAs("ada")
        const gone = yield* Effect.flip(client["projects.get"]({ project: ProjectId.make("nothing-there") }))
        assert.strictEqual(gone._tag, "ProjectNotFound")
        assert.instanceOf(gone, Error)
        const robot = yield* clientAs("robot")
        const refused = yield* Effect.flip(
          robot["gates.skip"]({ project: rooms, gate: "G1", reason: "no need" })
        )
        assert.strictEqual(refused._tag, "AccessDenied")
        const stream = yield* Effect.flip(
          Stream.runDrain(
            client["events.stream"]({ project: ProjectId.make("nothing-there"), follow: false })
          )
        )
        assert.strictEqual(stream._tag, "ProjectNotFound")
      })
    )

    it.effect("says that a credential is not taken, and asks without one", () =>
      Effect.gen(function* () {
        const wrong = yield* clientAs("wrong")
        const refused = unanswered(yield* Effect.flip(wrong["projects.get"]({ project: rooms })))
        assert.strictEqual(refused.status, 401)
        assert.include(refused.message, "does not take the credential")
        assert.notInclude(String(refused.message), "wrong")
        const streamed = unanswered(
          yield* Effect.flip(Stream.runDrain(wrong["events.stream"]({ follow: true })))
        )
        assert.strictEqual(streamed.status, 401)
        const nobody = yield* clientAs(null)
        const denied = yield* Effect.flip(nobody["projects.get"]({ project: rooms }))
        assert.strictEqual(denied._tag, "AccessDenied")
        assert.strictEqual((yield* nobody["system.version"]()).version.length > 0, true)
      })
    )

    it.effect("asks for the credential anew at each call", () =>
      Effect.gen(function* () {
        const { url } = yield* World
        let token = "wrong"
        const client = yield* NetworkClient.make({
          server: url,
          bearer: Effect.sync(() => Option.some(Redacted.make(token)))
        })
        yield* Effect.flip(client["projects.get"]({ project: rooms }))
        token = "ada"
        assert.strictEqual((yield* client["projects.get"]({ project: rooms })).project, rooms)
      })
    )
  }
)

describe("a server that does not answer", () => {
  it.live("is not there", () =>
    Effect.gen(function* () {
      const { close, url } = yield* otherServer(() => undefined)
      close()
      const client = yield* clientAt(url, "ada")
      const read = unanswered(yield* Effect.flip(client["projects.get"]({ project: rooms })))
      assert.strictEqual(
        read.message,
        `${url} could not be reached for projects.get. Look whether it runs and the address is right.`
      )
      const write = unanswered(
        yield* Effect.flip(client["gates.reject"]({ project: rooms, gate: "G1", reason: "unclear" }))
      )
      assert.include(write.message, "Look whether it was done before you ask again.")
    }).pipe(Effect.scoped)
  )

  it.live("is another program", () =>
    Effect.gen(function* () {
      for (const [status, words] of [
        [200, "is no LayerCake"],
        [404, "answered projects.get with HTTP status 404"],
        [429, "was asked too often"],
        [503, "cannot answer just now"]
      ] as const) {
        const { url } = yield* otherServer((_request, response) => {
          response.writeHead(status, { "content-type": "text/html" }).end("<html>hello</html>")
        })
        const client = yield* clientAt(url, "ada")
        const error = unanswered(yield* Effect.flip(client["projects.get"]({ project: rooms })))
        assert.include(error.message, words)
      }
    }).pipe(Effect.scoped)
  )

  it.live("closes before it has answered", () =>
    Effect.gen(function* () {
      for (const answer of ["", "{}\n", '{"_tag":"Nothing"}\n']) {
        const { url } = yield* otherServer((_request, response) => {
          response.writeHead(200, { "content-type": "application/ndjson" }).end(answer)
        })
        const client = yield* clientAt(url, "ada")
        const error = unanswered(yield* Effect.flip(client["projects.get"]({ project: rooms })))
        assert.include(error.message, "broke off", answer)
      }
    }).pipe(Effect.scoped)
  )

  it.live("goes away in the middle of a stream", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const { url } = yield* Layer.build(HttpWorld.layer()).pipe(
        Effect.flatMap((context) => World.pipe(Effect.provide(context))),
        Scope.provide(scope)
      )
      const client = yield* clientAt(url, "ada")
      const begun = yield* Deferred.make<void>()
      const following = yield* client["events.stream"]({ follow: true }).pipe(
        Stream.runForEach(() => Deferred.succeed(begun, undefined)),
        Effect.flip,
        Effect.forkScoped
      )
      yield* Deferred.await(begun)
      yield* Scope.close(scope, Exit.void)
      const cut = yield* Fiber.join(following)
      assert.include(unanswered(cut).message, "broke off its answer to events.stream")
      const again = unanswered(yield* Effect.flip(client["projects.get"]({ project: rooms })))
      assert.include(again.message, "could not be reached")
    }).pipe(Effect.scoped)
  )
})
