/**
 * The ways in which something about a document can be refused. Nothing was changed.
 */
import { Schema } from "effect"
import { BlobDigest } from "../store/Blob.ts"

export class DocumentUnknown extends Schema.TaggedError<DocumentUnknown>()("DocumentUnknown", {
  document: Schema.String,
  known: Schema.Array(Schema.String)
}) {
  override get message() {
    return this.known.length === 0
      ? `There is no ${this.document}: the project has none of this kind yet.`
      : `There is no ${this.document}. There are ${this.known.join(", ")}.`
  }
}

/** What was reviewed is not what is there now. */
export class DocumentStale extends Schema.TaggedError<DocumentStale>()("DocumentStale", {
  path: Schema.String,
  reviewed: BlobDigest,
  current: BlobDigest
}) {
  override get message() {
    return `${this.path} has the digest ${this.current.slice(0, 12)} now, and ${this.reviewed.slice(0, 12)} was reviewed. Read it again and decide about that.`
  }
}

/** Nobody approves what they wrote themselves. */
export class DocumentOwn extends Schema.TaggedError<DocumentOwn>()("DocumentOwn", {
  path: Schema.String,
  author: Schema.String
}) {
  override get message() {
    return `${this.author} wrote ${this.path} as it is now. Somebody else has to approve it.`
  }
}

export class VersionUnknown extends Schema.TaggedError<VersionUnknown>()("VersionUnknown", {
  path: Schema.String,
  version: Schema.Int,
  latest: Schema.Int
}) {
  override get message() {
    return `${this.path} has no version ${this.version}. Its versions are 1 to ${this.latest}.`
  }
}
