/**
 * Two projections of the tree: one row for each file, and one for each change that becomes a commit.
 */
import { Schema } from "effect"
import { CommitSha } from "../port/Repository.ts"
import * as Projection from "../projection/Projection.ts"
import { FilePath, TreeDigest, TreeFile } from "./Tree.ts"

export const fileBoard = Projection.make<TreeFile>("file", TreeFile, {
  TreeChanged: {
    keys: (event) => [...event.removed, ...event.written.map((file) => file.path)],
    evolve: (_row, event, _fact, key) => event.written.find((file) => file.path === key)
  }
})

export const CommitRow = Schema.Struct({
  /** What caused the change, and the key that the commit is found by. */
  key: Schema.NonEmptyString,
  author: Schema.NonEmptyString,
  subject: Schema.NonEmptyString,
  paths: Schema.Array(FilePath),
  tree: TreeDigest,
  /** Version of the change in the project's stream. */
  version: Schema.Int,
  status: Schema.Literals(["due", "started", "made"]),
  sha: Schema.NullOr(CommitSha)
})
export type CommitRow = typeof CommitRow.Type

export const commitBoard = Projection.make<CommitRow>("commit", CommitRow, {
  TreeChanged: Projection.put(
    (event) => event.cause,
    (event, fact) => ({
      key: event.cause,
      author: event.author,
      subject: event.subject,
      paths: [...event.written.map((file) => file.path), ...event.removed],
      tree: event.tree,
      version: fact.version,
      status: "due",
      sha: null
    })
  ),
  CommitStarted: Projection.change(
    (event) => event.key,
    (row) => ({ ...row, status: "started" })
  ),
  CommitMade: Projection.change(
    (event) => event.key,
    (row, event) => ({ ...row, status: "made", sha: event.sha })
  )
})
