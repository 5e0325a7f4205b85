/**
 * A project is one piece of software in the making; it owns one event stream, one workspace and one budget.
 */
import { Schema } from "effect"

/** Also the name of the project's stream and of its workspace folder: lower-case letters, digits and dashes. */
export const ProjectId = Schema.String.check(Schema.isPattern(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/)).pipe(
  Schema.brand("ProjectId")
)
export type ProjectId = typeof ProjectId.Type

export const ProjectStatus = Schema.Literals(["active", "paused", "archived", "completed"])
export type ProjectStatus = typeof ProjectStatus.Type
