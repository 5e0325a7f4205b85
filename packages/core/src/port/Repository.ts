/**
 * Version control of a workspace. Each agent run that changes the tree is one commit, found again by its key.
 */
import { Context, type Effect, type Option, Schema } from "effect"
import { Timestamp } from "../event/Timestamp.ts"
import type { RefKind, RefName } from "../tree/RefName.ts"
import type { FilePath } from "../tree/Tree.ts"

/** Object name of a commit, as the version control system writes it. */
export const CommitSha = Schema.String.check(Schema.isPattern(/^[0-9a-f]{40,64}$/)).pipe(
  Schema.brand("CommitSha")
)
export type CommitSha = typeof CommitSha.Type

export class RepositoryError extends Schema.TaggedError<RepositoryError>()("RepositoryError", {
  directory: Schema.String,
  operation: Schema.String,
  detail: Schema.String
}) {
  readonly isRetryable = true
  override get message() {
    return `git ${this.operation} in ${this.directory} failed: ${this.detail}`
  }
}

export interface CommitRequest {
  /** Absolute path of the workspace. A repository is made there when there is none. */
  readonly directory: string
  /** Found again under this key; committing twice under one key returns the first commit. */
  readonly key: string
  readonly subject: string
  readonly body: string
  /** Written below the body as `Name: value`, besides the key. */
  readonly trailers: Readonly<Record<string, string>>
  readonly author: { readonly name: string; readonly email: string }
  /**
   * When the change was made; the dates of the commit. So the same requests in the same order give the same commits on
   * every machine.
   */
  readonly at: Timestamp
  /** Exactly these paths are staged, additions, changes and removals. */
  readonly paths: ReadonlyArray<string>
}

export interface Commit {
  readonly sha: CommitSha
  readonly subject: string
  readonly trailers: Readonly<Record<string, string>>
}

/** A commit as people look at it. */
export const CommitEntry = Schema.Struct({
  sha: CommitSha.annotate({ description: "The commit" }),
  parents: Schema.Array(CommitSha).annotate({
    description: "The commits it was made on; none for the first"
  }),
  author: Schema.String.annotate({ description: "Who made the change" }),
  at: Timestamp.annotate({ description: "When the change was made" }),
  subject: Schema.String.annotate({ description: "What was done" }),
  trailers: Schema.Record(Schema.String, Schema.String).annotate({
    description: "What LayerCake says of it: its key, the version and tree of the project"
  })
})
export type CommitEntry = typeof CommitEntry.Type

/** One file in the difference of two commits. */
export const FileDelta = Schema.Struct({
  path: Schema.String.annotate({ description: "The file" }),
  status: Schema.Literals(["added", "changed", "removed"]).annotate({ description: "What happened to it" }),
  added: Schema.Int.annotate({ description: "Lines added" }),
  removed: Schema.Int.annotate({ description: "Lines removed" }),
  patch: Schema.NullOr(Schema.String).annotate({
    description: "The hunks of a unified diff; null for what is no text, or where the diff is too long"
  })
})
export type FileDelta = typeof FileDelta.Type

export const BlamedLine = Schema.Struct({
  line: Schema.Int.annotate({ description: "From 1" }),
  sha: CommitSha.annotate({ description: "The commit that wrote the line as it is" }),
  author: Schema.String.annotate({ description: "Who made that change" }),
  at: Timestamp.annotate({ description: "When it was made" }),
  text: Schema.String.annotate({ description: "The line" })
})
export type BlamedLine = typeof BlamedLine.Type

export interface CommitMark {
  readonly kind: RefKind
  readonly name: RefName
  readonly sha: CommitSha
}

export class Repository extends Context.Service<
  Repository,
  {
    readonly commit: (request: CommitRequest) => Effect.Effect<CommitSha, RepositoryError>
    readonly find: (directory: string, key: string) => Effect.Effect<Option.Option<Commit>, RepositoryError>
    /** Newest first; empty where there is no repository or no commit. */
    readonly log: (
      directory: string,
      options?: { readonly limit?: number }
    ) => Effect.Effect<ReadonlyArray<Commit>, RepositoryError>

    /** Newest first, from this commit back, or from the newest; with a path only those that changed the file. */
    readonly history: (
      directory: string,
      options?: {
        readonly from?: CommitSha
        readonly path?: FilePath
        readonly skip?: number
        readonly limit?: number
      }
    ) => Effect.Effect<ReadonlyArray<CommitEntry>, RepositoryError>

    /** What is different between two commits, by path; `from` null for the files of `to` as new. Renames are not looked for. */
    readonly changes: (
      directory: string,
      from: CommitSha | null,
      to: CommitSha
    ) => Effect.Effect<ReadonlyArray<FileDelta>, RepositoryError>

    /** Every line of a file of the commit; empty where there is no such file, or where it is no text. */
    readonly blame: (
      directory: string,
      at: CommitSha,
      path: FilePath
    ) => Effect.Effect<ReadonlyArray<BlamedLine>, RepositoryError>

    /** Branches and tags, by kind and name; empty where there is no repository. */
    readonly marks: (directory: string) => Effect.Effect<ReadonlyArray<CommitMark>, RepositoryError>

    /** Puts a branch or a tag at a commit that is there. Twice is the same as once; one at another commit is moved. */
    readonly mark: (directory: string, mark: CommitMark) => Effect.Effect<void, RepositoryError>
  }
>()("@layercake/core/port/Repository") {}
