/**
 * Answers the operations that change files.
 */
import { CommandRefused } from "@layercake/core/command/CommandRefused"
import { WorkspaceChangeOperations } from "@layercake/core/operation/WorkspaceChangeOperations"
import { rowOf } from "@layercake/core/project/ProjectState"
import { bytesOf } from "@layercake/core/store/BlobText"
import { filesOf, starters } from "@layercake/core/tree/Starter"
import type { FilePath, TreeFile } from "@layercake/core/tree/Tree"
import { FilePath as Path } from "@layercake/core/tree/Tree"
import { TakeSnapshot } from "@layercake/core/tree/TreeCommand"
import { FileRefused, FilesExist, FileUnknown, SnapshotExists } from "@layercake/core/tree/TreeError"
import { Effect, Option, Schema } from "effect"
import * as Base64 from "effect/encoding/Base64"
import { Commands } from "../command/Commands.ts"
import * as FileReading from "../tree/FileReading.ts"
import * as TreeRestoring from "../tree/TreeRestoring.ts"
import { changing } from "./ChangeReporting.ts"
import { Session } from "./Session.ts"

const decodePath = Schema.decodeUnknownOption(Path)

const refused = (path: string, fault: string) =>
  new CommandRefused({ reason: new FileRefused({ path, fault }) })
const unknown = (path: string) => new CommandRefused({ reason: new FileUnknown({ path }) })

const bytesFrom = (path: string, content: string, encoding: "utf8" | "base64") =>
  encoding === "utf8"
    ? Effect.succeed(bytesOf(content))
    : Effect.mapError(Effect.fromResult(Base64.decode(content)), () =>
        refused(path, "its content is not the base64 that it is said to be")
      )

/** What the caller has read of the file, if they said so. */
const given = (path: FilePath, expected: TreeFile["digest"] | null | undefined) =>
  expected === undefined ? {} : { expected: [{ path, digest: expected }] }

export const layer = WorkspaceChangeOperations.toLayer({
  "workspace.write": ({ content, encoding = "utf8", expected, path, project }) =>
    changing(project, (state) =>
      Effect.map(bytesFrom(path, content, encoding), (bytes) => ({
        subject: `${rowOf(state, "file", path) === undefined ? "Add" : "Change"} ${path}`,
        written: [{ path, content: bytes }],
        ...given(path, expected)
      }))
    ),
  "workspace.delete": ({ expected, path, project }) =>
    changing(project, (state) => {
      const files = FileReading.filesUnder(state, path)
      return files.length === 0 && expected === undefined
        ? Effect.fail(unknown(path))
        : Effect.succeed({
            subject: `Remove ${path}`,
            removed: files.map(({ path }) => path),
            ...given(path, expected)
          })
    }),
  "workspace.move": ({ expected, from, project, to }) =>
    changing(project, (state) =>
      Effect.gen(function* () {
        const files = FileReading.filesUnder(state, from)
        if (files.length === 0 && expected === undefined) return yield* unknown(from)
        if (FileReading.filesUnder(state, to).length > 0)
          return yield* refused(to, "there is something already; remove it first, or choose another path")
        const moved = yield* Effect.forEach(files, (file) =>
          Option.match(decodePath(`${to}${file.path.slice(from.length)}`), {
            onSome: (path) => Effect.succeed({ ...file, path }),
            onNone: () => Effect.fail(refused(`${to}${file.path.slice(from.length)}`, "the path is too long"))
          })
        )
        return {
          subject: `Move ${from} to ${to}`,
          written: moved,
          removed: files.map(({ path }) => path),
          ...given(from, expected)
        }
      })
    ),
  "workspace.snapshot": ({ name, project }) =>
    Effect.gen(function* () {
      const commands = yield* Commands
      const { actor } = yield* Session
      const { state } = yield* commands.execute(project, new TakeSnapshot({ name }), { actor })
      const row = rowOf(state, "snapshot", name)
      return row ?? (yield* new CommandRefused({ reason: new SnapshotExists({ name }) }))
    }),
  "workspace.restore": ({ project, ...wish }) =>
    Effect.flatMap(TreeRestoring.filesOf(project, wish), (then) =>
      changing(project, (state) => TreeRestoring.change(state, then))
    ),
  "workspace.init": ({ overwrite = false, project, starter }) =>
    changing(project, (state) => {
      const files = filesOf(starters[starter])
      const there = files.filter(({ path }) => rowOf(state, "file", path) !== undefined)
      return overwrite || there.length === 0
        ? Effect.succeed({
            subject: `Begin from the starter ${starter}`,
            written: files.map(({ content, path }) => ({ path, content: bytesOf(content) }))
          })
        : Effect.fail(new FilesExist({ paths: there.map(({ path }) => path) }))
    })
})
