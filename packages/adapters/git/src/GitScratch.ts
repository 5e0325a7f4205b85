/**
 * Folders in which something of git is made before it is put into place with one step: a commit's index, a repository.
 * Whatever process makes the same thing meanwhile has a folder of its own, so that no lock of git stands in its way.
 */
import { mkdtemp, readdir, rm, stat } from "node:fs/promises"
import { join } from "node:path"
import { Clock, Effect, Predicate, type Scope } from "effect"
import { GitFailure } from "./GitProcess.ts"

/** One call of the operating system as a step of a git operation. */
export const step = <A>(operation: string, use: () => Promise<A>): Effect.Effect<A, GitFailure> =>
  Effect.tryPromise({
    try: use,
    catch: (cause) =>
      new GitFailure({
        operation,
        detail: Predicate.hasProperty(cause, "message") ? String(cause.message) : String(cause)
      })
  })

/** Path of a new empty folder in `parent`, gone with the scope. What killed processes left is gone after an hour. */
export const make = (parent: string): Effect.Effect<string, GitFailure, Scope.Scope> =>
  Effect.andThen(
    removeAbandoned(parent),
    Effect.acquireRelease(
      step("init", () => mkdtemp(join(parent, prefix))),
      remove
    )
  )

/** Name no project, branch or file of git has. */
const prefix = ".layercake-"

/** What is made here takes seconds. */
const abandonedMillis = 3_600_000

const remove = (folder: string) =>
  Effect.ignore(Effect.tryPromise(() => rm(folder, { recursive: true, force: true })))

const removeAbandoned = (parent: string) =>
  Effect.ignore(
    Effect.gen(function* () {
      const now = yield* Clock.currentTimeMillis
      const names = yield* Effect.tryPromise(() => readdir(parent))
      for (const name of names.filter((name) => name.startsWith(prefix))) {
        const folder = join(parent, name)
        const { mtimeMs } = yield* Effect.tryPromise(() => stat(folder))
        if (now - mtimeMs > abandonedMillis) yield* remove(folder)
      }
    })
  )
