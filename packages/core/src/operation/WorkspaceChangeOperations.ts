/**
 * Operations that change the files of a project. Each is one change of the log and becomes one commit; approvals of what
 * it changes are void. Agents change files through their runs instead.
 */
import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { GateId } from "../gate/Gate.ts"
import { MomentUnknown } from "../history/HistoryError.ts"
import { BlobDigest } from "../store/Blob.ts"
import { Moment } from "../store/EventStore.ts"
import { Snapshot, SnapshotName } from "../tree/Snapshot.ts"
import { StarterName } from "../tree/Starter.ts"
import { FilePath, TreeDigest, TreeFile } from "../tree/Tree.ts"
import { ContentsGone, FilesExist, RestoreUnclear } from "../tree/TreeError.ts"
import { type OperationOptions, OperationError, OperationMark, writes } from "./OperationMark.ts"
import { FileEncoding } from "./WorkspaceOperations.ts"
import { about, project } from "./OperationField.ts"

const path = FilePath.annotate(about("The file, from the project's folder, for example src/server.ts"))
const expected = Schema.optionalKey(
  Schema.NullOr(BlobDigest).annotate(
    about("Digest of the file as it was read, null for no such file; refused where it is another by now")
  )
)

/** An agent that could write outside of its run would change tests without anybody looking at it. */
export const editors: OperationOptions = { callers: ["person", "automation", "system"] }

export const ChangeReport = Schema.Struct({
  tree: Schema.NullOr(TreeDigest).annotate(about("Digest of the tree afterwards")),
  version: Schema.Int.annotate(about("Version of the project's stream afterwards")),
  written: Schema.Array(TreeFile).annotate(about("Files that are new or other than before")),
  removed: Schema.Array(FilePath).annotate(about("Files that are gone")),
  reopened: Schema.Array(GateId).annotate(about("Gates whose approval or review the change made void"))
})
export type ChangeReport = typeof ChangeReport.Type

export class WorkspaceChangeOperations extends RpcGroup.make(
  Rpc.make("workspace.write", {
    payload: {
      ...project,
      path,
      content: Schema.String.annotate(about("The whole content; at most 1,000,000 bytes")),
      encoding: Schema.optionalKey(FileEncoding.annotate(about("Of the content; utf8 when left out"))),
      expected
    },
    success: ChangeReport,
    error: OperationError
  }).annotate(
    OperationMark,
    writes("Write a file", "Makes a file, or replaces what it holds.", { ...editors, idempotent: true })
  ),

  Rpc.make("workspace.delete", {
    payload: { ...project, path, expected },
    success: ChangeReport,
    error: OperationError
  }).annotate(OperationMark, writes("Delete a file", "Takes a file or a folder out of the tree.", editors)),

  Rpc.make("workspace.move", {
    payload: {
      ...project,
      from: FilePath.annotate(about("The file or folder")),
      to: FilePath.annotate(about("Its path afterwards; nothing may be there yet")),
      expected
    },
    success: ChangeReport,
    error: OperationError
  }).annotate(OperationMark, writes("Move a file", "Gives a file or a folder another path.", editors)),

  Rpc.make("workspace.snapshot", {
    payload: {
      ...project,
      name: SnapshotName.annotate(about("What to call it: letters, digits, dots, dashes"))
    },
    success: Snapshot,
    error: OperationError
  }).annotate(
    OperationMark,
    writes("Take a snapshot", "Gives the files as they are now a name to come back to.", { idempotent: true })
  ),

  Rpc.make("workspace.restore", {
    payload: {
      ...project,
      snapshot: Schema.optionalKey(SnapshotName.annotate(about("The snapshot to come back to"))),
      at: Schema.optionalKey(
        Moment.annotate(about("Or the moment: a version, a position in the log, or a time"))
      ),
      paths: Schema.optionalKey(
        Schema.Array(FilePath).annotate(about("Only these files and folders; everything when left out"))
      )
    },
    success: ChangeReport,
    error: Schema.Union([MomentUnknown, RestoreUnclear, ContentsGone, ...OperationError.members])
  }).annotate(
    OperationMark,
    writes("Restore files", "Makes the files those of a snapshot or of an earlier moment again.", editors)
  ),

  Rpc.make("workspace.init", {
    payload: {
      ...project,
      starter: StarterName.annotate(about("Which files to begin with; workspace.starters lists them")),
      overwrite: Schema.optionalKey(
        Schema.Boolean.annotate(about("Replace files that are there; refused with their names when left out"))
      )
    },
    success: ChangeReport,
    error: Schema.Union([FilesExist, ...OperationError.members])
  }).annotate(
    OperationMark,
    writes("Begin from a starter", "Writes the first files of a kind of project.", editors)
  )
) {}
