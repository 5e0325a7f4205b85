/**
 * What may be asked about requests and releases, and what the runner tells of them.
 */
import { Schema } from "effect"
import { CommitSha } from "../port/Repository.ts"
import { RefName } from "../tree/RefName.ts"
import { PullRequestId } from "./Publication.ts"

/** Of the tree as it is now. */
export class AskPullRequest extends Schema.TaggedClass<AskPullRequest>()("AskPullRequest", {
  title: Schema.NonEmptyString,
  body: Schema.String,
  /** Made from the request's id when null. */
  branch: Schema.NullOr(RefName),
  base: RefName
}) {}
/** Of the tree as it is now. */
export class AskRelease extends Schema.TaggedClass<AskRelease>()("AskRelease", {
  tag: RefName,
  notes: Schema.String
}) {}
export class RecordPullRequest extends Schema.TaggedClass<RecordPullRequest>()("RecordPullRequest", {
  id: PullRequestId,
  commit: CommitSha,
  address: Schema.NonEmptyString
}) {}
export class FailPullRequest extends Schema.TaggedClass<FailPullRequest>()("FailPullRequest", {
  id: PullRequestId,
  reason: Schema.String
}) {}
export class RecordRelease extends Schema.TaggedClass<RecordRelease>()("RecordRelease", {
  tag: RefName,
  commit: CommitSha,
  address: Schema.NonEmptyString
}) {}
export class FailRelease extends Schema.TaggedClass<FailRelease>()("FailRelease", {
  tag: RefName,
  reason: Schema.String
}) {}

export const ForgeCommand = Schema.Union([
  AskPullRequest,
  AskRelease,
  RecordPullRequest,
  FailPullRequest,
  RecordRelease,
  FailRelease
])
export type ForgeCommand = typeof ForgeCommand.Type
