/**
 * What people and scripts may ask of a project's files. Agents change files through their runs; contents are in the blob
 * store before a command names them.
 */
import { Schema } from "effect"
import { BlobDigest } from "../store/Blob.ts"
import { CommitSha } from "../port/Repository.ts"
import { RefKind, RefName } from "./RefName.ts"
import { SnapshotName } from "./Snapshot.ts"
import { FilePath, TreeDigest, TreeFile } from "./Tree.ts"

/** What the caller has read of one file: its digest, or null for no such file. */
export const ExpectedFile = Schema.Struct({ path: FilePath, digest: Schema.NullOr(BlobDigest) })
export type ExpectedFile = typeof ExpectedFile.Type

/** Writes and removes whole files in one change, which becomes one commit. */
export class ChangeFiles extends Schema.TaggedClass<ChangeFiles>()("ChangeFiles", {
  /** What is done, in LayerCake's words; the subject of the commit. */
  subject: Schema.NonEmptyString,
  written: Schema.Array(TreeFile),
  removed: Schema.Array(FilePath),
  /** Refused where a file is another by now. */
  expected: Schema.Array(ExpectedFile),
  /** The project's tree that the change was made from; null where there is none. Refused where it is another by now. */
  before: Schema.NullOr(TreeDigest),
  /** The whole tree afterwards. */
  tree: TreeDigest
}) {}

/** Gives the tree as it is now a name. */
export class TakeSnapshot extends Schema.TaggedClass<TakeSnapshot>()("TakeSnapshot", {
  name: SnapshotName
}) {}

/** Asks for a branch or a tag at a commit of the project. */
export class PlaceRef extends Schema.TaggedClass<PlaceRef>()("PlaceRef", {
  kind: RefKind,
  name: RefName,
  sha: CommitSha
}) {}

/** Receipt: the branch or tag is in the repository. */
export class RecordRef extends Schema.TaggedClass<RecordRef>()("RecordRef", {
  kind: RefKind,
  name: RefName,
  sha: CommitSha
}) {}

/** Asks for every change that is not committed yet to be committed, also while the project is paused. */
export class AskForCommit extends Schema.TaggedClass<AskForCommit>()("AskForCommit", {}) {}

export const TreeCommand = Schema.Union([ChangeFiles, TakeSnapshot, PlaceRef, RecordRef, AskForCommit])
export type TreeCommand = typeof TreeCommand.Type
