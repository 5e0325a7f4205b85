/**
 * `layercake designs`: how the designs of a project look, as the pictures that their check made.
 */
import type { ProjectId } from "@layercake/core/project/Project"
import { ProofRow } from "@layercake/core/proof/ProofBoard"
import type { BlobDigest } from "@layercake/core/store/Blob"
import { LayercakeClient } from "@layercake/server/LayercakeClient"
import { Effect, FileSystem, Option, Path, Schema } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { failed, fromError } from "../CliFailure.ts"
import { Output } from "../output/Output.ts"
import { harmless } from "../output/Style.ts"
import { table } from "../output/Table.ts"
import { choose } from "../ProjectChoice.ts"
import { withClient } from "../Root.ts"

const decode = Schema.decodeUnknownEffect(Schema.Array(ProofRow))

export const designsCommand = Command.make(
  "designs",
  {
    project: Argument.String("project").pipe(
      Argument.withDescription("The project's id; the newest active one when left out"),
      Argument.optional
    ),
    out: Flag.String("out").pipe(
      Flag.withDescription("Write the pictures into this folder, as <design>-<width>.png"),
      Flag.withMetavar("folder"),
      Flag.optional
    )
  },
  ({ out, project }) =>
    withClient(
      Effect.gen(function* () {
        const client = yield* LayercakeClient
        const output = yield* Output
        const chosen = yield* choose(project)
        const rows = yield* client["projections.rows"]({ project: chosen, projection: "proof" }).pipe(
          Effect.mapError(fromError)
        )
        const proofs = yield* decode(rows.map(({ row }) => row)).pipe(Effect.mapError(fromError))
        const [latest] = proofs
          .filter(({ pictures }) => pictures !== undefined)
          .toSorted((a, b) => (a.recordedAt < b.recordedAt ? 1 : -1))
        const pictures = (latest?.pictures ?? []).map((picture) => ({
          ...picture,
          name: `${(picture.path.split("/").at(-1) ?? picture.path).replace(/\.html$/, "")}-${picture.width}.png`
        }))
        if (Option.isSome(out)) yield* writeAll(chosen, out.value, pictures)
        yield* output.result(pictures, () =>
          pictures.length === 0
            ? `${chosen} has no picture of a design. They are made at the gate that checks designs, where there is a browser.`
            : table(
                pictures.map(({ digest, height, name, path, width }) => [
                  path,
                  `${width} x ${height}`,
                  harmless(Option.isSome(out) ? `${out.value}/${name}` : digest)
                ]),
                output.columns
              )
        )
      })
    )
).pipe(
  Command.withDescription("List the pictures of a project's designs, or write them into a folder"),
  Command.withExamples([
    { command: "layercake designs", description: "Of the newest active project" },
    { command: "layercake designs rooms --out pictures", description: "Written as PNG" }
  ])
)

const writeAll = Effect.fnUntraced(function* (
  project: ProjectId,
  folder: string,
  pictures: ReadonlyArray<{ readonly name: string; readonly digest: BlobDigest }>
) {
  const client = yield* LayercakeClient
  const files = yield* FileSystem.FileSystem
  const paths = yield* Path.Path
  yield* Effect.mapError(files.makeDirectory(folder, { recursive: true }), fromError)
  for (const { digest, name } of pictures) {
    const bytes = yield* client["storage.get"]({ project, digest }).pipe(Effect.mapError(fromError))
    if (bytes === null) return yield* failed(`The picture ${name} is not kept any more.`)
    yield* Effect.mapError(files.writeFile(paths.join(folder, name), bytes), fromError)
  }
})
