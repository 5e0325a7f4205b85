/**
 * The project's files on disk: a projection of the log, so it can be thrown away and made again.
 */
import { Context, type Effect, Schema } from "effect"
import { ProjectId } from "../project/Project.ts"
import type { BlobStore } from "../store/BlobStore.ts"
import type { FilePath, TreeFile } from "../tree/Tree.ts"

/** A file could not be read or written, or something that is no plain file stands in its way. */
export class WorkspaceError extends Schema.TaggedError<WorkspaceError>()("WorkspaceError", {
  project: ProjectId,
  path: Schema.String,
  reason: Schema.Literals([
    "outside",
    "symlink",
    "not-a-file",
    "missing",
    "missing-content",
    "no-space",
    "io"
  ]),
  detail: Schema.String
}) {
  get isRetryable() {
    return this.reason === "io" || this.reason === "no-space"
  }
  override get message() {
    return `${this.path} in the workspace of ${this.project} (${this.reason}): ${this.detail}`
  }
}

export interface WorkspaceChange {
  readonly written: ReadonlyArray<FilePath>
  readonly removed: ReadonlyArray<FilePath>
}

export class Workspace extends Context.Service<
  Workspace,
  {
    /** Absolute path of the project's folder, made when it is not there. */
    readonly root: (project: ProjectId) => Effect.Effect<string, WorkspaceError>

    /**
     * Makes the folder hold exactly these files, contents from the BlobStore. Every file is written whole or not at all;
     * files that an earlier sync wrote and the list no longer names are removed; what builds leave behind
     * (`node_modules`, `dist`, ...) is left alone. Never follows a symlink. Doing it twice changes nothing.
     */
    readonly sync: (
      project: ProjectId,
      files: ReadonlyArray<TreeFile>
    ) => Effect.Effect<WorkspaceChange, WorkspaceError, BlobStore>

    /** The bytes of one plain file inside the workspace, tracked or not; at most `limit` bytes (10 MB when left out). */
    readonly read: (
      project: ProjectId,
      path: FilePath,
      options?: { readonly limit?: number }
    ) => Effect.Effect<Uint8Array, WorkspaceError>

    /** Removes the folder and all in it. */
    readonly remove: (project: ProjectId) => Effect.Effect<void, WorkspaceError>
  }
>()("@layercake/core/port/Workspace") {}
