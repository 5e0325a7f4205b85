/**
 * A `Workspace` held in one process, without folders or links: what a path means is the same, what a disk can do to it
 * is not. The state can be kept while the layer is built again.
 */
import { Workspace, WorkspaceError } from "@layercake/core/port/Workspace"
import type { ProjectId } from "@layercake/core/project/Project"
import type { BlobDigest } from "@layercake/core/store/Blob"
import { BlobStore } from "@layercake/core/store/BlobStore"
import { type FilePath, isSafePath, type TreeFile } from "@layercake/core/tree/Tree"
import { Effect, Layer, Option } from "effect"

interface MemoryFile {
  readonly bytes: Uint8Array
  /** Undefined for what no sync wrote, or what was changed since. */
  readonly digest: BlobDigest | undefined
}

interface MemoryFolder {
  readonly files: Map<string, MemoryFile>
  /** Paths that the last sync named. */
  readonly written: Set<FilePath>
}

/** All workspaces; what a disk is to the real adapter. */
export type MemoryWorkspaceState = Map<ProjectId, MemoryFolder>

export const makeState = (): MemoryWorkspaceState => new Map()

/** Puts a file there as a build would, besides or over what a sync wrote. */
export const plant = (
  state: MemoryWorkspaceState,
  project: ProjectId,
  path: string,
  bytes: Uint8Array
): void => {
  folderOf(state, project).files.set(path, { bytes, digest: undefined })
}

/** Takes a file away as a build would. */
export const uproot = (state: MemoryWorkspaceState, project: ProjectId, path: string): void => {
  state.get(project)?.files.delete(path)
}

/** What a file under a root of these workspaces holds. */
export const contentsOf =
  (state: MemoryWorkspaceState) =>
  (directory: string, path: string): Uint8Array | undefined =>
    Array.from(state)
      .find(([project]) => rootOf(project) === directory)?.[1]
      .files.get(path)?.bytes

const rootOf = (project: ProjectId): string => `/workspace/${project}`

const defaultLimit = 10_000_000

export const layerWith = (state: MemoryWorkspaceState): Layer.Layer<Workspace> =>
  Layer.succeed(Workspace)({
    root: (project) =>
      Effect.sync(() => {
        folderOf(state, project)
        return rootOf(project)
      }),

    sync: Effect.fn("MemoryWorkspace.sync")(function* (project, wanted) {
      const fail = failIn(project)
      for (const file of wanted) if (refused(file.path)) return yield* fail(file.path, "outside")
      const paths = new Set<string>(wanted.map((file) => file.path))
      const folder = folderOf(state, project)
      const removed = [...folder.written].filter((path) => !paths.has(path) && folder.files.has(path)).sort()
      const going = new Set<string>(removed)
      const staying = new Set([...paths, ...[...folder.files.keys()].filter((path) => !going.has(path))])
      for (const path of staying) {
        const inTheWay = prefixesOf(path).find((prefix) => staying.has(prefix))
        if (inTheWay !== undefined) return yield* fail(paths.has(path) ? inTheWay : path, "not-a-file")
      }

      const changed = wanted
        .filter((file) => folder.files.get(file.path)?.digest !== file.digest)
        .toSorted((a, b) => (a.path < b.path ? -1 : 1))
      const contents = yield* Effect.forEach(changed, (file) => content(project, file))

      for (const path of removed) folder.files.delete(path)
      for (const [index, { path, digest }] of changed.entries()) {
        folder.files.set(path, { bytes: contents[index] ?? new Uint8Array(), digest })
      }
      folder.written.clear()
      for (const { path } of wanted) folder.written.add(path)
      return { written: changed.map((file) => file.path), removed }
    }),

    read: Effect.fn("MemoryWorkspace.read")(function* (project, path, options) {
      const fail = failIn(project)
      if (!isSafePath(path)) return yield* fail(path, "outside")
      const files = state.get(project)?.files ?? new Map<string, MemoryFile>()
      const file = files.get(path)
      if (file !== undefined) return file.bytes.slice(0, options?.limit ?? defaultLimit)
      if (prefixesOf(path).some((prefix) => files.has(prefix))) return yield* fail(path, "not-a-file")
      const isFolder = [...files.keys()].some((other) => other.startsWith(`${path}/`))
      return yield* fail(path, isFolder ? "not-a-file" : "missing")
    }),

    remove: (project) => Effect.sync(() => void state.delete(project))
  })

export const layer: Layer.Layer<Workspace> = Layer.suspend(() => layerWith(makeState()))

const folderOf = (state: MemoryWorkspaceState, project: ProjectId): MemoryFolder => {
  const folder = state.get(project) ?? { files: new Map(), written: new Set() }
  state.set(project, folder)
  return folder
}

const refused = (path: string) =>
  !isSafePath(path) || path.split("/").some((name) => name.toLowerCase() === ".git")

/** Every folder on the way to the path. */
const prefixesOf = (path: string): ReadonlyArray<string> => {
  const names = path.split("/").slice(0, -1)
  return names.map((_, depth) => names.slice(0, depth + 1).join("/"))
}

const content = Effect.fnUntraced(function* (project: ProjectId, file: TreeFile) {
  const blobs = yield* BlobStore
  const bytes = yield* Effect.mapError(
    blobs.get(file.digest),
    (error) => new WorkspaceError({ project, path: file.path, reason: "io", detail: error.message })
  )
  if (Option.isNone(bytes)) return yield* failIn(project)(file.path, "missing-content")
  return bytes.value
})

const details = {
  outside: "this is no path that a workspace may hold",
  "not-a-file": "a file stands where a folder must be, or a folder where a file must be",
  missing: "there is nothing here",
  "missing-content": "put its content into the blob store first"
} as const

const failIn =
  (project: ProjectId) =>
  (path: string, reason: keyof typeof details): WorkspaceError =>
    new WorkspaceError({ project, path, reason, detail: details[reason] })
