/**
 * A snapshot: a name that somebody gave the files as they stood at one version of the project's stream. The contents are
 * in the blob store, so nothing is copied.
 */
import { Schema } from "effect"
import { Actor } from "../actor/Actor.ts"
import { Timestamp } from "../event/Timestamp.ts"
import { TreeDigest } from "./Tree.ts"

/** Letters, digits, `.`, `_` and `-`; begins with a letter or digit; at most 64 characters. */
export const SnapshotName = Schema.String.check(Schema.isPattern(/^[A-Za-z0-9][\w.-]{0,63}$/)).pipe(
  Schema.brand("SnapshotName")
)
export type SnapshotName = typeof SnapshotName.Type

export const Snapshot = Schema.Struct({
  name: SnapshotName.annotate({ description: "What it is called" }),
  tree: TreeDigest.annotate({ description: "Digest of the tree" }),
  version: Schema.Int.annotate({ description: "Version of the project's stream that has these files" }),
  files: Schema.Int.annotate({ description: "Number of files" }),
  by: Actor.annotate({ description: "Who took it" }),
  at: Timestamp.annotate({ description: "When it was taken" })
})
export type Snapshot = typeof Snapshot.Type
