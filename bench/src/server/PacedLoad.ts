/**
 * A thread whose clients ask at a steady pace, one after the other, and that says once how long each answer took: from
 * when it was to be asked for, so that an answer that comes late does not hide those that waited for it.
 */
import { Agent, request } from "node:http"
import { parentPort, workerData } from "node:worker_threads"
import type { LatencyLoadReport, LatencyLoadSettings, LatencyRequest } from "./LatencyLoad.ts"

export interface PacedLoadSettings extends LatencyLoadSettings {
  /** Requests a second of each client. */
  readonly pace: number
}

const { headers, pace, requests, seconds, url } = workerData as PacedLoadSettings

const taken: Array<number> = []
let [errors, refusals] = [0, 0]

const ask = (agent: Agent, { body, method, path }: LatencyRequest) =>
  new Promise<void>((resolve) => {
    const sent = request(`${url}${path}`, { agent, method, headers }, (response) => {
      if ((response.statusCode ?? 500) >= 300) refusals += 1
      response.resume().on("end", resolve)
    })
    sent.on("error", () => {
      errors += 1
      resolve()
    })
    sent.end(body)
  })

const until = (time: number) =>
  new Promise((resolve) => {
    // @effect-diagnostics-next-line globalTimers:off -- a thread of bare Node, so that it costs as little as can be
    setTimeout(resolve, Math.max(0, time - performance.now()))
  })

const begun = performance.now()
const interval = 1000 / pace

/** Clients begin one after the other within the first interval. */
const client = async (own: ReadonlyArray<LatencyRequest>, index: number) => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  for (let turn = 0; turn < seconds * pace; turn += 1) {
    const due = begun + (index / requests.length + turn) * interval
    await until(due)
    await ask(agent, own[turn % own.length]!)
    taken.push(performance.now() - due)
  }
  agent.destroy()
}

await Promise.all(requests.map(client))
const report: LatencyLoadReport = { taken, errors, refusals }
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
parentPort?.postMessage(report)
