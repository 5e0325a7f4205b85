/**
 * An index of git that belongs to one commit in the making, so that nothing staged by anybody else gets into it and no
 * lock of the repository's own index stands in its way.
 */
import { mkdtemp, readdir, rename, rm, stat } from "node:fs/promises"
import { join } from "node:path"
import { Clock, Effect, type Scope } from "effect"
import { GitFailure } from "./GitProcess.ts"

/** Path of an index that is not there yet. What is left there goes with the scope. */
export const make = (repository: string): Effect.Effect<string, GitFailure, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.tryPromise({
      try: () => mkdtemp(join(repository, prefix)),
      catch: (cause) => new GitFailure({ operation: "commit", detail: String(cause) })
    }),
    remove
  ).pipe(
    Effect.tap(() => removeAbandoned(repository)),
    Effect.map((folder) => join(folder, "index"))
  )

/**
 * Makes it the repository's own, so that people who look with git see the workspace as committed. Whether they do is
 * nothing that a commit depends on.
 */
export const adopt = (repository: string, index: string): Effect.Effect<void> =>
  Effect.ignore(Effect.tryPromise(() => rename(index, join(repository, "index"))))

const prefix = "layercake-index-"

/** A commit takes seconds; what is older was left by a killed process. */
const abandonedMillis = 3_600_000

const remove = (folder: string) =>
  Effect.ignore(Effect.tryPromise(() => rm(folder, { recursive: true, force: true })))

const removeAbandoned = (repository: string) =>
  Effect.ignore(
    Effect.gen(function* () {
      const now = yield* Clock.currentTimeMillis
      const names = yield* Effect.tryPromise(() => readdir(repository))
      for (const name of names.filter((name) => name.startsWith(prefix))) {
        const folder = join(repository, name)
        const { mtimeMs } = yield* Effect.tryPromise(() => stat(folder))
        if (now - mtimeMs > abandonedMillis) yield* remove(folder)
      }
    })
  )
