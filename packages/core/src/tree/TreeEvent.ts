/**
 * What can happen to the files of a project, and to their commits.
 */
import { Schema } from "effect"
import { CommitSha } from "../port/Repository.ts"
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

export const TreeEvent = Schema.Union([TreeChanged, CommitStarted, CommitMade])
export type TreeEvent = typeof TreeEvent.Type
