/**
 * The end of a host: no new calls, those in flight are answered, and nobody waits for streams.
 */
import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber, Layer, Scope, Stream } from "effect"
import { connect } from "node:net"
import * as HttpWorld from "./HttpWorld.ts"

it.live(
  "takes no new calls, answers those in flight and ends streams",
  () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const context = yield* Layer.buildWithScope(HttpWorld.layer(), scope)
      const { port, url } = yield* HttpWorld.HttpWorld.pipe(Effect.provide(context))

      // A connection that is there already, for asking while it stops.
      const answers = yield* Deferred.make<string>()
      const socket = connect(port, "127.0.0.1")
      let received = ""
      socket.on("data", (data) => {
        received += String(data)
        if (received.includes("stopping") || received.includes("HTTP/1.1 200"))
          Deferred.doneUnsafe(answers, Exit.succeed(received))
      })
      socket.on("error", () => Deferred.doneUnsafe(answers, Exit.succeed("refused")))

      const stream = yield* HttpWorld.opened(`${url}/api/events/stream?project=rooms&follow=true`, {
        authorization: "Bearer ada",
        accept: "text/event-stream"
      })
      const heard = yield* Deferred.make<void>()
      const listening = yield* Stream.fromReadableStream({
        evaluate: () => stream.body!,
        onError: (cause) => new Error("The stream broke", { cause })
      }).pipe(
        Stream.decodeText(),
        Stream.runForEach((text) =>
          text.includes("ProjectCreated") ? Deferred.succeed(heard, undefined) : Effect.void
        ),
        Effect.forkChild
      )
      yield* Deferred.await(heard)
      // A call whose body is still on its way is in flight.
      const inFlight = yield* Deferred.make<string>()
      const slow = connect(port, "127.0.0.1")
      const body = '{"project":"rooms"}'
      let answered = ""
      slow.on("data", (data) => {
        answered += String(data)
        if (answered.includes('"rooms"')) Deferred.doneUnsafe(inFlight, Exit.succeed(answered))
      })
      slow.write(
        `POST /api/projects/get HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ada\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`
      )
      yield* Effect.sleep("300 millis")

      const end = yield* Effect.forkChild(Scope.close(scope, Exit.void))
      yield* Effect.sleep("100 millis")
      socket.write("GET /health/ready HTTP/1.1\r\nHost: localhost\r\n\r\n")
      const ready = yield* Deferred.await(answers).pipe(Effect.timeout("5 seconds"))
      assert.match(ready, /HTTP\/1\.1 503/)
      slow.write(body)
      assert.match(yield* Deferred.await(inFlight).pipe(Effect.timeout("5 seconds")), /HTTP\/1\.1 200/)
      yield* Fiber.join(listening).pipe(Effect.timeout("5 seconds"))
      socket.destroy()
      slow.destroy()
      yield* Fiber.join(end).pipe(Effect.timeout("20 seconds"))
      const after = yield* Effect.exit(HttpWorld.askAt(url, "/health").pipe(Effect.timeout("2 seconds")))
      assert.isTrue(Exit.isFailure(after))
    }).pipe(Effect.provide(NodeServices.layer)),
  60_000
)
