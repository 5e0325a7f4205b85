/**
 * What can happen to the files of a project, and to their commits.
 */
import { Schema } from "effect"
import { CommitSha } from "../port/Repository.ts"
import { RefKind, RefName } from "./RefName.ts"
import { SnapshotName } from "./Snapshot.ts"
import { FilePath, TreeDigest, TreeFile } from "./Tree.ts"

export class TreeChanged extends Schema.TaggedClass<TreeChanged>()("TreeChanged", {
  /** The agent run, or `intake`. Also the key of the commit. */
  cause: Schema.NonEmptyString,
  /** Who is named as author of the commit. */
  author: Schema.NonEmptyString,
  subject: Schema.NonEmptyString,
  written: Schema.Array(TreeFile),
  removed: Schema.Array(FilePath),
  /** The whole tree after the change. */
  tree: TreeDigest
}) {}

/** Intent: the commit is being made under this key. */
export class CommitStarted extends Schema.TaggedClass<CommitStarted>()("CommitStarted", {
  key: Schema.NonEmptyString,
  tree: TreeDigest
}) {}

export class CommitMade extends Schema.TaggedClass<CommitMade>()("CommitMade", {
  key: Schema.NonEmptyString,
  sha: CommitSha
}) {}

/** Somebody wants the change committed, also while the project is paused. */
export class CommitAsked extends Schema.TaggedClass<CommitAsked>()("CommitAsked", {
  key: Schema.NonEmptyString
}) {}

/** The files as they stood got a name. */
export class SnapshotTaken extends Schema.TaggedClass<SnapshotTaken>()("SnapshotTaken", {
  name: SnapshotName,
  tree: TreeDigest,
  /** Number of files. */
  files: Schema.Int
}) {}

/** Intent: a branch or tag is to be at this commit. */
export class RefAsked extends Schema.TaggedClass<RefAsked>()("RefAsked", {
  kind: RefKind,
  name: RefName,
  sha: CommitSha
}) {}

/** The repository has the branch or tag. */
export class RefMade extends Schema.TaggedClass<RefMade>()("RefMade", {
  kind: RefKind,
  name: RefName,
  sha: CommitSha
}) {}

export const TreeEvent = Schema.Union([
  TreeChanged,
  CommitStarted,
  CommitMade,
  CommitAsked,
  SnapshotTaken,
  RefAsked,
  RefMade
])
export type TreeEvent = typeof TreeEvent.Type
