/**
 * The ways a project can refuse a command.
 */
import { Schema } from "effect"
import { Actor } from "../actor/Actor.ts"
import { ProjectStatus } from "./Project.ts"

export class ProjectNotFound extends Schema.TaggedError<ProjectNotFound>()("ProjectNotFound", {}) {
  override get message() {
    return "There is no such project. `layercake status` lists the projects; `layercake new <brief.md>` makes one."
  }
}

export class ProjectExists extends Schema.TaggedError<ProjectExists>()("ProjectExists", {}) {
  override get message() {
    return "A project of this name exists already. Give another one with `--name`."
  }
}

export class ProjectNotActive extends Schema.TaggedError<ProjectNotActive>()("ProjectNotActive", {
  status: ProjectStatus
}) {
  override get message() {
    return `The project is ${this.status}; it has to be active for this.`
  }
}

/** Whoever the policy lets pass gates may not widen it. */
export class PolicyNeedsPerson extends Schema.TaggedError<PolicyNeedsPerson>()("PolicyNeedsPerson", {
  actor: Actor
}) {
  override get message() {
    return `Only a person may change the policy, and ${this.actor.kind} ${this.actor.id} is none. Run this at a terminal.`
  }
}

export class PipelineInvalid extends Schema.TaggedError<PipelineInvalid>()("PipelineInvalid", {
  faults: Schema.Array(Schema.String)
}) {
  override get message() {
    return `The pipeline cannot be followed: ${this.faults.join("; ")}.`
  }
}
