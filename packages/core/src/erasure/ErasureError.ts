/**
 * The ways in which erasing can be refused. Nothing was changed.
 */
import { Schema } from "effect"
import { Actor } from "../actor/Actor.ts"
import { ProjectId } from "../project/Project.ts"
import { BlobDigest } from "../store/Blob.ts"

/** What is erased cannot be brought back, so neither a script nor an agent may do it. */
export class ErasureNeedsPerson extends Schema.TaggedError<ErasureNeedsPerson>()("ErasureNeedsPerson", {
  actor: Actor
}) {
  override get message() {
    return `Only a person may erase, and ${this.actor.kind} ${this.actor.id} is none. Run this at a terminal.`
  }
}

/** Work goes on with it. */
export class ContentInUse extends Schema.TaggedError<ContentInUse>()("ContentInUse", {
  content: BlobDigest,
  project: Schema.NullOr(ProjectId),
  /** What needs it, in words. */
  use: Schema.NonEmptyString
}) {
  override get message() {
    return `${this.content} is ${this.use}${this.project === null ? "" : ` of ${this.project}`}. Erase it when that is over; a file has to be changed or removed first.`
  }
}

/** No event of the project names the content. */
export class ContentUnknown extends Schema.TaggedError<ContentUnknown>()("ContentUnknown", {
  content: BlobDigest,
  project: ProjectId
}) {
  override get message() {
    return `No event of ${this.project} names the content ${this.content}. \`layercake events --json\` has the digests.`
  }
}

/** What was erased does not come back by being given again. */
export class ContentGone extends Schema.TaggedError<ContentGone>()("ContentGone", {
  content: BlobDigest
}) {
  override get message() {
    return `The content ${this.content} was erased, as the log says, and is not kept again. Change it, and give what it is then.`
  }
}
