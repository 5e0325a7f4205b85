/**
 * What is published besides the branch itself: requests to take changes over, and releases.
 */
import { Schema } from "effect"
import { Timestamp } from "../event/Timestamp.ts"
import { CommitSha } from "../port/Repository.ts"
import { RefName } from "../tree/RefName.ts"
import { TreeDigest } from "../tree/Tree.ts"

/** `asked`: it is on its way to the forge. */
export const PublicationStatus = Schema.Literals(["asked", "published", "failed"])
export type PublicationStatus = typeof PublicationStatus.Type

const published = {
  tree: TreeDigest,
  status: PublicationStatus,
  /** Null before it is published. */
  commit: Schema.NullOr(CommitSha),
  /** Where people find it: an address, or the remote where the forge has no pages. Null before it is published. */
  address: Schema.NullOr(Schema.String),
  /** Why it failed; null otherwise. */
  detail: Schema.NullOr(Schema.String),
  askedAt: Timestamp,
  updatedAt: Timestamp
}

/** `request-<n>` */
export const PullRequestId = Schema.String.check(Schema.isPattern(/^request-\d+$/)).pipe(
  Schema.brand("PullRequestId")
)
export type PullRequestId = typeof PullRequestId.Type

export const PullRequestRow = Schema.Struct({
  id: PullRequestId,
  title: Schema.NonEmptyString,
  body: Schema.String,
  /** Has the changes. */
  branch: RefName,
  /** Is to get them. */
  base: RefName,
  ...published
})
export type PullRequestRow = typeof PullRequestRow.Type

export const ReleaseRow = Schema.Struct({ tag: RefName, notes: Schema.String, ...published })
export type ReleaseRow = typeof ReleaseRow.Type
