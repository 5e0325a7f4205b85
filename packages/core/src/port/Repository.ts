/**
 * Version control of a workspace. Each agent run that changes the tree is one commit, found again by its key.
 */
import { Context, type Effect, type Option, Schema } from "effect"
import type { Timestamp } from "../event/Timestamp.ts"

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
  }
>()("@layercake/core/port/Repository") {}
