/**
 * The project's own row: what it is, what it may do, where its tree stands.
 */
import { Schema } from "effect"
import type { FactoryEvent } from "../event/FactoryEvent.ts"
import { Timestamp } from "../event/Timestamp.ts"
import { Pipeline } from "../pipeline/Pipeline.ts"
import { Policy } from "../pipeline/Policy.ts"
import * as Projection from "../projection/Projection.ts"
import { BlobDigest } from "../store/Blob.ts"
import { TreeDigest } from "../tree/Tree.ts"
import { ProjectId, ProjectStatus } from "./Project.ts"

export const ProjectRow = Schema.Struct({
  title: Schema.NonEmptyString,
  status: ProjectStatus,
  brief: BlobDigest,
  /** Null until G1 has said. */
  projectType: Schema.NullOr(Schema.String),
  userInterface: Schema.NullOr(Schema.Boolean),
  pipeline: Pipeline,
  policy: Policy,
  /** Null while there are no files. */
  tree: Schema.NullOr(TreeDigest),
  /** The project that this one began as a copy of, and up to which of its events; null when it began with a brief. */
  forkedFrom: Schema.NullOr(Schema.Struct({ project: ProjectId, version: Schema.Int })),
  createdAt: Timestamp,
  updatedAt: Timestamp
})
export type ProjectRow = typeof ProjectRow.Type

/** There is one row, under this key. */
export const key = "project"

/** Changes the one row and its time. */
const update = <E extends FactoryEvent>(evolve: (row: ProjectRow, event: E) => ProjectRow) =>
  Projection.change<ProjectRow, E>(
    () => key,
    (row, event, fact) => ({ ...evolve(row, event), updatedAt: fact.at })
  )

export const projectBoard = Projection.make<ProjectRow>("project", ProjectRow, {
  ProjectCreated: Projection.put(
    () => key,
    (event, fact) => ({
      title: event.title,
      status: "active",
      brief: event.brief,
      projectType: null,
      userInterface: null,
      pipeline: event.pipeline,
      policy: event.policy,
      tree: null,
      forkedFrom: null,
      createdAt: fact.at,
      updatedAt: fact.at
    })
  ),
  BriefRevised: update((row, event) => ({ ...row, brief: event.brief })),
  ProjectRenamed: update((row, event) => ({ ...row, title: event.title })),
  ProjectClassified: update((row, event) => ({
    ...row,
    projectType: event.projectType,
    userInterface: event.userInterface
  })),
  ProjectPaused: update((row) => ({ ...row, status: "paused" })),
  ProjectResumed: update((row) => ({ ...row, status: "active" })),
  ProjectArchived: update((row) => ({ ...row, status: "archived" })),
  ProjectRestored: update((row) => ({ ...row, status: "active" })),
  PolicyChanged: update((row, event) => ({ ...row, policy: event.policy })),
  ProjectForked: Projection.change(
    () => key,
    (row, event, fact) => ({
      ...row,
      forkedFrom: { project: event.parent, version: event.version },
      createdAt: fact.at,
      updatedAt: fact.at
    })
  ),
  ProjectCompleted: update((row) => ({ ...row, status: "completed" })),
  GateReopened: update((row) => (row.status === "completed" ? { ...row, status: "active" } : row)),
  TreeChanged: update((row, event) => ({ ...row, tree: event.tree }))
})
