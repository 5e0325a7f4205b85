/**
 * The embedded database in a thread of its own, seen from the main thread: start it, connect to it, close it.
 * A query of any length leaves the event loop of the main thread free.
 */
import { Effect, Schema, type Scope } from "effect"
import { Duplex } from "node:stream"
import { Worker } from "node:worker_threads"
import type { PgliteAnswer, PgliteOptions, PgliteRequest } from "./PgliteMessage.ts"

/** The embedded database did not open. */
export class PgliteFailed extends Schema.TaggedError<PgliteFailed>()("PgliteFailed", {
  /** Null for a database in memory. */
  directory: Schema.NullOr(Schema.String),
  cause: Schema.Defect()
}) {
  override get message() {
    return this.directory === null
      ? "The database in memory did not start."
      : `The database in ${this.directory} did not open. Keep a copy of the directory, then run \`layercake doctor\`.`
  }
}

export interface PgliteThread {
  /** A new connection, over which the bytes of Postgres's wire protocol run. Broken when the thread is gone. */
  readonly connect: () => Duplex
}

/** The thread ends with the scope, after the database was closed in good order. */
export const start = Effect.fn("PgliteThread.start")(function* (
  options: PgliteOptions
): Effect.fn.Return<PgliteThread, PgliteFailed, Scope.Scope> {
  const worker = yield* Effect.acquireRelease(
    Effect.sync(() => new Worker(workerFile, { workerData: options, execArgv: [], stdout: true })),
    close
  )
  // Standard output may belong to a protocol.
  worker.stdout.pipe(process.stderr)
  yield* opened(worker, (cause) => new PgliteFailed({ directory: options.directory ?? null, cause }))
  const connections = new Map<number, Duplex>()
  let lost: Error | undefined
  const lose = (cause: unknown) => {
    lost ??= new Error("The embedded database has ended", { cause })
    for (const connection of connections.values()) connection.destroy(lost)
  }
  worker.on("error", lose).on("exit", lose)
  worker.on("message", (message: PgliteAnswer) => {
    if (message._tag === "Bytes") connections.get(message.connection)?.push(message.bytes)
    if (message._tag === "Ended") connections.get(message.connection)?.destroy()
  })

  let last = 0
  return {
    connect: () => {
      const id = ++last
      const connection = pipe(worker, id, () => connections.delete(id))
      connections.set(id, connection)
      return lost === undefined ? connection : connection.destroy(lost)
    }
  }
})

/** Beside this file, and written in the same language: TypeScript in the repository, JavaScript in the package. */
const workerFile = new URL(
  import.meta.url.endsWith(".ts") ? "./PgliteWorker.ts" : "./PgliteWorker.js",
  import.meta.url
)

const post = (worker: Worker, request: PgliteRequest, transfer: Array<ArrayBuffer> = []) =>
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  worker.postMessage(request, transfer)

const opened = (
  worker: Worker,
  failed: (cause: unknown) => PgliteFailed
): Effect.Effect<void, PgliteFailed> =>
  Effect.callback((resume) => {
    const fail = (cause: unknown) => resume(Effect.fail(failed(cause)))
    worker.once("message", () => resume(Effect.void))
    worker.once("error", fail).once("exit", fail)
    return Effect.sync(() => worker.off("error", fail).off("exit", fail))
  })

const close = (worker: Worker): Effect.Effect<void> =>
  Effect.callback<void>((resume) => {
    if (worker.threadId === -1) return resume(Effect.void)
    worker.once("exit", () => resume(Effect.void))
    post(worker, { _tag: "Close" })
  }).pipe(
    Effect.timeoutOption("30 seconds"),
    Effect.andThen(Effect.promise(() => worker.terminate())),
    Effect.asVoid
  )

const pipe = (worker: Worker, connection: number, forget: () => void): Duplex =>
  new Duplex({
    read: () => {},
    write: (chunk: Buffer, _encoding, done) => {
      // A copy: what the client writes comes out of Node's buffer pool and cannot be handed over.
      const bytes = Uint8Array.from(chunk)
      post(worker, { _tag: "Bytes", connection, bytes }, [bytes.buffer])
      done()
    },
    destroy: (error, done) => {
      forget()
      post(worker, { _tag: "Left", connection })
      done(error)
    }
  })
