/**
 * The ways in which a change of files, a snapshot, a branch or a tag is refused. Nothing was changed.
 */
import { Schema } from "effect"
import { BlobDigest } from "../store/Blob.ts"
import { RefKind } from "./RefName.ts"

/** Somebody else changed files between reading the tree and changing it. */
export class TreeOvertaken extends Schema.TaggedError<TreeOvertaken>()("TreeOvertaken", {
  tree: Schema.NullOr(Schema.String)
}) {
  override get message() {
    return "Files were changed by somebody else meanwhile. Read the tree again and repeat the change."
  }
}

export class FileStale extends Schema.TaggedError<FileStale>()("FileStale", {
  path: Schema.String,
  expected: Schema.NullOr(BlobDigest),
  actual: Schema.NullOr(BlobDigest)
}) {
  override get message() {
    const now =
      this.actual === null ? "is not there any more" : `has the digest ${this.actual.slice(0, 12)} now`
    const then =
      this.expected === null
        ? "it was to be new"
        : `it was read with the digest ${this.expected.slice(0, 12)}`
    return `${this.path} ${now}, and ${then}. Read it again, then repeat the change with its digest as \`expected\`.`
  }
}

export class FileRefused extends Schema.TaggedError<FileRefused>()("FileRefused", {
  path: Schema.String,
  fault: Schema.String
}) {
  override get message() {
    return `${this.path} cannot be a file of the project: ${this.fault}.`
  }
}

/** A path that was to be read, moved or removed. */
export class FileUnknown extends Schema.TaggedError<FileUnknown>()("FileUnknown", { path: Schema.String }) {
  override get message() {
    return `There is no file ${this.path} in the project. \`workspace.tree\` lists what there is.`
  }
}

export class SnapshotExists extends Schema.TaggedError<SnapshotExists>()("SnapshotExists", {
  name: Schema.String
}) {
  override get message() {
    return `There is a snapshot ${this.name} of other files already. Choose another name.`
  }
}

export class RefExists extends Schema.TaggedError<RefExists>()("RefExists", {
  kind: RefKind,
  name: Schema.String
}) {
  override get message() {
    return `There is a ${this.kind} ${this.name} at another commit already. Choose another name.`
  }
}

export class CommitUnknown extends Schema.TaggedError<CommitUnknown>()("CommitUnknown", {
  revision: Schema.String
}) {
  override get message() {
    return `The project has no commit ${this.revision}. \`git.log\` lists the commits, \`git.branches\` and \`git.tags\` their names.`
  }
}

export class NothingToCommit extends Schema.TaggedError<NothingToCommit>()("NothingToCommit", {}) {
  override get message() {
    return "Every change of the project is committed, or was asked to be. Change a file first."
  }
}

/** Files that a starter would replace. */
export class FilesExist extends Schema.TaggedError<FilesExist>()("FilesExist", {
  paths: Schema.Array(Schema.String)
}) {
  override get message() {
    return `There are files already that would be replaced: ${this.paths.join(", ")}. Say \`overwrite\` if they may be.`
  }
}

export class ContentsGone extends Schema.TaggedError<ContentsGone>()("ContentsGone", {
  paths: Schema.Array(Schema.String)
}) {
  override get message() {
    return `These files cannot be brought back, since their contents were erased: ${this.paths.join(", ")}. Restore others by naming their \`paths\`.`
  }
}

export class RestoreUnclear extends Schema.TaggedError<RestoreUnclear>()("RestoreUnclear", {
  problem: Schema.Literals(["neither", "both", "unknown"]),
  name: Schema.String,
  known: Schema.Array(Schema.String)
}) {
  override get message() {
    switch (this.problem) {
      case "neither":
        return "Name a `snapshot`, or a moment as `at`."
      case "both":
        return "Name either a `snapshot` or a moment as `at`, not both."
      case "unknown":
        return `There is no snapshot ${this.name}. ${this.known.length === 0 ? "None was taken yet." : `There are ${this.known.join(", ")}.`}`
    }
  }
}
