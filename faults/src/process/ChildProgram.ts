/**
 * A program of the harness in a process of its own, run from its source: started, heard line by line, signalled, and
 * ended with the scope.
 */
import { Effect, Predicate, Schema, type Scope } from "effect"
import { type ChildProcess, spawn } from "node:child_process"
import { createInterface } from "node:readline"

/** The program could not be started. */
export class ChildFailed extends Schema.TaggedError<ChildFailed>()("ChildFailed", {
  program: Schema.String,
  cause: Schema.Defect()
}) {
  override get message() {
    return `${this.program} could not be started: ${Predicate.hasProperty(this.cause, "message") ? String(this.cause.message) : String(this.cause)}`
  }
}

export interface ChildProgram {
  readonly pid: number
  readonly signal: (name: "SIGKILL" | "SIGSTOP" | "SIGCONT" | "SIGTERM") => Effect.Effect<void>
  /** Its exit code, null when a signal ended it; once every line it wrote was heard. */
  readonly ended: Effect.Effect<number | null>
  readonly isRunning: () => boolean
  /** The last of what it said on standard error. */
  readonly complaint: () => string
}

export interface ChildOptions {
  /** The program's file, beside which it was written. */
  readonly file: URL
  readonly parameters: ReadonlyArray<string>
  /** Heard in order; called for each line of standard output. */
  readonly onLine: (line: string) => void
}

export const start = (options: ChildOptions): Effect.Effect<ChildProgram, ChildFailed, Scope.Scope> =>
  Effect.acquireRelease(launch(options), (child) =>
    Effect.andThen(child.signal("SIGKILL"), Effect.asVoid(child.ended))
  )

const launch = ({ file, onLine, parameters }: ChildOptions): Effect.Effect<ChildProgram, ChildFailed> =>
  Effect.callback((resume) => {
    const child = spawn(process.execPath, [file.pathname, ...parameters], {
      stdio: ["ignore", "pipe", "pipe"]
    })
    let complaint = ""
    child.stderr.on("data", (text: Buffer) => (complaint = (complaint + text.toString()).slice(-4000)))
    createInterface({ input: child.stdout }).on("line", onLine)
    const fail = (cause: unknown) => resume(Effect.fail(new ChildFailed({ program: file.pathname, cause })))
    child.once("error", fail)
    child.once("spawn", () =>
      resume(
        Effect.succeed({
          pid: child.pid ?? 0,
          signal: (name) => Effect.sync(() => void (isRunning(child) && child.kill(name))),
          ended: ended(child),
          isRunning: () => isRunning(child),
          complaint: () => complaint
        })
      )
    )
  })

const isRunning = (child: ChildProcess) => child.exitCode === null && child.signalCode === null

/** After `close`, when its pipes are empty too. */
const ended = (child: ChildProcess): Effect.Effect<number | null> => {
  let isClosed = false
  child.once("close", () => (isClosed = true))
  return Effect.callback((resume) => {
    if (isClosed) return resume(Effect.succeed(child.exitCode))
    child.once("close", () => resume(Effect.succeed(child.exitCode)))
  })
}
