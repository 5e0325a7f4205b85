/**
 * What can happen to requests and releases on the forge. Asked is the intent; the branch and the tag are its keys.
 */
import { Schema } from "effect"
import { CommitSha } from "../port/Repository.ts"
import { TreeDigest } from "../tree/Tree.ts"
import { RefName } from "../tree/RefName.ts"
import { PullRequestId } from "./Publication.ts"

export class PullRequestAsked extends Schema.TaggedClass<PullRequestAsked>()("PullRequestAsked", {
  id: PullRequestId,
  title: Schema.NonEmptyString,
  body: Schema.String,
  branch: RefName,
  base: RefName,
  tree: TreeDigest
}) {}

export class PullRequestOpened extends Schema.TaggedClass<PullRequestOpened>()("PullRequestOpened", {
  id: PullRequestId,
  commit: CommitSha,
  address: Schema.NonEmptyString
}) {}

export class PullRequestFailed extends Schema.TaggedClass<PullRequestFailed>()("PullRequestFailed", {
  id: PullRequestId,
  reason: Schema.String
}) {}

export class ReleaseAsked extends Schema.TaggedClass<ReleaseAsked>()("ReleaseAsked", {
  tag: RefName,
  notes: Schema.String,
  tree: TreeDigest
}) {}

export class ReleaseMade extends Schema.TaggedClass<ReleaseMade>()("ReleaseMade", {
  tag: RefName,
  commit: CommitSha,
  address: Schema.NonEmptyString
}) {}

export class ReleaseFailed extends Schema.TaggedClass<ReleaseFailed>()("ReleaseFailed", {
  tag: RefName,
  reason: Schema.String
}) {}

export const ForgeEvent = Schema.Union([
  PullRequestAsked,
  PullRequestOpened,
  PullRequestFailed,
  ReleaseAsked,
  ReleaseMade,
  ReleaseFailed
])
export type ForgeEvent = typeof ForgeEvent.Type
