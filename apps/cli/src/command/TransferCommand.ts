/**
 * `layercake export` and `import`: a project with its whole past into a file, and out of it elsewhere.
 */
import { importPartLimit } from "@layercake/core/operation/HistoryOperations"
import type { BlobDigest } from "@layercake/core/store/Blob"
import { LayercakeClient } from "@layercake/server/LayercakeClient"
import { Console, Effect, FileSystem, Option, type PlatformError, Stream } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { type CliFailure, failed, fromError } from "../CliFailure.ts"
import * as LiveLine from "../output/LiveLine.ts"
import { countText } from "../output/Money.ts"
import { Output } from "../output/Output.ts"
import { parseProject } from "../ProjectChoice.ts"
import { withClient } from "../Root.ts"

export const exportCommand = Command.make(
  "export",
  {
    project: Argument.String("project").pipe(Argument.withDescription("The project's id")),
    out: Flag.String("out").pipe(
      Flag.withAlias("o"),
      Flag.withDescription("Write to this file, which must not exist; to stdout when left out"),
      Flag.withMetavar("file"),
      Flag.optional
    ),
    contents: Flag.Boolean("contents").pipe(
      Flag.withDescription(
        "With the contents that the events name, as by default; --no-contents leaves them out"
      ),
      Flag.withDefault(true)
    )
  },
  ({ contents, out, project }) =>
    Effect.gen(function* () {
      const id = yield* parseProject(project)
      yield* withClient(
        Effect.gen(function* () {
          const client = yield* LayercakeClient
          const output = yield* Output
          const lines = client["events.export"]({ project: id, contents }).pipe(Stream.mapError(fromError))
          if (Option.isNone(out)) return yield* Stream.runForEach(lines, (line) => Console.log(line))
          const count = yield* writeLines(out.value, lines)
          yield* output.result(
            { project: id, file: out.value, lines: count },
            () => `${id} exported to ${out.value}: ${countText(count, "line")}`
          )
        })
      )
    })
).pipe(
  Command.withDescription("Write a project with its whole past as JSON Lines"),
  Command.withExamples([
    { command: "layercake export rooms --out rooms.jsonl", description: "Events and contents" },
    { command: "layercake export rooms --no-contents", description: "The events alone, to stdout" }
  ])
)

/** A file that is not complete is not left behind. */
const writeLines = Effect.fnUntraced(function* <R>(
  path: string,
  lines: Stream.Stream<string, CliFailure, R>
) {
  const files = yield* FileSystem.FileSystem
  const unwritable = (error: PlatformError.PlatformError) =>
    failed(
      error.reason._tag === "AlreadyExists"
        ? `${path} is there already. Give another file with --out.`
        : `${path} cannot be written (${error.reason._tag}). Give another file with --out.`
    )
  const file = yield* files.open(path, { flag: "wx" }).pipe(Effect.mapError(unwritable))
  let count = 0
  yield* lines.pipe(
    Stream.runForEachArray((texts) => {
      count += texts.length
      const bytes = new TextEncoder().encode(texts.map((text) => `${text}\n`).join(""))
      return Effect.mapError(file.writeAll(bytes), unwritable)
    }),
    Effect.onError(() => Effect.ignore(files.remove(path)))
  )
  return count
}, Effect.scoped)

export const importCommand = Command.make(
  "import",
  { file: Argument.String("file").pipe(Argument.withDescription("What `layercake export` wrote")) },
  ({ file }) =>
    Effect.gen(function* () {
      const files = yield* FileSystem.FileSystem
      const info = yield* files
        .stat(file)
        .pipe(Effect.mapError(() => failed(`There is no file ${file}. Give the path of an export.`)))
      if (info.type !== "File") return yield* failed(`${file} is no file. Give the path of an export.`)
      yield* withClient(
        Effect.gen(function* () {
          const client = yield* LayercakeClient
          const output = yield* Output
          const id = `${info.size} bytes`
          const parts = yield* files.stream(file, { chunkSize: importPartLimit }).pipe(
            Stream.mapError(() => failed(`${file} cannot be read.`)),
            Stream.runFoldEffect(
              (): ReadonlyArray<BlobDigest> => [],
              (parts, bytes) =>
                client["events.upload"]({ id, index: parts.length, bytes }).pipe(
                  Effect.mapError(fromError),
                  Effect.map((digest) => [...parts, digest])
                )
            ),
            LiveLine.during(`reading ${file}`)
          )
          const report = yield* client["events.import"]({ id, parts }).pipe(
            Effect.mapError((error) => failed(`${file}: ${error.message}`)),
            LiveLine.during(`importing ${file}`)
          )
          yield* output.result(report, () =>
            [
              `Project ${report.project} ${report.created ? "imported" : "was here already"}: ${countText(report.version, "event")}, ${countText(report.contents, "content")}, head ${report.head}`,
              ...(report.missing === 0
                ? []
                : [`${countText(report.missing, "content")} that its events name are not here.`]),
              ...(report.verified.ok || report.missing === report.verified.differences.length
                ? []
                : [
                    `It is not whole: \`${output.command(`verify --project ${report.project}`)}\` says what differs.`
                  ])
            ].join("\n")
          )
        }),
        { begins: true }
      )
    })
).pipe(
  Command.withDescription(
    "Take in a project that was exported; all of it is checked before anything is written"
  ),
  Command.withExamples([
    { command: "layercake import rooms.jsonl", description: "Its chain comes out as it was" },
    { command: "layercake --data other import rooms.jsonl", description: "Into another data folder" }
  ])
)
