/**
 * `WorkingCopies` held in one process: no folder of a disk, so only for agents that ask for files through their
 * executor. What a path means is the same.
 */
import type { AnsweredFile } from "@layercake/core/port/AgentExecutor"
import { WorkingCopies } from "@layercake/core/port/WorkingCopies"
import { WorkspaceError } from "@layercake/core/port/Workspace"
import type { ProjectId } from "@layercake/core/project/Project"
import { BlobStore } from "@layercake/core/store/BlobStore"
import { textOf } from "@layercake/core/store/BlobText"
import { isCopied } from "@layercake/core/tree/CopiedPath"
import { isSafePath, type TreeFile } from "@layercake/core/tree/Tree"
import { Effect, Layer, Option } from "effect"

export const layer: Layer.Layer<WorkingCopies> = Layer.sync(WorkingCopies, () => {
  let opened = 0
  return WorkingCopies.of({
    open: Effect.fn("MemoryWorkingCopies.open")(function* (project, files) {
      const before = yield* texts(project, files)
      const now = new Map(before)
      opened += 1
      const admit = (path: string) =>
        isSafePath(path) && isCopied(path)
          ? Effect.void
          : fail(project, path, "outside", "this is no path that an agent may use")
      return {
        directory: `/copy/${opened}/${project}`,
        changes: Effect.sync(() => changes(before, now)),
        read: Effect.fnUntraced(function* (path) {
          yield* admit(path)
          return now.get(path) ?? (yield* fail(project, path, "missing", "there is nothing here"))
        }),
        write: Effect.fnUntraced(function* (path, content) {
          yield* admit(path)
          if (isInTheWay(path, now))
            return yield* fail(
              project,
              path,
              "not-a-file",
              "a file stands where a folder must be, or a folder"
            )
          now.set(path, content)
        })
      }
    })
  })
})

const texts = Effect.fnUntraced(function* (project: ProjectId, files: ReadonlyArray<TreeFile>) {
  const blobs = yield* BlobStore
  const read = Effect.fnUntraced(function* ({ digest, path }: TreeFile) {
    const bytes = yield* Effect.mapError(
      blobs.get(digest),
      (error) => new WorkspaceError({ project, path, reason: "io", detail: error.message })
    )
    if (Option.isNone(bytes))
      return yield* fail(project, path, "missing-content", "put its content into the blob store first")
    return [path as string, textOf(bytes.value)] as const
  })
  return new Map(
    yield* Effect.forEach(
      files.filter((file) => isCopied(file.path)),
      read
    )
  )
})

const changes = (
  before: ReadonlyMap<string, string>,
  now: ReadonlyMap<string, string>
): ReadonlyArray<AnsweredFile> =>
  [
    ...[...before.keys()].filter((path) => !now.has(path)).map((path) => ({ path, content: null })),
    ...[...now].flatMap(([path, content]) => (before.get(path) === content ? [] : [{ path, content }]))
  ].sort((a, b) => (a.path < b.path ? -1 : 1))

/** No file is a folder too. */
const isInTheWay = (path: string, files: ReadonlyMap<string, string>): boolean => {
  const names = path.split("/").slice(0, -1)
  return (
    names.some((_, depth) => files.has(names.slice(0, depth + 1).join("/"))) ||
    [...files.keys()].some((other) => other.startsWith(`${path}/`))
  )
}

const fail = (project: ProjectId, path: string, reason: WorkspaceError["reason"], detail: string) =>
  Effect.fail(new WorkspaceError({ project, path, reason, detail }))
