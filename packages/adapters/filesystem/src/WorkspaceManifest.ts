/**
 * What LayerCake wrote into a workspace, kept beside the workspace where no build can reach it. Not the truth about the
 * files, only about who wrote them: without it nothing is removed and every file is compared by its content.
 */
import { lstat, mkdir, readFile, rm } from "node:fs/promises"
import { join } from "node:path"
import { BlobDigest } from "@layercake/core/store/Blob"
import { bytesOf } from "@layercake/core/store/BlobText"
import { FilePath } from "@layercake/core/tree/Tree"
import { Effect, Option, Schema } from "effect"
import { attempt, type PathFailure } from "./PathFailure.ts"
import { create, moveInto } from "./PlainFile.ts"

export const WrittenFile = Schema.Struct({
  path: FilePath,
  digest: BlobDigest,
  /** As `PlainFile.stampOf` gave it after writing; null while the file is on its way. */
  stamp: Schema.NullOr(Schema.String)
})
export type WrittenFile = typeof WrittenFile.Type

export const WorkspaceManifest = Schema.Struct({
  version: Schema.Literal(1),
  files: Schema.Array(WrittenFile),
  /** Folders that were made for these files and go when they are empty. */
  folders: Schema.Array(FilePath)
})
export type WorkspaceManifest = typeof WorkspaceManifest.Type

export interface SavedManifest extends WorkspaceManifest {
  /** When it was saved, in nanoseconds; stamps that are not older prove nothing, the clock of a file system is coarse. */
  readonly savedNanos: bigint
}

const Json = Schema.fromJsonString(WorkspaceManifest)
const decode = Schema.decodeUnknownOption(Json)
const encode = Schema.encodeEffect(Json)

const empty: SavedManifest = { version: 1, files: [], folders: [], savedNanos: 0n }

/** The manifest kept in this folder; an empty one when there is none or it cannot be understood. */
export const load = Effect.fnUntraced(
  function* (state: string) {
    const location = join(state, "manifest.json")
    const stats = yield* attempt(".", () => lstat(location, { bigint: true }))
    const text = yield* attempt(".", () => readFile(location, "utf8"))
    return Option.match(decode(text), {
      onNone: () => empty,
      onSome: (manifest) => ({ ...manifest, savedNanos: stats.mtimeNs })
    })
  },
  Effect.catchIf(
    (failure) => failure.reason === "missing",
    () => Effect.succeed(empty)
  )
)

/** Whether the manifest says exactly this of the files, which are in order of path. */
export const holds = (manifest: WorkspaceManifest, files: ReadonlyArray<WrittenFile>): boolean =>
  manifest.files.length === files.length &&
  files.every(
    (file, index) => manifest.files[index]?.path === file.path && manifest.files[index].stamp === file.stamp
  )

/** Replaces the manifest, whole or not at all. */
export const save = Effect.fnUntraced(function* (
  state: string,
  manifest: WorkspaceManifest
): Effect.fn.Return<void, PathFailure> {
  const text = yield* Effect.orDie(encode(manifest))
  const draft = join(state, "manifest.draft")
  yield* attempt(".", () => rm(draft, { force: true }))
  yield* create(draft, ".", { bytes: bytesOf(text), mode: 0o600 })
  yield* moveInto(draft, join(state, "manifest.json"), ".")
})

/** Makes the folder that keeps the manifest, readable for its owner only. */
export const prepare = (state: string) => attempt(".", () => mkdir(state, { recursive: true, mode: 0o700 }))
