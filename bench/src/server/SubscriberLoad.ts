/**
 * A thread with many subscribers to a project's events. Says when all of them listen, and at the word `report` how long each
 * event took from its moment in the log to each of them.
 */
import { Agent, get, type IncomingMessage } from "node:http"
import { parentPort, workerData } from "node:worker_threads"

export interface SubscriberLoadSettings {
  readonly url: string
  readonly token: string
  readonly subscribers: number
}

export interface SubscriberLoadReport {
  /** Milliseconds, in no order. */
  readonly delays: ReadonlyArray<number>
}

const { subscribers, token, url } = workerData as SubscriberLoadSettings

let delays: Array<number> = []
const agent = new Agent({ keepAlive: true, maxSockets: Infinity })

const subscribe = () =>
  new Promise<void>((resolve, reject) => {
    const listen = (response: IncomingMessage) => {
      if (response.statusCode !== 200) return reject(new Error(`Refused with ${response.statusCode}`))
      resolve()
      response.setEncoding("utf8")
      response.on("data", (text: string) => {
        // @effect-diagnostics-next-line globalDate:off -- a thread of bare Node, so that it costs as little as can be
        const now = Date.now()
        for (const [, at = ""] of text.matchAll(/"at":"([^"]+)"/g)) delays.push(now - Date.parse(at))
      })
    }
    const asked = get(
      url,
      { agent, headers: { authorization: `Bearer ${token}`, accept: "text/event-stream" } },
      listen
    )
    asked.on("error", reject)
  })

// Not all at once, as nobody comes.
for (let begun = 0; begun < subscribers; begun += 50)
  await Promise.all(Array.from({ length: Math.min(50, subscribers - begun) }, subscribe))
const report = () => {
  const told: SubscriberLoadReport = { delays }
  delays = []
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  parentPort?.postMessage(told)
}

report()
parentPort?.on("message", report)
