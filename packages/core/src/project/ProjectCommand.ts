/**
 * What may be asked of a project as a whole.
 */
import { Schema } from "effect"
import { EventHash } from "../event/EventChain.ts"
import { Pipeline } from "../pipeline/Pipeline.ts"
import { Policy } from "../pipeline/Policy.ts"
import { BlobDigest } from "../store/Blob.ts"
import { TreeDigest, TreeFile } from "../tree/Tree.ts"
import { ProjectId } from "./Project.ts"

export class CreateProject extends Schema.TaggedClass<CreateProject>()("CreateProject", {
  title: Schema.NonEmptyString,
  brief: BlobDigest,
  /** The brief as a file of the tree, and the digest of the tree that holds only it. */
  file: TreeFile,
  tree: TreeDigest,
  pipeline: Pipeline,
  policy: Policy
}) {}
export class RenameProject extends Schema.TaggedClass<RenameProject>()("RenameProject", {
  title: Schema.NonEmptyString
}) {}
export class PauseProject extends Schema.TaggedClass<PauseProject>()("PauseProject", {
  reason: Schema.String
}) {}
export class ResumeProject extends Schema.TaggedClass<ResumeProject>()("ResumeProject", {}) {}
export class ArchiveProject extends Schema.TaggedClass<ArchiveProject>()("ArchiveProject", {}) {}
export class RestoreProject extends Schema.TaggedClass<RestoreProject>()("RestoreProject", {}) {}
export class ChangePolicy extends Schema.TaggedClass<ChangePolicy>()("ChangePolicy", { policy: Policy }) {}
/** Makes what was copied from the parent a project of its own. Only whoever copied it issues this. */
export class ForkProject extends Schema.TaggedClass<ForkProject>()("ForkProject", {
  parent: ProjectId,
  /** Events copied, and the hash of the last in the parent's chain. */
  version: Schema.Int.check(Schema.isGreaterThanOrEqualTo(1)),
  hash: EventHash,
  /** The parent's when null. */
  title: Schema.NullOr(Schema.NonEmptyString)
}) {}

export const ProjectCommand = Schema.Union([
  CreateProject,
  RenameProject,
  PauseProject,
  ResumeProject,
  ArchiveProject,
  RestoreProject,
  ChangePolicy,
  ForkProject
])
export type ProjectCommand = typeof ProjectCommand.Type
