/**
 * A load that runs as a thread of its own, so that it does not take the time of what it measures: begun with its settings,
 * it says something, and ends when it is told to.
 */
import { Effect } from "effect"
import { Worker } from "node:worker_threads"
import { BenchFailed } from "../Bench.ts"

export interface ThreadLoad<Told> {
  /** What it says next. */
  readonly next: Effect.Effect<Told, BenchFailed>
  readonly tell: (word: string) => Effect.Effect<void>
}

/** `file`: beside this one. */
export const start = Effect.fn("ThreadLoad.start")(function* <Told>(
  bench: string,
  file: string,
  settings: Readonly<Record<string, unknown>>
) {
  const worker = yield* Effect.acquireRelease(
    Effect.sync(() => new Worker(new URL(`./${file}`, import.meta.url), { workerData: settings })),
    (worker) => Effect.promise(() => worker.terminate())
  )
  const said: Array<Told> = []
  let waiting: (() => void) | undefined
  let broken: unknown
  const wake = () => waiting?.()
  worker.on("message", (told: Told) => {
    said.push(told)
    wake()
  })
  worker.on("error", (cause) => {
    broken = cause
    wake()
  })
  const next = Effect.callback<Told, BenchFailed>((resume) => {
    const look = () => {
      const told = said.shift()
      if (told !== undefined) resume(Effect.succeed(told))
      else if (broken !== undefined) resume(Effect.fail(new BenchFailed({ bench, cause: broken })))
      else waiting = look
    }
    look()
  })
  return {
    next,
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    tell: (word) => Effect.sync(() => worker.postMessage(word))
  } satisfies ThreadLoad<Told> as ThreadLoad<Told>
})
