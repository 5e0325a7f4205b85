/**
 * The ways in which something about builds can be refused.
 */
import { Schema } from "effect"

/** There is nothing to build or deploy. */
export class TreeEmpty extends Schema.TaggedError<TreeEmpty>()("TreeEmpty", {}) {
  override get message() {
    return "The project has no files yet. Ask again when its first gate has left some."
  }
}

export class BuildUnknown extends Schema.TaggedError<BuildUnknown>()("BuildUnknown", {
  build: Schema.String
}) {
  override get message() {
    return `There is no build ${this.build}. \`builds.list\` gives their ids.`
  }
}

/** Only builds that were asked for can be cancelled, and only before they end. */
export class BuildNotCancellable extends Schema.TaggedError<BuildNotCancellable>()("BuildNotCancellable", {
  build: Schema.String,
  status: Schema.Literals(["of a gate", "ended"])
}) {
  override get message() {
    return this.status === "ended"
      ? `The build ${this.build} has ended already.`
      : `The build ${this.build} belongs to a gate. Pause the project to keep it from going on.`
  }
}

/** The step was not run, or printed nothing. */
export class OutputMissing extends Schema.TaggedError<OutputMissing>()("OutputMissing", {
  of: Schema.String,
  isErased: Schema.Boolean
}) {
  override get message() {
    return this.isErased
      ? `What ${this.of} printed is not kept any more: it was erased.`
      : `${this.of} printed nothing, or was not run.`
  }
}
