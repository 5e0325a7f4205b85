/**
 * The program of a worker thread: takes the HTML of one page, sends back what there is to say of it, and ends. A failure
 * ends the thread with an error, which whoever started it gets to see.
 */
import { parentPort, workerData } from "node:worker_threads"
import { inspectPage } from "./DesignPage.ts"

void inspectPage(String(workerData)).then((page) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port has no origins
  parentPort?.postMessage(page)
})
