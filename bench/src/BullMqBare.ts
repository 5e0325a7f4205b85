/**
 * The peer on Redis: BullMQ used directly, at its fastest: one worker that does many jobs at once, finished ones removed.
 */
import { type ConnectionOptions, Queue, Worker } from "bullmq"
import { Deferred, Effect } from "effect"
import { attempt, timed } from "./Bench.ts"
import { fillBatch, makePickUps, type QueueContender } from "./QueueContender.ts"

export const peer = "bullmq 6.7 bare"

/** Found by trying: 20 to 100 are about as fast as each other, 500 is slower. */
const concurrency = 50
const payload = { project: "p-1", kind: "run-agent", gate: "G1", note: "x".repeat(120) }
const options = { removeOnComplete: true, removeOnFail: true }

export const open = Effect.fn("BullMqBare.open")(function* (url: string) {
  const { hostname, port } = new URL(url)
  const connection: ConnectionOptions = { host: hostname, port: Number(port), maxRetriesPerRequest: null }
  const queue = yield* Effect.acquireRelease(
    Effect.sync(() => {
      const queue = new Queue("layercake-bench", { connection })
      return queue.on("error", () => {})
    }),
    (queue) => Effect.ignore(attempt(peer, () => queue.close()))
  )
  const worker = (concurrency: number, process: () => void) =>
    Effect.acquireRelease(
      Effect.sync(() => {
        const worker = new Worker("layercake-bench", () => Promise.resolve(process()), {
          connection,
          concurrency,
          autorun: false
        })
        return worker.on("error", () => {})
      }),
      (worker) => Effect.ignore(attempt(peer, () => worker.close(true)))
    )

  const contender: QueueContender = {
    drain: Effect.fnUntraced(function* (jobs) {
      for (let from = 0; from < jobs; from += fillBatch)
        yield* attempt(peer, () =>
          queue.addBulk(
            Array.from({ length: Math.min(fillBatch, jobs - from) }, () => ({
              name: "run-agent",
              data: payload,
              opts: options
            }))
          )
        )
      const empty = yield* Deferred.make<void>()
      let left = jobs
      const working = yield* worker(concurrency, () => {})
      working.on("completed", () => {
        left -= 1
        if (left === 0) Deferred.doneUnsafe(empty, Effect.void)
      })
      yield* attempt(peer, () => working.waitUntilReady())
      const millis = yield* timed(
        Effect.suspend(() => {
          void working.run()
          return Deferred.await(empty)
        })
      )
      return (jobs / millis) * 1000
    }, Effect.scoped),
    pickUp: Effect.fnUntraced(function* (jobs) {
      const { measure, picked } = makePickUps()
      const working = yield* worker(11, picked)
      yield* attempt(peer, () => working.waitUntilReady())
      void working.run()
      return yield* measure(jobs, () => attempt(peer, () => queue.add("run-agent", payload, options)))
    }, Effect.scoped)
  }
  return contender
})
