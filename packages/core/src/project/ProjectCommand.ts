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
  /** The brief as a file of the tree, and the digest of the tree that holds it and `files`. */
  file: TreeFile,
  tree: TreeDigest,
  pipeline: Pipeline,
  policy: Policy,
  /** Files that are there already, besides the brief: the first tree holds them, too. */
  files: Schema.optionalKey(Schema.Array(TreeFile)),
  /** False: the project is created paused. */
  start: Schema.optionalKey(Schema.Boolean)
}) {}
export class RenameProject extends Schema.TaggedClass<RenameProject>()("RenameProject", {
  title: Schema.NonEmptyString
}) {}
export class PauseProject extends Schema.TaggedClass<PauseProject>()("PauseProject", {
  reason: Schema.String
}) {}
export class ResumeProject extends Schema.TaggedClass<ResumeProject>()("ResumeProject", {}) {}
/** Takes up the work of a project that is paused; one whose work goes on stays as it is. */
export class StartProject extends Schema.TaggedClass<StartProject>()("StartProject", {}) {}
/** Pauses the project, and cancels the agent runs that are under way. */
export class StopProject extends Schema.TaggedClass<StopProject>()("StopProject", {
  reason: Schema.String
}) {}
/** The brief says something else now. */
export class ReviseBrief extends Schema.TaggedClass<ReviseBrief>()("ReviseBrief", {
  title: Schema.NonEmptyString,
  /** The brief as a file of the tree, and the digest of the tree with it. */
  file: TreeFile,
  tree: TreeDigest,
  /** The tree that `tree` was made from; when it is another by now, the command is refused. */
  before: Schema.NullOr(TreeDigest)
}) {}
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
  StartProject,
  StopProject,
  ReviseBrief,
  ArchiveProject,
  RestoreProject,
  ChangePolicy,
  ForkProject
])
export type ProjectCommand = typeof ProjectCommand.Type
