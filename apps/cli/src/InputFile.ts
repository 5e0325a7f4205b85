/**
 * Files that people name on the command line.
 */
import { Effect, FileSystem } from "effect"
import { failed } from "./CliFailure.ts"

/** The bytes of a plain file of at most `limit` bytes. */
export const readFile = Effect.fnUntraced(function* (path: string, limit: number) {
  const files = yield* FileSystem.FileSystem
  const info = yield* files
    .stat(path)
    .pipe(Effect.mapError(() => failed(`There is no file ${path}. Give the path of one that you can read.`)))
  if (info.type !== "File")
    return yield* failed(`${path} is no file. Give the path of a file with text in it.`)
  if (Number(info.size) > limit)
    return yield* failed(
      `${path} has ${info.size} bytes and the limit is ${limit}. Shorten it to what matters.`
    )
  return yield* files
    .readFile(path)
    .pipe(Effect.mapError(() => failed(`${path} cannot be read. Give the path of a file that you can read.`)))
})
