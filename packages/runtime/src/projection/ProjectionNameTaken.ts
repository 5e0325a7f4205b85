/**
 * A projection of one's own cannot have the name of another.
 */
import { Schema } from "effect"

export class ProjectionNameTaken extends Schema.TaggedError<ProjectionNameTaken>()("ProjectionNameTaken", {
  projection: Schema.String,
  detail: Schema.String
}) {
  override get message() {
    return `The projection "${this.projection}" cannot be kept: ${this.detail}. Give it another name.`
  }
}
