import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Option } from "effect"
import { connect, createServer, type Socket } from "node:net"
import * as NetworkProxy from "../../src/real/NetworkProxy.ts"

/** Sends back what it is sent. */
const echo = Effect.acquireRelease(
  Effect.callback<{ readonly port: number; readonly close: () => void }>((resume) => {
    const server = createServer((socket) => void socket.on("error", () => {}).pipe(socket))
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      const port = typeof address === "object" && address !== null ? address.port : 0
      resume(Effect.succeed({ port, close: () => server.close() }))
    })
  }),
  ({ close }) => Effect.sync(close)
)

const client = (port: number) =>
  Effect.acquireRelease(
    Effect.callback<Socket>((resume) => {
      const socket = connect(port, "127.0.0.1", () => resume(Effect.succeed(socket)))
      // One that is reset at once may never be told that it was connected.
      socket.on("error", () => {}).on("close", () => resume(Effect.succeed(socket)))
    }),
    (socket) => Effect.sync(() => socket.destroy())
  )

const answer = (socket: Socket, text: string) =>
  Effect.callback<string>((resume) => {
    socket.once("data", (bytes) => resume(Effect.succeed(bytes.toString())))
    socket.write(text)
  })

const closed = (socket: Socket) =>
  Effect.callback<void>((resume) => {
    if (socket.destroyed) return resume(Effect.void)
    socket.once("close", () => resume(Effect.void))
  })

describe("NetworkProxy", () => {
  it.live("passes on, holds back until it is mended, and resets", () =>
    Effect.gen(function* () {
      const proxy = yield* NetworkProxy.make((yield* echo).port)
      const socket = yield* client(proxy.port)
      assert.strictEqual(yield* answer(socket, "one"), "one")

      yield* proxy.hold
      const held = yield* Effect.timeoutOption(answer(socket, "two"), "100 millis")
      assert.isTrue(Option.isNone(held))
      const late = yield* Effect.forkChild(
        Effect.callback<string>((resume) => {
          socket.once("data", (bytes) => resume(Effect.succeed(bytes.toString())))
        }),
        { startImmediately: true }
      )
      yield* proxy.mend
      assert.strictEqual(yield* Fiber.join(late), "two")

      yield* proxy.reset
      yield* closed(socket)
      yield* closed(yield* client(proxy.port))
      yield* proxy.mend
      assert.strictEqual(yield* answer(yield* client(proxy.port), "three"), "three")
    })
  )
})
