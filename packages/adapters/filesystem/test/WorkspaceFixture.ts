/**
 * A directory of its own on disk, gone with the scope, and short words for what the tests do to a workspace.
 */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { Workspace } from "@layercake/core/port/Workspace"
import { ProjectId } from "@layercake/core/project/Project"
import { BlobStore } from "@layercake/core/store/BlobStore"
import { bytesOf } from "@layercake/core/store/BlobText"
import { FilePath, type TreeFile } from "@layercake/core/tree/Tree"
import * as FileWorkspace from "@layercake/filesystem/FileWorkspace"
import * as MemoryStore from "@layercake/memory/MemoryStore"
import { Context, Effect, Layer } from "effect"

export const project = ProjectId.make("demo")

/** Where the workspaces of this test lie, and a folder outside of them that nothing may touch. */
export class Place extends Context.Service<Place, { readonly directory: string; readonly outside: string }>()(
  "@layercake/filesystem/test/WorkspaceFixture/Place"
) {}

export const place = Layer.effect(
  Place,
  Effect.acquireRelease(
    Effect.sync(() => {
      const base = realpathSync(mkdtempSync(join(tmpdir(), "layercake-workspace-")))
      mkdirSync(join(base, "outside"))
      return { base, directory: join(base, "workspaces"), outside: join(base, "outside") }
    }),
    ({ base }) => Effect.sync(() => rmSync(base, { recursive: true, force: true }))
  )
)

/** A workspace in a fresh directory. Give it to each test anew. */
export const fixture = Layer.mergeAll(
  Layer.unwrap(Effect.map(Place, (place) => FileWorkspace.layerAt(place.directory))),
  MemoryStore.layer
).pipe(Layer.provideMerge(place))

export const tree = Effect.fnUntraced(function* (contents: Readonly<Record<string, string>>) {
  const blobs = yield* BlobStore
  return yield* Effect.forEach(Object.entries(contents), ([path, content]) =>
    Effect.map(blobs.put(bytesOf(content)), (digest): TreeFile => ({
      path: FilePath.make(path),
      digest,
      bytes: bytesOf(content).length
    }))
  )
})

export const sync = Effect.fnUntraced(function* (contents: Readonly<Record<string, string>>) {
  const workspace = yield* Workspace
  return yield* workspace.sync(project, yield* tree(contents))
})

export const read = Effect.fnUntraced(function* (path: string) {
  const workspace = yield* Workspace
  return yield* workspace.read(project, FilePath.make(path))
})

/** Where a path of the workspace lies on disk. */
export const locate = Effect.fnUntraced(function* (path: string) {
  const { directory } = yield* Place
  return join(directory, project, path)
})

/** Writes a file behind the port's back. */
export const plant = Effect.fnUntraced(function* (path: string, text: string) {
  const location = yield* locate(path)
  mkdirSync(dirname(location), { recursive: true })
  writeFileSync(location, text)
})
