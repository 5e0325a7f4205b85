/**
 * A thread that asks over WebSockets as fast as it is answered, so many calls at once, and says how many were a second.
 */
import { parentPort, workerData } from "node:worker_threads"

export interface SocketLoadSettings {
  readonly url: string
  readonly token: string
  readonly project: string
  readonly sockets: number
  /** On each socket. */
  readonly inFlight: number
  readonly seconds: number
}

/** What it says: once. */
export interface SocketLoadReport {
  readonly rate: number
  readonly failures: number
}

const { inFlight, project, seconds, sockets, token, url } = workerData as SocketLoadSettings

let [answered, failures, id] = [0, 0, 0]

const request = () =>
  `{"_tag":"Request","id":"${++id}","tag":"gates.list","payload":{"project":"${project}"},"headers":[["authorization","Bearer ${token}"]]}\n`

const open = () =>
  new Promise<WebSocket>((resolve, reject) => {
    const socket = new WebSocket(url)
    socket.addEventListener("error", () => reject(new Error("The WebSocket was refused")))
    socket.addEventListener("open", () => resolve(socket))
  })

const all = await Promise.all(Array.from({ length: sockets }, open))
const begun = performance.now()
for (const socket of all) {
  socket.addEventListener("message", ({ data }) => {
    for (const line of String(data).split("\n")) {
      if (line === "") continue
      answered += 1
      if (!line.includes('"Success"')) failures += 1
      socket.send(request())
    }
  })
  for (let call = 0; call < inFlight; call += 1) socket.send(request())
}
// @effect-diagnostics-next-line globalTimers:off -- a thread of bare Node, so that it costs as little as can be
setTimeout(() => {
  const rate = answered / ((performance.now() - begun) / 1000)
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  parentPort?.postMessage({ rate, failures } satisfies SocketLoadReport)
}, seconds * 1000)
