/**
 * Where commits are published: a bare repository on this machine, or a forge such as GitHub.
 */
import { Context, type Effect, type Option, Schema } from "effect"
import type { Timestamp } from "../event/Timestamp.ts"
import type { ProjectId } from "../project/Project.ts"
import type { RefName } from "../tree/RefName.ts"
import { CommitSha } from "./Repository.ts"

export class ForgeError extends Schema.TaggedError<ForgeError>()("ForgeError", {
  forge: Schema.String,
  operation: Schema.String,
  detail: Schema.String,
  isRetryable: Schema.Boolean
}) {
  override get message() {
    return `${this.forge} ${this.operation} failed: ${this.detail}`
  }
}

/** This forge has no such thing, however often it is asked. `instead` says what it has. */
export class ForgeUnsupported extends Schema.TaggedError<ForgeUnsupported>()("ForgeUnsupported", {
  forge: Schema.String,
  operation: Schema.String,
  instead: Schema.String
}) {
  readonly isRetryable = false
  override get message() {
    return `${this.forge} knows nothing of ${this.operation}: ${this.instead}`
  }
}

export type ForgeFailure = ForgeError | ForgeUnsupported

interface FromWorkspace {
  readonly project: ProjectId
  /** Absolute path of the workspace's repository. */
  readonly directory: string
}

export interface PushRequest extends FromWorkspace {
  readonly branch: string
}

export interface ProposeRequest extends FromWorkspace {
  /** Has the changes; published at the commit. */
  readonly branch: RefName
  /** Is to get them; must be published already. */
  readonly base: RefName
  readonly commit: CommitSha
  readonly title: string
  readonly body: string
}

export interface ReleaseRequest extends FromWorkspace {
  readonly tag: RefName
  readonly commit: CommitSha
  readonly notes: string
  /** When it was asked for; so the same request gives the same tag. */
  readonly at: Timestamp
}

/** What was published, and where people find it. */
export interface Published {
  readonly address: string
  readonly commit: CommitSha
}

const about = (description: string) => ({ description })

/** Whom the forge takes LayerCake for. */
export const ForgeUser = Schema.Struct({
  login: Schema.NonEmptyString.annotate(about("Name of the account")),
  address: Schema.NullOr(Schema.String).annotate(about("Its page; null where the forge has none"))
})
export type ForgeUser = typeof ForgeUser.Type

const ForgeRef = Schema.Struct({
  name: Schema.NonEmptyString.annotate(about("Name of the branch or tag")),
  commit: CommitSha.annotate(about("The commit that it names"))
})

export const ForgeRepository = Schema.Struct({
  name: Schema.NonEmptyString.annotate(about("Name of the repository; the project's id")),
  remote: Schema.NonEmptyString.annotate(about("Address to clone it from")),
  branches: Schema.Array(ForgeRef).annotate(about("Branches, by name")),
  tags: Schema.Array(ForgeRef).annotate(about("Tags, by name"))
})
export type ForgeRepository = typeof ForgeRepository.Type

/** `bundle`: a git bundle of every branch and tag. `zip`: the files of the branch `main`. */
export const ExportFormat = Schema.Literals(["bundle", "zip"])
export type ExportFormat = typeof ExportFormat.Type

export class Forge extends Context.Service<
  Forge,
  {
    readonly name: string
    /** Publishes the branch; repeating it with nothing new succeeds. Never forces. */
    readonly push: (
      request: PushRequest
    ) => Effect.Effect<{ readonly remote: string; readonly commit: CommitSha }, ForgeError>
    /** Asks for the changes to be taken over; repeating it succeeds. Never forces. */
    readonly propose: (request: ProposeRequest) => Effect.Effect<Published, ForgeFailure>
    /** Publishes the commit under a tag with notes; repeating it succeeds. Never moves a tag. */
    readonly release: (request: ReleaseRequest) => Effect.Effect<Published, ForgeFailure>
    readonly user: Effect.Effect<ForgeUser, ForgeFailure>
    /** Those that LayerCake may publish to, by name. */
    readonly repositories: Effect.Effect<ReadonlyArray<ForgeRepository>, ForgeFailure>
    /** None when nothing of the project was ever published. */
    readonly repository: (project: ProjectId) => Effect.Effect<Option.Option<ForgeRepository>, ForgeFailure>
    /** Text of README.md on the branch `main`; none when there is none. */
    readonly readme: (project: ProjectId) => Effect.Effect<Option.Option<string>, ForgeFailure>
    /** What was published, in one file; none when nothing was. */
    readonly export: (
      project: ProjectId,
      format: ExportFormat
    ) => Effect.Effect<Option.Option<Uint8Array>, ForgeFailure>
  }
>()("@layercake/core/port/Forge") {}
