/**
 * What can happen to a project as a whole.
 */
import { Schema } from "effect"
import { Pipeline } from "../pipeline/Pipeline.ts"
import { Policy } from "../pipeline/Policy.ts"
import { BlobDigest } from "../store/Blob.ts"

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

export class ProjectPaused extends Schema.TaggedClass<ProjectPaused>()("ProjectPaused", {
  reason: Schema.String
}) {}
export class ProjectResumed extends Schema.TaggedClass<ProjectResumed>()("ProjectResumed", {}) {}
export class ProjectArchived extends Schema.TaggedClass<ProjectArchived>()("ProjectArchived", {}) {}
export class ProjectRestored extends Schema.TaggedClass<ProjectRestored>()("ProjectRestored", {}) {}
export class PolicyChanged extends Schema.TaggedClass<PolicyChanged>()("PolicyChanged", { policy: Policy }) {}

/** Every gate is approved or skipped. */
export class ProjectCompleted extends Schema.TaggedClass<ProjectCompleted>()("ProjectCompleted", {}) {}

export const ProjectEvent = Schema.Union([
  ProjectCreated,
  ProjectRenamed,
  ProjectClassified,
  ProjectPaused,
  ProjectResumed,
  ProjectArchived,
  ProjectRestored,
  PolicyChanged,
  ProjectCompleted
])
export type ProjectEvent = typeof ProjectEvent.Type
