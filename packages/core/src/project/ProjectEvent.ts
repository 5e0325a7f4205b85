/**
 * What can happen to a project as a whole.
 */
import { Schema } from "effect"
import { EventHash } from "../event/EventChain.ts"
import { Pipeline } from "../pipeline/Pipeline.ts"
import { Policy } from "../pipeline/Policy.ts"
import { ProofKind } from "../proof/Proof.ts"
import { BlobDigest } from "../store/Blob.ts"
import { TreeDigest } from "../tree/Tree.ts"
import { ProjectId } from "./Project.ts"

export class ProjectCreated extends Schema.TaggedClass<ProjectCreated>()("ProjectCreated", {
  title: Schema.NonEmptyString,
  brief: BlobDigest,
  pipeline: Pipeline,
  policy: Policy
}) {}

export class ProjectRenamed extends Schema.TaggedClass<ProjectRenamed>()("ProjectRenamed", {
  title: Schema.NonEmptyString
}) {}

/** What kind of software it is; decides whether design work takes place. */
export class ProjectClassified extends Schema.TaggedClass<ProjectClassified>()("ProjectClassified", {
  projectType: Schema.NonEmptyString,
  userInterface: Schema.Boolean
}) {}

/** The brief says something else from here on. */
export class BriefRevised extends Schema.TaggedClass<BriefRevised>()("BriefRevised", {
  /** Its content. */
  brief: BlobDigest
}) {}

export class ProjectPaused extends Schema.TaggedClass<ProjectPaused>()("ProjectPaused", {
  reason: Schema.String
}) {}
export class ProjectResumed extends Schema.TaggedClass<ProjectResumed>()("ProjectResumed", {}) {}
export class ProjectArchived extends Schema.TaggedClass<ProjectArchived>()("ProjectArchived", {}) {}
export class ProjectRestored extends Schema.TaggedClass<ProjectRestored>()("ProjectRestored", {}) {}
export class PolicyChanged extends Schema.TaggedClass<PolicyChanged>()("PolicyChanged", { policy: Policy }) {}

/** Every gate is approved or skipped. */
export class ProjectCompleted extends Schema.TaggedClass<ProjectCompleted>()("ProjectCompleted", {}) {}

/**
 * Everything before this event was copied from the parent, and whatever it did outside of the log is the parent's. From
 * here on the project is one of its own.
 */
export class ProjectForked extends Schema.TaggedClass<ProjectForked>()("ProjectForked", {
  parent: ProjectId,
  /** The parent's last event that was copied, and its hash in the parent's chain. */
  version: Schema.Int.check(Schema.isGreaterThanOrEqualTo(1)),
  hash: EventHash,
  /** The tree at that point; null when there were no files. */
  tree: Schema.NullOr(TreeDigest),
  /** Proofs about that tree to be made anew: later work needs what making them leaves in the workspace. */
  again: Schema.Array(ProofKind)
}) {}

export const ProjectEvent = Schema.Union([
  ProjectCreated,
  ProjectRenamed,
  ProjectClassified,
  ProjectPaused,
  ProjectResumed,
  ProjectArchived,
  ProjectRestored,
  PolicyChanged,
  ProjectCompleted,
  ProjectForked,
  BriefRevised
])
export type ProjectEvent = typeof ProjectEvent.Type
