/**
 * The ways in which a question about the past, a fork or an import can be refused. Nothing was changed.
 */
import { Schema } from "effect"
import { ProjectId } from "../project/Project.ts"
import { Moment, StreamVersion } from "../store/EventStore.ts"

/** Words for a moment, as they are typed. */
export const momentText = (moment: Moment): string =>
  "version" in moment
    ? `version ${moment.version}`
    : "position" in moment
      ? `position ${moment.position}`
      : moment.time

/** The project had not begun yet, or has not come so far. */
export class MomentUnknown extends Schema.TaggedError<MomentUnknown>()("MomentUnknown", {
  project: ProjectId,
  at: Moment,
  /** Version of the project's last event. */
  head: StreamVersion
}) {
  override get message() {
    const asked = momentText(this.at)
    return "version" in this.at && this.at.version > this.head
      ? `${this.project} has no ${asked} yet; its last is ${this.head}. \`layercake log --project ${this.project}\` lists them.`
      : `${this.project} had not begun at ${asked}. \`layercake log --project ${this.project}\` lists its versions with their times.`
  }
}

export class ProjectionUnknown extends Schema.TaggedError<ProjectionUnknown>()("ProjectionUnknown", {
  projection: Schema.String,
  known: Schema.Array(Schema.String)
}) {
  override get message() {
    return `There is no projection ${this.projection}. The projections are ${this.known.join(", ")}.`
  }
}

/** The id belongs to something else than the copy that was asked for. */
export class CopyTaken extends Schema.TaggedError<CopyTaken>()("CopyTaken", {
  project: ProjectId,
  /** What is there under the id. */
  holds: Schema.String
}) {
  override get message() {
    return `The project ${this.project} exists already: ${this.holds}. Nothing was changed.`
  }
}

/** The export cannot be taken in. `line` counts from 1. */
export class ImportRefused extends Schema.TaggedError<ImportRefused>()("ImportRefused", {
  line: Schema.Int,
  detail: Schema.String
}) {
  override get message() {
    return `Line ${this.line}: ${this.detail}. Nothing was imported; export the project again.`
  }
}

/** The project has no event of that number. */
export class EventNotFound extends Schema.TaggedError<EventNotFound>()("EventNotFound", {
  project: ProjectId,
  version: StreamVersion,
  /** Version of the project's last event. */
  head: StreamVersion
}) {
  override get message() {
    return `${this.project} has no event ${this.version}: they are numbered from 1 to ${this.head}.`
  }
}
