/**
 * A server on this machine that speaks OpenAI's wire formats.
 */
import { ProviderServer, type ReceivedRequest, type Reply } from "@layercake/conformance/ProviderServer"
import { Effect, Layer, Queue } from "effect"
import { createServer, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { write } from "./OpenAiWire.ts"

/** Replies are taken from what the test says next, or chosen from the body of the request. */
export const layerWith = (choose: (body: string) => Reply | undefined): Layer.Layer<ProviderServer> =>
  Layer.effect(
    ProviderServer,
    Effect.gen(function* () {
      const replies: Array<Reply> = []
      const received: Array<ReceivedRequest> = []
      const arrivals = yield* Queue.unbounded<void>()
      const hangUps = yield* Queue.unbounded<void>()

      const server = createServer((request, response) => {
        const bytes: Array<Uint8Array> = []
        request.on("data", (chunk: Uint8Array) => bytes.push(chunk))
        request.on("end", () => {
          const text = Buffer.concat(bytes).toString()
          const body = JSON.parse(text)
          received.push({ path: request.url ?? "", headers: request.headers, body })
          const reply = write(
            request.url ?? "",
            choose(text) ?? replies.shift() ?? { _tag: "Text", text: "unasked" },
            body
          )
          const written = () => {
            if (reply.afterwards === "end") return response.end()
            if (reply.afterwards === "reset") return setImmediate(() => request.socket.resetAndDestroy())
            response.on("close", () => Queue.offerUnsafe(hangUps, undefined))
            return Queue.offerUnsafe(arrivals, undefined)
          }
          if (reply.status === 0) return written()
          response.writeHead(reply.status, reply.headers)
          return writeAll(response, reply.chunks, written)
        })
      })
      yield* Effect.acquireRelease(
        Effect.callback<void>((resume) => void server.listen(0, "127.0.0.1", () => resume(Effect.void))),
        () =>
          Effect.callback<void>((resume) => {
            server.close(() => resume(Effect.void))
            server.closeAllConnections()
          })
      )

      return ProviderServer.of({
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        next: (reply) => Effect.sync(() => void replies.push(reply)),
        received: Effect.sync(() => received.splice(0)),
        arrived: Queue.take(arrivals),
        hungUp: Queue.take(hangUps)
      })
    })
  )

/** In pieces that keep to no boundary of an event or a character. */
const writeAll = (response: ServerResponse, chunks: ReadonlyArray<string>, done: () => void) => {
  const bytes = Buffer.from(chunks.join(""))
  const size = Math.max(1, Math.ceil(bytes.length / 7))
  for (let start = 0; start < bytes.length; start += size) response.write(bytes.subarray(start, start + size))
  response.write("", done)
}
