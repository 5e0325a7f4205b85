/**
 * What went wrong with one path, in the words of the Workspace port. Does not know which project the path belongs to.
 */
import { WorkspaceError } from "@layercake/core/port/Workspace"
import type { ProjectId } from "@layercake/core/project/Project"
import { Effect, Predicate, Schema } from "effect"

export class PathFailure extends Schema.TaggedError<PathFailure>()("PathFailure", {
  /** Relative to the workspace; `.` is the workspace itself. */
  path: WorkspaceError.fields.path,
  reason: WorkspaceError.fields.reason,
  detail: WorkspaceError.fields.detail
}) {}

/** Error codes of the operating system that mean more than "input or output failed". */
const reasons: Readonly<Record<string, PathFailure["reason"]>> = {
  ENOENT: "missing",
  ELOOP: "symlink",
  ENOTDIR: "not-a-file",
  EISDIR: "not-a-file",
  EEXIST: "not-a-file",
  ENOTEMPTY: "not-a-file",
  ENXIO: "not-a-file",
  ENOSPC: "no-space",
  EDQUOT: "no-space"
}

const advice: Readonly<Record<PathFailure["reason"], string>> = {
  outside: "give a path inside the workspace",
  symlink: "a symbolic link stands here; remove it",
  "not-a-file": "something that is no plain file stands here; move it away",
  missing: "there is nothing here",
  "missing-content": "put its content into the blob store first",
  "no-space": "the disk is full; make room and try again",
  io: "the operating system refused"
}

/**
 * Runs one call of the operating system to its end, also when the fiber is interrupted meanwhile, so that nothing is
 * still going on in a folder that the caller has left.
 */
export const attempt = <A>(path: string, call: () => Promise<A>): Effect.Effect<A, PathFailure> =>
  Effect.uninterruptible(Effect.tryPromise({ try: call, catch: (cause) => ofCause(path, cause) }))

export const toWorkspaceError = (project: ProjectId) => (failure: PathFailure) =>
  new WorkspaceError({ project, path: failure.path, reason: failure.reason, detail: failure.detail })

const ofCause = (path: string, cause: unknown): PathFailure => {
  const code = Predicate.hasProperty(cause, "code") ? String(cause.code) : "unknown error"
  const reason = reasons[code] ?? "io"
  return new PathFailure({ path, reason, detail: `${advice[reason]} (${code})` })
}
