/**
 * Two projections of the tree: one row for each file, and one for each change that becomes a commit.
 */
import { Schema } from "effect"
import { CommitSha } from "../port/Repository.ts"
import * as Projection from "../projection/Projection.ts"
import { FilePath, TreeDigest, TreeFile } from "./Tree.ts"
import type { TreeChanged } from "./TreeEvent.ts"

export const fileBoard = Projection.make<TreeFile>("file", TreeFile, {
  TreeChanged: {
    keys: (event) => [...event.removed, ...event.written.map((file) => file.path)],
    evolve: (_row, event, _fact, key) => writtenBy(event).get(key)
  }
})

/** By path: looking through the list for each of its files would be quadratic, and a fork writes the whole tree. */
const writtenBy = (event: TreeChanged): ReadonlyMap<string, TreeFile> => {
  const known = byPath.get(event) ?? new Map(event.written.map((file) => [file.path as string, file]))
  byPath.set(event, known)
  return known
}
const byPath = new WeakMap<TreeChanged, ReadonlyMap<string, TreeFile>>()

export const CommitRow = Schema.Struct({
  /** What caused the change, and the key that the commit is found by. */
  key: Schema.NonEmptyString,
  author: Schema.NonEmptyString,
  subject: Schema.NonEmptyString,
  paths: Schema.Array(FilePath),
  tree: TreeDigest,
  /** Version of the change in the project's stream. */
  version: Schema.Int,
  /** `inherited`: made in the repository of the project that this one was forked from; never made here. */
  status: Schema.Literals(["due", "started", "made", "inherited"]),
  sha: Schema.NullOr(CommitSha),
  /** Somebody wants it committed, also while the project is paused. */
  asked: Schema.optionalKey(Schema.Boolean)
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
  CommitAsked: Projection.change(
    (event) => event.key,
    (row) => ({ ...row, asked: true })
  ),
  CommitStarted: Projection.change(
    (event) => event.key,
    (row) => ({ ...row, status: "started" })
  ),
  CommitMade: Projection.change(
    (event) => event.key,
    (row, event) => ({ ...row, status: "made", sha: event.sha })
  ),
  // The fork's repository begins with one commit of the whole tree, which holds what was not committed yet too.
  ProjectForked: {
    keys: (_event, rows) => Array.from(rows, ([key]) => key),
    evolve: (row) =>
      row === undefined || row.status === "due" || row.status === "started"
        ? undefined
        : { ...row, status: "inherited" }
  }
})
