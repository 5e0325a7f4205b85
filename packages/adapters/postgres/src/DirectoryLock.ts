/**
 * One owner for a data directory. The lock is an exclusive file lock that the kernel releases when the process ends,
 * however it ends. Knows nothing of what lies in the directory.
 */
import { Effect, Predicate, Result, Schedule, Schema, type Scope } from "effect"
import { mkdirSync, readFileSync, realpathSync, renameSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"

/** Another process, or another part of this one, has the directory. */
export class DirectoryInUse extends Schema.TaggedError<DirectoryInUse>()("DirectoryInUse", {
  directory: Schema.String,
  /** Null when the owner could not be found out. */
  pid: Schema.NullOr(Schema.Int)
}) {
  override get message() {
    const owner = this.pid === null ? "another process" : `process ${this.pid}`
    return `${this.directory} is in use by ${owner}. Wait for that process, stop it, or name another directory.`
  }
}

/** The directory cannot be made, read or written. */
export class DirectoryUnusable extends Schema.TaggedError<DirectoryUnusable>()("DirectoryUnusable", {
  directory: Schema.String,
  cause: Schema.Defect()
}) {
  override get message() {
    return `${this.directory} cannot be used as a data directory: it must be a directory on a local disk that you may write to.`
  }
}

/**
 * Owns the directory until the scope closes, and makes it when it is not there.
 *
 * The lock is SQLite's, on an empty file: it is the one exclusive file lock that Node brings along, and it needs no
 * clean-up after `kill -9`. Nothing else in this process may open `owner.lock`, since closing any descriptor of it
 * would release the lock.
 */
export const hold = Effect.fn("DirectoryLock.hold")(function* (
  directory: string
): Effect.fn.Return<void, DirectoryInUse | DirectoryUnusable, Scope.Scope> {
  const unusable = (cause: unknown) => new DirectoryUnusable({ directory, cause })
  const path = yield* Effect.try({ try: () => prepare(directory), catch: unusable })
  yield* Effect.acquireRelease(lock(path, directory), (database) => Effect.sync(() => database.close()))
  yield* Effect.try({ try: () => writeOwner(path), catch: unusable })
})

const prepare = (directory: string) => {
  mkdirSync(directory, { recursive: true })
  return realpathSync(directory)
}

const lock = Effect.fnUntraced(function* (
  path: string,
  directory: string
): Effect.fn.Return<DatabaseSync, DirectoryInUse | DirectoryUnusable> {
  const unusable = (cause: unknown) => new DirectoryUnusable({ directory, cause })
  const database = yield* Effect.try({
    try: () => new DatabaseSync(join(path, "owner.lock"), { timeout: 0 }),
    catch: unusable
  })
  yield* Effect.try({
    try: () => database.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE"),
    catch: unusable
  }).pipe(
    Effect.tapError(() => Effect.sync(() => database.close())),
    Effect.catchIf(isBusy, () =>
      Effect.flatMap(owner(path), (pid) => Effect.fail(new DirectoryInUse({ directory, pid })))
    )
  )
  return database
})

const sqliteBusy = 5
const isBusy = ({ cause }: DirectoryUnusable) =>
  Predicate.hasProperty(cause, "errcode") && cause.errcode === sqliteBusy

const writeOwner = (path: string) => {
  const draft = join(path, `owner.pid.${process.pid}`)
  writeFileSync(draft, `${process.pid}\n`)
  renameSync(draft, join(path, "owner.pid"))
}

/** Looked for again for a moment, since a new owner locks first and signs afterwards. */
const owner = (path: string): Effect.Effect<number | null> =>
  Effect.sync(() => readOwner(path)).pipe(
    Effect.repeat({ until: (pid) => pid !== null, times: 25, schedule: Schedule.spaced("20 millis") })
  )

const readOwner = (path: string): number | null =>
  Result.try(() => Number(readFileSync(join(path, "owner.pid"), "utf8"))).pipe(
    Result.filterOrFail(isAlive, () => null),
    Result.getOrElse(() => null)
  )

const isAlive = (pid: number) =>
  Number.isInteger(pid) &&
  pid > 0 &&
  Result.match(
    Result.try(() => process.kill(pid, 0)),
    {
      onSuccess: () => true,
      onFailure: (cause) => Predicate.hasProperty(cause, "code") && cause.code === "EPERM"
    }
  )
