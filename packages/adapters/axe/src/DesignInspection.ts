/**
 * Looks at pages in a worker thread with limits on time and memory, so that no page can stop the process. The thread
 * runs nothing that a page brings along.
 */
import { Duration, Effect, Result, Schema } from "effect"
import { extname } from "node:path"
import { Worker } from "node:worker_threads"
import type { DesignPage } from "./DesignPage.ts"
import type { DesignAnswer } from "./DesignWorker.ts"

/** The page could not be looked at; nothing is known of it. */
export class DesignUnseen extends Schema.TaggedError<DesignUnseen>()("DesignUnseen", {
  reason: Schema.String
}) {
  override get message() {
    return `The page could not be looked at: ${this.reason}`
  }
}

export type Inspected = Result.Result<DesignPage, DesignUnseen>

/**
 * In the order of the pages. The limit is for all of them together; a page that takes longer, or ends the thread, leaves
 * those after it unseen too. Interrupting ends the thread.
 */
export const inspectDesigns = Effect.fn("DesignInspection.inspectDesigns")(function* (
  pages: ReadonlyArray<string>,
  timeLimit: Duration.Duration
) {
  const answers: Array<Inspected> = []
  if (pages.length === 0) return answers
  const end = yield* Effect.acquireUseRelease(
    start(pages),
    (worker) => listen(worker, pages.length, answers),
    stop
  ).pipe(
    Effect.timeoutOrElse({
      duration: timeLimit,
      orElse: () =>
        Effect.fail(
          new DesignUnseen({ reason: `it took longer than ${Duration.format(timeLimit)}. Make it smaller.` })
        )
    }),
    Effect.result
  )
  const reason = Result.isFailure(end)
    ? end.failure
    : new DesignUnseen({ reason: "its thread gave no answer" })
  return pages.map((_, index) => answers[index] ?? Result.fail(reason))
})

const start = (pages: ReadonlyArray<string>) =>
  Effect.try({
    try: () =>
      new Worker(program, {
        workerData: pages,
        env: {},
        argv: [],
        execArgv: [],
        resourceLimits: { maxOldGenerationSizeMb: 512 },
        stdout: true,
        stderr: true
      }),
    catch: (cause) => new DesignUnseen({ reason: `no thread could be started (${String(cause)})` })
  })

const stop = (worker: Worker) => Effect.promise(() => worker.terminate())

/** Ends when every page has its answer, or fails when the thread does. */
const listen = (worker: Worker, pages: number, answers: Array<Inspected>) =>
  Effect.callback<void, DesignUnseen>((resume) => {
    worker.on("message", (answer: DesignAnswer) => {
      answers.push("page" in answer ? Result.succeed(answer.page) : Result.fail(new DesignUnseen(answer)))
      if (answers.length === pages) resume(Effect.void)
    })
    worker.once("error", (cause) => resume(Effect.fail(new DesignUnseen({ reason: String(cause) }))))
    worker.once("exit", (code) =>
      resume(Effect.fail(new DesignUnseen({ reason: `its thread ended with ${code}` })))
    )
  })

/** Beside this file, whether that is the source or what was built from it. */
const program = new URL(`./DesignWorker${extname(import.meta.url)}`, import.meta.url)
