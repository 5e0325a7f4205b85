/**
 * The program of a worker thread: takes the HTML of pages, and sends back for each in turn what there is to say of it or
 * why it could not be looked at.
 */
import { parentPort, workerData } from "node:worker_threads"
import { type DesignPage, inspectPage } from "./DesignPage.ts"

export type DesignAnswer = { readonly page: DesignPage } | { readonly reason: string }

const send = (answer: DesignAnswer) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port has no origins
  parentPort?.postMessage(answer)
}

void (workerData as ReadonlyArray<string>).reduce<Promise<void>>(
  (before, html) =>
    before
      .then(() => inspectPage(html))
      .then(
        (page) => send({ page }),
        (error: unknown) => send({ reason: String(error) })
      ),
  Promise.resolve()
)
