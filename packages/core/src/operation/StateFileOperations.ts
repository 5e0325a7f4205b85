/**
 * Operations on state files: the state of a project as Markdown, to be read and to be kept beside the code.
 */
import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { StateFileName } from "../statefile/StateFile.ts"
import { LineChanges } from "../tree/LineChanges.ts"
import { FilePath } from "../tree/Tree.ts"
import { about, project } from "./OperationField.ts"
import { OperationError, OperationMark, reads, writes } from "./OperationMark.ts"
import { ChangeReport, editors } from "./WorkspaceChangeOperations.ts"

const name = StateFileName.annotate(about("Which file, for example STATUS"))
const names = Schema.optionalKey(
  Schema.Array(StateFileName).annotate(about("Which files; all of them when left out"))
)
const path = FilePath.annotate(about("Where it lies in the tree"))

export const StateFileText = Schema.Struct({
  name,
  path,
  text: Schema.String.annotate(about("Markdown, as of now"))
})

export class StateFileOperations extends RpcGroup.make(
  Rpc.make("files.list", {
    payload: project,
    success: Schema.Array(
      Schema.Struct({
        name,
        path,
        written: Schema.Boolean.annotate(about("Whether it is in the tree")),
        current: Schema.Boolean.annotate(about("Whether what is in the tree is what the state says now"))
      })
    ),
    error: OperationError
  }).annotate(
    OperationMark,
    reads("List state files", "The state files and whether the tree has them as they are now.")
  ),

  Rpc.make("files.get", {
    payload: { ...project, name },
    success: StateFileText,
    error: OperationError
  }).annotate(
    OperationMark,
    reads("Get a state file", "One part of the project's state as Markdown, as of now.")
  ),

  Rpc.make("files.render", {
    payload: { ...project, names },
    success: Schema.Array(StateFileText),
    error: OperationError
  }).annotate(OperationMark, reads("Render state files", "Every state file as Markdown, as of now.")),

  Rpc.make("files.diff", {
    payload: { ...project, names },
    success: Schema.Array(Schema.Struct({ name, path, ...LineChanges.fields })),
    error: OperationError
  }).annotate(
    OperationMark,
    reads(
      "Compare state files",
      "What is different between the files in the tree and the state, line by line."
    )
  ),

  Rpc.make("files.history", {
    payload: { ...project, name },
    success: Schema.Array(
      Schema.Struct({
        version: Schema.Int.annotate(about("Version of the project's stream")),
        author: Schema.String.annotate(about("Who wrote it")),
        subject: Schema.String.annotate(about("What was done")),
        sha: Schema.NullOr(Schema.String).annotate(about("Its commit; null until it is made"))
      })
    ),
    error: OperationError
  }).annotate(
    OperationMark,
    reads("History of a state file", "When a state file was written into the tree, newest first.")
  ),

  Rpc.make("files.export", {
    payload: { ...project, names },
    success: Schema.Struct({
      name: Schema.String.annotate(about("A name for the archive")),
      zip: Schema.Uint8ArrayFromBase64.annotate(about("A zip archive"))
    }),
    error: OperationError
  }).annotate(OperationMark, reads("Export state files", "The state files in one zip archive.")),

  Rpc.make("files.write", {
    payload: { ...project, names },
    success: ChangeReport,
    error: OperationError
  }).annotate(
    OperationMark,
    writes("Write state files", "Puts state files into the tree; what people typed stays in the log alone.", {
      ...editors,
      idempotent: true
    })
  ),

  Rpc.make("files.remove", {
    payload: { ...project, names },
    success: ChangeReport,
    error: OperationError
  }).annotate(
    OperationMark,
    writes("Remove state files", "Takes state files out of the tree.", { ...editors, idempotent: true })
  )
) {}
