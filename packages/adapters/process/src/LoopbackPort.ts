/**
 * Ports on 127.0.0.1: finding one that is free, and asking whether somebody listens on one.
 */
import { connect, createServer } from "node:net"
import { Effect } from "effect"

/** A port nobody uses now. It is not kept: whoever binds it first has it. */
export const free: Effect.Effect<number> = Effect.callback((resume) => {
  const server = createServer()
  server.listen(0, "127.0.0.1", () => {
    const address = server.address()
    server.close(() =>
      resume(Effect.succeed(address === null || typeof address === "string" ? 0 : address.port))
    )
  })
})

export const isOpen = (port: number): Effect.Effect<boolean> =>
  Effect.callback((resume) => {
    const socket = connect(port, "127.0.0.1")
    const answer = (open: boolean) => () => {
      socket.destroy()
      resume(Effect.succeed(open))
    }
    socket.once("connect", answer(true))
    socket.once("error", answer(false))
    return Effect.sync(() => socket.destroy())
  })
