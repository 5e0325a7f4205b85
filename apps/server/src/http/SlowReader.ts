/**
 * Ends the connections of those who ask for much and do not read: nothing that is sent waits for ever. What waits meanwhile
 * is bounded, since streams are read on only as fast as they are taken.
 */
import * as NodeHttpServerRequest from "@effect/platform-node/NodeHttpServerRequest"
import * as NodeWS from "@effect/platform-node/NodeWS"
import { Clock, Duration, Effect } from "effect"
import type { HttpServerRequest } from "effect/http"
import type { ServerResponse } from "node:http"
import * as HttpMetric from "./HttpMetric.ts"
import type { HttpLimits } from "./HttpSetting.ts"

/** Looks at a response that is streamed, until its reader has taken nothing for the time that it may. */
export const watch = Effect.fnUntraced(function* (
  request: HttpServerRequest.HttpServerRequest,
  limits: HttpLimits
) {
  const response = NodeHttpServerRequest.toServerResponse(request) as ServerResponse
  const stall = Duration.toMillis(limits.stall)
  let since = yield* Clock.currentTimeMillis
  let taken = -1
  for (;;) {
    yield* Effect.sleep(Math.max(10, stall / 4))
    const now = yield* Clock.currentTimeMillis
    const { socket } = response
    const sent = socket === null ? 0 : socket.bytesWritten - socket.writableLength
    if (sent !== taken || !response.writableNeedDrain) {
      taken = sent
      since = now
    } else if (now - since >= stall) {
      yield* HttpMetric.slowReader
      // Its end interrupts whoever waits to write.
      return yield* Effect.sync(() => void response.destroy())
    }
  }
})

/** A WebSocket whose reader is gone from it when too much waits to be sent. */
export const boundedWebSocket = (limits: HttpLimits, onSlow: () => void): typeof NodeWS.WebSocket =>
  class BoundedWebSocket extends NodeWS.WebSocket {
    override send(...given: ReadonlyArray<unknown>): void {
      super.send(...(given as Parameters<NodeWS.WebSocket["send"]>))
      if (this.bufferedAmount <= limits.unsentBytes) return
      onSlow()
      this.terminate()
    }
  } as typeof NodeWS.WebSocket
