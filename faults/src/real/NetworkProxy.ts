/**
 * A stretch of network between a client and a server that can be cut: connections reset, or bytes that go nowhere until
 * the cut is mended.
 */
import { Effect, type Scope } from "effect"
import { connect, createServer, type Socket } from "node:net"

export interface NetworkProxy {
  readonly port: number
  /** Every connection is reset, and new ones are until it is mended. */
  readonly reset: Effect.Effect<void>
  /** Bytes of both directions are held back. */
  readonly hold: Effect.Effect<void>
  readonly mend: Effect.Effect<void>
}

export const make = (target: number): Effect.Effect<NetworkProxy, never, Scope.Scope> =>
  Effect.acquireRelease(open(target), ({ close }) => close)

const open = (target: number): Effect.Effect<NetworkProxy & { readonly close: Effect.Effect<void> }> =>
  Effect.callback((resume) => {
    const sockets = new Set<Socket>()
    let state: "whole" | "reset" | "held" = "whole"
    const keep = (socket: Socket) => {
      sockets.add(socket)
      socket.on("error", () => {}).on("close", () => sockets.delete(socket))
    }
    const server = createServer((client) => {
      keep(client)
      if (state === "reset") return void client.resetAndDestroy()
      const onward = connect(target, "127.0.0.1")
      keep(onward)
      client.pipe(onward).pipe(client)
      client.on("close", () => onward.destroy())
      onward.on("close", () => client.destroy())
      if (state === "held") pause([client, onward])
    })
    const each = (deed: (socket: Socket) => void) => {
      for (const socket of Array.from(sockets)) deed(socket)
    }
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      resume(
        Effect.succeed({
          port: typeof address === "object" && address !== null ? address.port : 0,
          reset: Effect.sync(() => {
            state = "reset"
            each((socket) => socket.resetAndDestroy())
          }),
          hold: Effect.sync(() => {
            state = "held"
            pause(sockets)
          }),
          mend: Effect.sync(() => {
            state = "whole"
            each((socket) => socket.resume())
          }),
          close: Effect.callback<void>((closed) => {
            each((socket) => socket.destroy())
            server.close(() => closed(Effect.void))
          })
        })
      )
    })
  })

const pause = (sockets: Iterable<Socket>) => {
  for (const socket of sockets) socket.pause()
}
