/**
 * What a command left in its folder and in its output, links not followed.
 */
import * as FileSystem from "node:fs"
import { join } from "node:path"
import type { SandboxResult } from "@layercake/core/port/Sandbox"
import { Effect } from "effect"

/** Empty when there is no such file, or it may not be read. */
export const read = (path: string): string =>
  Effect.runSync(
    Effect.orElseSucceed(
      Effect.try(() => FileSystem.readFileSync(path, "utf8")),
      () => ""
    )
  )

/** In what was printed, or in any file that lies in the folder itself. */
export const holds = (folder: string, results: ReadonlyArray<SandboxResult>, text: string): boolean =>
  results.some(({ output }) => Buffer.from(output).includes(text)) ||
  filesOf(folder).some(
    ({ path, stat }) => stat.isFile() && stat.size < 10_000_000 && read(path).includes(text)
  )

/** Bytes on disk at the top of the folder, which may be changing. */
export const sizeOf = (folder: string): number =>
  FileSystem.readdirSync(folder)
    .map((name) => FileSystem.lstatSync(join(folder, name), { throwIfNoEntry: false })?.blocks ?? 0)
    .reduce((total, blocks) => total + blocks * 512, 0)

export const longestFile = (folder: string): number =>
  Math.max(0, ...filesOf(folder).map(({ stat }) => stat.size))

/** A device, or a file that makes who runs it root. */
export const dangerousFile = (folder: string): string | undefined =>
  filesOf(folder).find(
    ({ stat }) =>
      stat.isBlockDevice() ||
      (stat.isCharacterDevice() && stat.rdev !== 0) ||
      (stat.uid === 0 && (stat.mode & 0o4000) !== 0)
  )?.path

const filesOf = (folder: string): ReadonlyArray<{ readonly path: string; readonly stat: FileSystem.Stats }> =>
  FileSystem.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    return entry.isDirectory() ? filesOf(path) : [{ path, stat: FileSystem.lstatSync(path) }]
  })
