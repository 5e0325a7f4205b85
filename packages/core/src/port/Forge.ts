/**
 * Where commits are published: a bare repository on this machine, or a forge such as GitHub.
 */
import { Context, type Effect, Schema } from "effect"
import type { ProjectId } from "../project/Project.ts"
import type { CommitSha } from "./Repository.ts"

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

export interface PushRequest {
  readonly project: ProjectId
  /** Absolute path of the workspace's repository. */
  readonly directory: string
  readonly branch: string
}

export class Forge extends Context.Service<
  Forge,
  {
    readonly name: string
    /** Publishes the branch; repeating it with nothing new succeeds. Never forces. */
    readonly push: (
      request: PushRequest
    ) => Effect.Effect<{ readonly remote: string; readonly commit: CommitSha }, ForgeError>
  }
>()("@layercake/core/port/Forge") {}
