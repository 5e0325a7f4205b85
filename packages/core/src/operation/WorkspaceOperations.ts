/**
 * Operations on the files of a project: looking at them and finding something in them. Changing them is
 * `WorkspaceChangeOperations`.
 */
import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { MomentUnknown } from "../history/HistoryError.ts"
import { BlobDigest } from "../store/Blob.ts"
import { Moment } from "../store/EventStore.ts"
import { PatternRefused } from "../search/PatternError.ts"
import { StarterName } from "../tree/Starter.ts"
import { Snapshot } from "../tree/Snapshot.ts"
import { FilePath, TreeDigest, TreeFile } from "../tree/Tree.ts"
import { FileUnknown } from "../tree/TreeError.ts"
import { about, project } from "./OperationField.ts"
import { OperationError, OperationMark, reads } from "./OperationMark.ts"

const path = FilePath.annotate(about("The file, from the project's folder, for example src/server.ts"))
const atMoment = Schema.optionalKey(
  Moment.annotate(about("As it was then: a version, a position in the log, or a time; now when left out"))
)
const limit = (most: number, usual: number, what: string) =>
  Schema.optionalKey(
    Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: most })).annotate(
      about(`${what} at most; ${usual} when left out`)
    )
  )
const withMoment = Schema.Union([MomentUnknown, ...OperationError.members])

export const FileEncoding = Schema.Literals(["utf8", "base64"])

export const FileContent = Schema.Struct({
  path,
  digest: BlobDigest.annotate(about("SHA-256 of the bytes; give it as `expected` to change the file")),
  bytes: Schema.Int.annotate(about("Length in bytes")),
  encoding: FileEncoding.annotate(about("`base64` for what is no text in UTF-8")),
  content: Schema.String.annotate(about("The content, in that encoding"))
})
export type FileContent = typeof FileContent.Type

export const TreePage = Schema.Struct({
  tree: Schema.NullOr(TreeDigest).annotate(about("Digest of the whole tree; null where there are no files")),
  version: Schema.Int.annotate(about("Version of the project's stream")),
  files: Schema.Array(TreeFile).annotate(about("Files in order of their paths")),
  count: Schema.Int.annotate(about("Files in all, on this page and on others")),
  bytes: Schema.Int.annotate(about("Bytes of all these files")),
  next: Schema.NullOr(FilePath).annotate(
    about("Give it as `after` for the next page; null when there is none")
  )
})
export type TreePage = typeof TreePage.Type

export const PathStat = Schema.Struct({
  path,
  kind: Schema.Literals(["file", "folder"]).annotate(about("What it is")),
  files: Schema.Int.annotate(about("Files in it; 1 for a file")),
  bytes: Schema.Int.annotate(about("Their bytes")),
  digest: Schema.NullOr(BlobDigest).annotate(about("SHA-256 of a file's bytes; null for a folder")),
  document: Schema.NullOr(Schema.String).annotate(
    about("What kind of document the pipeline takes it for; usually null")
  ),
  lastChange: Schema.NullOr(
    Schema.Struct({
      key: Schema.String.annotate(about("The agent run, or what else caused it")),
      author: Schema.String.annotate(about("Who made it")),
      subject: Schema.String.annotate(about("What was done")),
      version: Schema.Int.annotate(about("Version of the project's stream")),
      sha: Schema.NullOr(Schema.String).annotate(about("Its commit; null until it is made"))
    })
  ).annotate(about("The last change of it"))
})
export type PathStat = typeof PathStat.Type

export const SearchMatch = Schema.Struct({
  path: FilePath.annotate(about("The file")),
  line: Schema.Int.annotate(about("From 1; 0 where the name was looked for alone")),
  column: Schema.Int.annotate(about("Character of the line at which it begins, from 1; 0 with line 0")),
  text: Schema.String.annotate(about("The line, at most 300 characters of it"))
})
export type SearchMatch = typeof SearchMatch.Type

export const SearchMatches = Schema.Struct({
  matches: Schema.Array(SearchMatch).annotate(about("In order of path and line")),
  files: Schema.Int.annotate(about("Files that were looked at")),
  complete: Schema.Boolean.annotate(about("False when a limit ended the search; ask for less at once"))
})
export type SearchMatches = typeof SearchMatches.Type

export class WorkspaceOperations extends RpcGroup.make(
  Rpc.make("workspace.tree", {
    payload: {
      ...project,
      under: Schema.optionalKey(FilePath.annotate(about("Only files in this folder"))),
      at: atMoment,
      after: Schema.optionalKey(FilePath.annotate(about("Only files whose paths come after this one"))),
      limit: limit(1000, 200, "Files")
    },
    success: TreePage,
    error: withMoment
  }).annotate(OperationMark, reads("List files", "The files of a project with their digests, by pages.")),

  Rpc.make("workspace.read", {
    payload: { ...project, path, at: atMoment },
    success: FileContent,
    error: Schema.Union([FileUnknown, ...withMoment.members])
  }).annotate(OperationMark, reads("Read a file", "What a file holds, now or at an earlier moment.")),

  Rpc.make("workspace.stat", {
    payload: { ...project, path },
    success: PathStat,
    error: Schema.Union([FileUnknown, ...OperationError.members])
  }).annotate(
    OperationMark,
    reads("Look at a path", "Whether it is a file or a folder, how large, and what changed it last.")
  ),

  Rpc.make("workspace.search", {
    payload: {
      ...project,
      text: Schema.optionalKey(
        Schema.NonEmptyString.check(Schema.isMaxLength(500)).annotate(
          about("Text that a line has, or a regular expression; names alone are looked for when left out")
        )
      ),
      regex: Schema.optionalKey(Schema.Boolean.annotate(about("Take the text for a regular expression"))),
      ignoreCase: Schema.optionalKey(Schema.Boolean.annotate(about("Let upper and lower case be the same"))),
      name: Schema.optionalKey(
        Schema.NonEmptyString.check(Schema.isMaxLength(200)).annotate(
          about("Only files whose path this pattern matches, for example src/**/*.ts")
        )
      ),
      limit: limit(1000, 100, "Matches")
    },
    success: SearchMatches,
    error: Schema.Union([PatternRefused, ...OperationError.members])
  }).annotate(
    OperationMark,
    reads("Search files", "Lines that have a text or match a regular expression, and files by name.")
  ),

  Rpc.make("workspace.snapshots", {
    payload: project,
    success: Schema.Array(Snapshot),
    error: OperationError
  }).annotate(
    OperationMark,
    reads("List snapshots", "Names that were given to earlier states of the files.")
  ),

  Rpc.make("workspace.starters", {
    success: Schema.Array(
      Schema.Struct({
        name: StarterName.annotate(about("Give it to workspace.init")),
        description: Schema.String.annotate(about("What it is for")),
        files: Schema.Array(FilePath).annotate(about("The files that it writes"))
      })
    ),
    error: OperationError
  }).annotate(
    OperationMark,
    reads("List starters", "Sets of first files that a project can begin from.", { access: "account" })
  )
) {}
