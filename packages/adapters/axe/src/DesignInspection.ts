/**
 * Looks at a page in a worker thread with limits on time and memory, so that no page can stop the process. The thread
 * runs nothing that the page brings along.
 */
import { type Duration, Effect, Schema } from "effect"
import { extname } from "node:path"
import { Worker } from "node:worker_threads"
import type { DesignPage } from "./DesignPage.ts"

/** The page could not be looked at; nothing is known of it. */
export class DesignUnseen extends Schema.TaggedError<DesignUnseen>()("DesignUnseen", {
  reason: Schema.String
}) {
  override get message() {
    return `The page could not be looked at: ${this.reason}`
  }
}

/** Interrupting ends the thread. */
export const inspectDesign = Effect.fn("DesignInspection.inspectDesign")(
  (html: string, timeLimit: Duration.Duration): Effect.Effect<DesignPage, DesignUnseen> =>
    Effect.acquireUseRelease(start(html), answer, (worker) => Effect.promise(() => worker.terminate())).pipe(
      Effect.timeoutOrElse({
        duration: timeLimit,
        orElse: () =>
          Effect.fail(new DesignUnseen({ reason: `it took longer than ${timeLimit}. Make it smaller.` }))
      })
    )
)

const start = (html: string) =>
  Effect.try({
    try: () =>
      new Worker(program, {
        workerData: html,
        env: {},
        argv: [],
        execArgv: [],
        resourceLimits: { maxOldGenerationSizeMb: 512 },
        stdout: true,
        stderr: true
      }),
    catch: (cause) => new DesignUnseen({ reason: `no thread could be started (${String(cause)})` })
  })

const answer = (worker: Worker) =>
  Effect.callback<DesignPage, DesignUnseen>((resume) => {
    worker.once("message", (page: DesignPage) => resume(Effect.succeed(page)))
    worker.once("error", (cause) => resume(Effect.fail(new DesignUnseen({ reason: String(cause) }))))
    worker.once("exit", (code) =>
      resume(Effect.fail(new DesignUnseen({ reason: `its thread ended with ${code}` })))
    )
  })

/** Beside this file, whether that is the source or what was built from it. */
const program = new URL(`./DesignWorker${extname(import.meta.url)}`, import.meta.url)
