/**
 * Copies of a project's files for agents to work in. A copy is nobody's workspace: what becomes of the changes is
 * decided by whoever reads the answer, and a copy that is given up changes nothing.
 */
import { Context, type Effect, type Scope } from "effect"
import type { ProjectId } from "../project/Project.ts"
import type { BlobStore } from "../store/BlobStore.ts"
import type { FilePath, TreeFile } from "../tree/Tree.ts"
import type { AnsweredFile } from "./AgentExecutor.ts"
import type { WorkspaceError } from "./Workspace.ts"

export interface WorkingCopy {
  /** Absolute path of the folder. */
  readonly directory: string

  /**
   * What is different from the files it was opened with, ordered by path. A file is compared by its bytes; one that is no
   * UTF-8 text, too large, or no plain file is told with its fault. What lies in `.git`, `.layercake` or `node_modules` and
   * any `.npmrc` is left out, wherever it is. After 501 files the rest is not looked for: more than 500 are never taken.
   */
  readonly changes: Effect.Effect<ReadonlyArray<AnsweredFile>, WorkspaceError>

  /** The text of one plain file, on behalf of the agent; never through a link, and nothing that `changes` leaves out. */
  readonly read: (path: FilePath) => Effect.Effect<string, WorkspaceError>

  /** Writes one whole file on behalf of the agent, with the folders on the way; as careful as `read`. */
  readonly write: (path: FilePath, content: string) => Effect.Effect<void, WorkspaceError>
}

export class WorkingCopies extends Context.Service<
  WorkingCopies,
  {
    /** A folder of its own with exactly these files, contents from the BlobStore. It is gone when the scope is closed. */
    readonly open: (
      project: ProjectId,
      files: ReadonlyArray<TreeFile>
    ) => Effect.Effect<WorkingCopy, WorkspaceError, BlobStore | Scope.Scope>
  }
>()("@layercake/core/port/WorkingCopies") {}
