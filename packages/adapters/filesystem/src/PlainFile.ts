/**
 * One plain file: looking at it, reading it without following a link, writing a new one that is on disk when it returns.
 */
import { createHash } from "node:crypto"
import { type BigIntStats, constants } from "node:fs"
import { type FileHandle, lstat, open, rename } from "node:fs/promises"
import { BlobDigest } from "@layercake/core/store/Blob"
import { Effect, type Option } from "effect"
import type { Owner } from "./OpenFolder.ts"
import { attempt, PathFailure } from "./PathFailure.ts"

/** A digest over what changes when a file is written, replaced, re-owned or its mode changed. */
export const stampOf = (stats: BigIntStats): string =>
  [stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs, stats.mode].join(":")

export const digestOf = (bytes: Uint8Array): BlobDigest =>
  BlobDigest.make(createHash("sha256").update(bytes).digest("hex"))

/** Scripts may be executed, nothing else. */
export const modeOf = (bytes: Uint8Array): number => (bytes[0] === 0x23 && bytes[1] === 0x21 ? 0o755 : 0o644)

/** What stands at the place, links not followed; none when nothing does. */
export const look = (
  location: string,
  path: string
): Effect.Effect<Option.Option<BigIntStats>, PathFailure> =>
  attempt(path, () => lstat(location, { bigint: true })).pipe(
    Effect.asSome,
    Effect.catchIf(
      (failure) => failure.reason === "missing",
      () => Effect.succeedNone
    )
  )

/** The first `limit` bytes. Never waits on a pipe. */
export const read = (location: string, path: string, limit: number): Effect.Effect<Uint8Array, PathFailure> =>
  withHandle(
    path,
    () => open(location, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK),
    Effect.fnUntraced(function* (handle) {
      const stats = yield* attempt(path, () => handle.stat())
      if (!stats.isFile()) {
        return yield* new PathFailure({ path, reason: "not-a-file", detail: "only plain files can be read" })
      }
      const bytes = Buffer.alloc(Math.min(stats.size, limit))
      let length = 0
      while (length < bytes.length) {
        const from = length
        const { bytesRead } = yield* attempt(path, () => handle.read(bytes, from, bytes.length - from, from))
        if (bytesRead === 0) break
        length += bytesRead
      }
      return new Uint8Array(bytes.buffer, bytes.byteOffset, length)
    })
  )

export interface NewFile {
  readonly bytes: Uint8Array
  readonly mode: number
  /** The user who runs this process when left out. */
  readonly owner?: Owner | undefined
}

/** Writes a file that is not there yet; fails when anything stands at the place. */
export const create = (location: string, path: string, file: NewFile): Effect.Effect<void, PathFailure> =>
  withHandle(
    path,
    () =>
      open(location, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, 0o600),
    Effect.fnUntraced(function* (handle) {
      yield* attempt(path, () => handle.writeFile(file.bytes))
      yield* attempt(path, () => handle.chmod(file.mode))
      const owner = file.owner
      if (owner !== undefined) yield* attempt(path, () => handle.chown(owner.uid, owner.gid))
      yield* attempt(path, () => handle.sync())
    })
  )

/** Puts a file in the place of whatever plain file or link stands there. A folder is not replaced. */
export const moveInto = (from: string, to: string, path: string): Effect.Effect<void, PathFailure> =>
  attempt(path, () => rename(from, to))

const withHandle = <A>(
  path: string,
  acquire: () => Promise<FileHandle>,
  use: (handle: FileHandle) => Effect.Effect<A, PathFailure>
) =>
  Effect.acquireUseRelease(attempt(path, acquire), use, (handle) =>
    // Some file systems say only now that the disk is full.
    attempt(path, () => handle.close())
  )
