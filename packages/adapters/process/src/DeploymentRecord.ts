/**
 * What the local deployer remembers of a deployment, one folder per key: the record, the program's log and its home.
 * Written before the program starts and again when its process is known; says nothing about whether it still runs.
 */
import { createHash } from "node:crypto"
import { join } from "node:path"
import { Effect, FileSystem, Option, Schema } from "effect"

/** Process ids are given again, and start times count from the start of the machine: only all three name a process. */
export const ProcessName = Schema.Struct({
  pid: Schema.Int,
  /** Clock ticks since the machine was started. */
  startedAt: Schema.Int,
  /** Of this run of the machine. */
  boot: Schema.String
})
export type ProcessName = typeof ProcessName.Type

export const DeploymentRecord = Schema.Struct({
  key: Schema.String,
  project: Schema.String,
  target: Schema.String,
  directory: Schema.String,
  port: Schema.Int,
  /** Null from just before the program is started until its process is known. */
  process: Schema.NullOr(ProcessName)
})
export type DeploymentRecord = typeof DeploymentRecord.Type

export interface DeploymentFolder {
  /** Made from the key, safe as a file name. */
  readonly id: string
  readonly path: string
  readonly record: string
  readonly log: string
}

export const folderOf = (directory: string, id: string): DeploymentFolder => {
  const path = join(directory, id)
  return { id, path, record: join(path, "record.json"), log: join(path, "program.log") }
}

export const idOf = (key: string): string => createHash("sha256").update(key).digest("hex").slice(0, 32)

/** None when there is no record. Fails on one that cannot be read, as what it names may still run. */
export const load = Effect.fnUntraced(function* (folder: DeploymentFolder) {
  const files = yield* FileSystem.FileSystem
  return yield* files.readFileString(folder.record).pipe(
    Effect.flatMap(decode),
    Effect.asSome,
    Effect.catchIf(
      (error) => error._tag === "PlatformError" && error.reason._tag === "NotFound",
      () => Effect.succeed(Option.none<DeploymentRecord>())
    )
  )
})

/** Whole or not at all, on disk when it returns. */
export const save = Effect.fnUntraced(function* (folder: DeploymentFolder, record: DeploymentRecord) {
  const files = yield* FileSystem.FileSystem
  const text = yield* encode(record)
  yield* Effect.scoped(
    Effect.gen(function* () {
      const file = yield* files.open(`${folder.record}.new`, { flag: "w", mode: 0o600 })
      yield* file.writeAll(new TextEncoder().encode(text))
      yield* file.sync
    })
  )
  yield* files.rename(`${folder.record}.new`, folder.record)
})

/** Forgets the deployment; the log stays. */
export const remove = Effect.fnUntraced(function* (folder: DeploymentFolder) {
  const files = yield* FileSystem.FileSystem
  yield* files.remove(folder.record, { force: true })
})

const json = Schema.fromJsonString(DeploymentRecord)
const decode = Schema.decodeUnknownEffect(json)
const encode = Schema.encodeEffect(json)
