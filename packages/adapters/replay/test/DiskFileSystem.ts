/**
 * As much of Effect's FileSystem as recordings use, on Node's own, with a folder for each test. What hosts bring does the
 * same.
 */
import * as fs from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect, FileSystem, type Layer, PlatformError } from "effect"

const tags: Readonly<Record<string, PlatformError.SystemErrorTag>> = {
  ENOENT: "NotFound",
  EEXIST: "AlreadyExists",
  EACCES: "PermissionDenied"
}

const done = <A>(method: string, path: string, run: () => A) =>
  Effect.try({
    try: run,
    catch: (cause) =>
      PlatformError.systemError({
        _tag: tags[(cause as NodeJS.ErrnoException).code ?? ""] ?? "Unknown",
        module: "FileSystem",
        method,
        pathOrDescriptor: path,
        cause
      })
  })

export const layer: Layer.Layer<FileSystem.FileSystem> = FileSystem.layerNoop({
  exists: (path) => Effect.sync(() => fs.existsSync(path)),
  readFileString: (path) => done("readFileString", path, () => fs.readFileSync(path, "utf8")),
  writeFileString: (path, text, options) =>
    done("writeFileString", path, () => fs.writeFileSync(path, text, { flag: options?.flag ?? "w" })),
  makeDirectory: (path, options) =>
    done("makeDirectory", path, () => void fs.mkdirSync(path, { recursive: options?.recursive ?? false })),
  readDirectory: (path, options) =>
    done("readDirectory", path, () =>
      fs.readdirSync(path, { recursive: options?.recursive ?? false }).map(String)
    ),
  stat: (path) =>
    done("stat", path, () => {
      const type = fs.statSync(path).isFile() ? "File" : "Directory"
      return { type } as FileSystem.File.Info
    }),
  link: (from, to) => done("link", to, () => fs.linkSync(from, to)),
  remove: (path) => done("remove", path, () => fs.rmSync(path)),
  open: (path, options) =>
    Effect.acquireRelease(
      done("open", path, () => fs.openSync(path, options?.flag ?? "r")),
      (descriptor) => Effect.sync(() => fs.closeSync(descriptor))
    ).pipe(
      Effect.map((descriptor) => {
        const file: Pick<FileSystem.File, "writeAll" | "sync"> = {
          writeAll: (bytes) => done("writeAll", path, () => void fs.writeSync(descriptor, bytes)),
          sync: done("sync", path, () => fs.fsyncSync(descriptor))
        }
        return file as FileSystem.File
      })
    )
})

/** A folder that is gone when the scope ends. */
export const folder = Effect.acquireRelease(
  Effect.sync(() => fs.mkdtempSync(join(tmpdir(), "layercake-recording-"))),
  (path) => Effect.sync(() => fs.rmSync(path, { recursive: true, force: true }))
)
