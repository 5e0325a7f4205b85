/**
 * Files in one zip archive; the same files give the same bytes.
 */
import { Effect, Stream } from "effect"
import * as Zip from "effect/encoding/Zip"

export interface ArchivedFile {
  readonly path: string
  readonly content: Uint8Array | string
}

export const of = Effect.fn("ZipArchive.of")(function* (files: ReadonlyArray<ArchivedFile>) {
  const chunks = yield* Stream.fromIterable(files.map(({ content, path }) => Zip.file(path, content))).pipe(
    Stream.pipeThroughChannel(Zip.encode()),
    Stream.runCollect,
    // Paths of the tree are paths that an archive can have, and its files fit into one.
    Effect.orDie
  )
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0))
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
})
