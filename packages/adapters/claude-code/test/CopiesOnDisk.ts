/**
 * `WorkingCopies` in a temporary folder, as plain as can be: enough for a program that works in it. What a real one
 * promises beyond this is tested with it.
 */
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync
} from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { WorkingCopies, type WorkingCopy } from "@layercake/core/port/WorkingCopies"
import { BlobStore } from "@layercake/core/store/BlobStore"
import { Effect, Layer, Option } from "effect"

/** Where copies were made, for tests that look whether they are gone. */
export const opened: Array<string> = []

export const layer: Layer.Layer<WorkingCopies> = Layer.succeed(WorkingCopies, {
  open: Effect.fnUntraced(function* (_project, files) {
    const blobs = yield* BlobStore
    const directory = yield* Effect.acquireRelease(
      Effect.sync(() => realpathSync(mkdtempSync(join(tmpdir(), "layercake-copy-")))),
      (directory) => Effect.sync(() => rmSync(directory, { recursive: true, force: true }))
    )
    opened.push(directory)
    const before = new Map<string, string>()
    for (const { digest, path } of files) {
      const bytes = Option.getOrThrow(yield* Effect.orDie(blobs.get(digest)))
      mkdirSync(dirname(join(directory, path)), { recursive: true })
      writeFileSync(join(directory, path), bytes)
      before.set(path, new TextDecoder().decode(bytes))
    }
    const copy: WorkingCopy = {
      directory,
      changes: Effect.sync(() => {
        const now = new Map(
          readdirSync(directory, { recursive: true, withFileTypes: true })
            .filter((entry) => entry.isFile())
            .map((entry) => join(entry.parentPath, entry.name))
            .map((path) => [path.slice(directory.length + 1), readFileSync(path, "utf8")] as const)
        )
        return [
          ...[...before.keys()].filter((path) => !now.has(path)).map((path) => ({ path, content: null })),
          ...[...now].flatMap(([path, content]) => (before.get(path) === content ? [] : [{ path, content }]))
        ]
      }),
      read: (path) => Effect.sync(() => readFileSync(join(directory, path), "utf8")),
      write: (path, content) => Effect.sync(() => writeFileSync(join(directory, path), content))
    }
    return copy
  })
})
