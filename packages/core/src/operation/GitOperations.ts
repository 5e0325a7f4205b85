/**
 * Operations on the commits of a project. Every change of files becomes a commit by itself; these look at them, name them
 * and hurry them.
 */
import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { Timestamp } from "../event/Timestamp.ts"
import { BlamedLine, CommitEntry, CommitSha, FileDelta } from "../port/Repository.ts"
import { RefRow } from "../tree/RefBoard.ts"
import { RefName } from "../tree/RefName.ts"
import { FilePath, TreeDigest } from "../tree/Tree.ts"
import { CommitRow } from "../tree/TreeBoard.ts"
import { CommitUnknown, FileUnknown } from "../tree/TreeError.ts"
import { about, project } from "./OperationField.ts"
import { OperationError, OperationMark, type OperationOptions, reads, writes } from "./OperationMark.ts"
import { editors } from "./WorkspaceChangeOperations.ts"
import { FileContent } from "./WorkspaceOperations.ts"

const path = FilePath.annotate(about("The file, from the project's folder"))

/** `main`, a branch, a tag, or the first seven digits of a commit or more. */
const Revision = Schema.NonEmptyString.check(Schema.isMaxLength(100))
const revision = (what: string) =>
  Revision.annotate(about(`${what}: a branch, a tag, or at least seven digits of a commit`))
const optionalRevision = (what: string) =>
  Schema.optionalKey(
    Revision.annotate(
      about(`${what}: a branch, a tag, or at least seven digits of a commit; main when left out`)
    )
  )
const withCommit = Schema.Union([CommitUnknown, ...OperationError.members])
const withFile = Schema.Union([CommitUnknown, FileUnknown, ...OperationError.members])

export const GitStatus = Schema.Struct({
  branch: RefName.annotate(about("The branch that changes are committed to")),
  head: Schema.NullOr(CommitSha).annotate(about("The newest commit; null before the first")),
  tree: Schema.NullOr(TreeDigest).annotate(about("Digest of the files as they are now")),
  clean: Schema.Boolean.annotate(about("Whether every change is committed")),
  pending: Schema.Array(CommitRow).annotate(about("Changes that are not committed yet, oldest first")),
  here: Schema.Boolean.annotate(
    about(
      "Whether the repository of this machine has the newest commit; it is made again before work needs it"
    )
  )
})
export type GitStatus = typeof GitStatus.Type

export const CommitPage = Schema.Struct({
  commits: Schema.Array(CommitEntry).annotate(about("Newest first")),
  next: Schema.NullOr(Schema.Int).annotate(
    about("Give it as `after` for the next page; null when there is none")
  )
})

export const GitDifference = Schema.Struct({
  from: Schema.NullOr(CommitSha).annotate(about("The older commit; null where every file is new")),
  to: CommitSha.annotate(about("The newer commit")),
  files: Schema.Array(FileDelta).annotate(about("What is different, by path")),
  added: Schema.Int.annotate(about("Lines added in all")),
  removed: Schema.Int.annotate(about("Lines removed in all"))
})
export type GitDifference = typeof GitDifference.Type

export const GitRemote = Schema.Struct({
  forge: Schema.String.annotate(about("Where it was pushed")),
  address: Schema.String.annotate(about("Address of the repository there")),
  commit: Schema.NullOr(Schema.String).annotate(about("The commit that was pushed last")),
  at: Timestamp.annotate(about("When"))
})

const marks: OperationOptions = { ...editors, idempotent: true }

export class GitOperations extends RpcGroup.make(
  Rpc.make("git.status", { payload: project, success: GitStatus, error: OperationError }).annotate(
    OperationMark,
    reads("Status of the repository", "The newest commit and the changes that are not committed yet.")
  ),

  Rpc.make("git.log", {
    payload: {
      ...project,
      from: optionalRevision("Where to begin"),
      path: Schema.optionalKey(FilePath.annotate(about("Only commits that changed this file"))),
      after: Schema.optionalKey(
        Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1_000_000 })).annotate(
          about("Leave out so many of the newest")
        )
      ),
      limit: Schema.optionalKey(
        Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 500 })).annotate(
          about("Commits at most; 50 when left out")
        )
      )
    },
    success: CommitPage,
    error: withCommit
  }).annotate(OperationMark, reads("List commits", "The commits of a project, newest first.")),

  Rpc.make("git.show", {
    payload: { ...project, commit: revision("The commit") },
    success: Schema.Struct({
      commit: CommitEntry.annotate(about("The commit")),
      difference: GitDifference.annotate(about("What it changed"))
    }),
    error: withCommit
  }).annotate(OperationMark, reads("Show a commit", "One commit with the files it changed, line by line.")),

  Rpc.make("git.diff", {
    payload: {
      ...project,
      from: revision("The older commit"),
      to: optionalRevision("The newer commit"),
      path: Schema.optionalKey(FilePath.annotate(about("Only this file or folder")))
    },
    success: GitDifference,
    error: withCommit
  }).annotate(
    OperationMark,
    reads("Compare commits", "What is different between two commits, line by line.")
  ),

  Rpc.make("git.file", {
    payload: { ...project, path, commit: revision("The commit") },
    success: FileContent,
    error: withFile
  }).annotate(OperationMark, reads("File at a commit", "What a file held at a commit.")),

  Rpc.make("git.blame", {
    payload: { ...project, path, commit: optionalRevision("The commit to look from") },
    success: Schema.Array(BlamedLine),
    error: withFile
  }).annotate(OperationMark, reads("Who wrote what", "Each line of a file with the commit that wrote it.")),

  Rpc.make("git.branches", {
    payload: project,
    success: Schema.Array(RefRow),
    error: OperationError
  }).annotate(
    OperationMark,
    reads("List branches", "The branches that were asked for; main, which grows by itself, is in git.status.")
  ),

  Rpc.make("git.branch", {
    payload: {
      ...project,
      name: RefName.annotate(about("Name of the branch")),
      at: optionalRevision("Where it begins")
    },
    success: RefRow,
    error: withCommit
  }).annotate(
    OperationMark,
    writes("Make a branch", "Puts a branch at a commit; changes are still committed to main.", marks)
  ),

  Rpc.make("git.tags", { payload: project, success: Schema.Array(RefRow), error: OperationError }).annotate(
    OperationMark,
    reads("List tags", "The tags of a project with their commits.")
  ),

  Rpc.make("git.tag", {
    payload: {
      ...project,
      name: RefName.annotate(about("Name of the tag, for example v1.0.0")),
      at: optionalRevision("The commit")
    },
    success: RefRow,
    error: withCommit
  }).annotate(OperationMark, writes("Tag a commit", "Gives a commit a name that stays.", marks)),

  Rpc.make("git.commit", { payload: project, success: GitStatus, error: OperationError }).annotate(
    OperationMark,
    writes("Commit", "Asks for pending changes to be committed, also while the project is paused.", editors)
  ),

  Rpc.make("git.remotes", {
    payload: project,
    success: Schema.Array(GitRemote),
    error: OperationError
  }).annotate(OperationMark, reads("List remotes", "Where the commits were pushed, newest push first."))
) {}
