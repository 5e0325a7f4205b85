/**
 * The commits of a project, as the log has them. A machine that never had the repository, or lost it, makes them again
 * from the log, the same byte for byte, so that any machine can go on.
 */
import type { ProjectId } from "@layercake/core/project/Project"
import { Repository } from "@layercake/core/port/Repository"
import { Workspace } from "@layercake/core/port/Workspace"
import { type ProjectState, type RowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { EventStore, StreamVersion } from "@layercake/core/store/EventStore"
import { Effect, Option, Stream } from "effect"
import { ProjectStates } from "../project/ProjectStates.ts"
import * as ProjectFolder from "./ProjectFolder.ts"
import { fromError, WorkFailed } from "../worker/WorkFailed.ts"

type Change = RowOf<"commit">

/** Brings the workspace to the files of the state and commits the change there. Finds it when it was made already. */
export const make = Effect.fn("CommitHistory.make")(function* (
  project: ProjectId,
  state: ProjectState,
  change: Change
) {
  const repository = yield* Repository
  const event = yield* eventOf(project, change)
  const directory = yield* ProjectFolder.bringTo(project, state)
  return yield* repository
    .commit({
      directory,
      key: change.key,
      subject: change.subject,
      body: "",
      trailers: {
        "LayerCake-Project": project,
        "LayerCake-Position": String(event.position),
        "LayerCake-Version": String(change.version),
        "LayerCake-Tree": change.tree
      },
      author: { name: change.author, email: `${change.author}@layercake.invalid` },
      at: event.metadata.at,
      paths: change.paths
    })
    .pipe(Effect.mapError(fromError))
})

/**
 * Makes the commits that the log has and this machine's repository has not, oldest first. Looks for the newest alone
 * where it is there.
 */
export const restore = Effect.fn("CommitHistory.restore")(function* (
  project: ProjectId,
  state: ProjectState
) {
  const repository = yield* Repository
  const states = yield* ProjectStates
  const workspace = yield* Workspace
  const made = rowsOf(state, "commit")
    .filter((change) => change.status === "made")
    .toSorted((a, b) => a.version - b.version)
  const newest = made.at(-1)
  if (newest === undefined) return
  const directory = yield* workspace.root(project).pipe(Effect.mapError(fromError))
  const found = yield* repository.find(directory, newest.key).pipe(Effect.mapError(fromError))
  if (Option.isSome(found)) return
  for (const change of made) {
    const then = yield* states
      .at(project, StreamVersion.make(change.version))
      .pipe(Effect.mapError(fromError))
    const sha = yield* make(project, then, change)
    if (sha !== change.sha)
      yield* Effect.logWarning(
        `The commit of ${change.key} in ${project} came out as ${sha} and was ${change.sha} where it was made first.`
      )
  }
})

const eventOf = Effect.fnUntraced(function* (project: ProjectId, change: Change) {
  const store = yield* EventStore
  const version = StreamVersion.make(change.version)
  const event = yield* store
    .readStream(project, { from: version, to: version })
    .pipe(Stream.runHead, Effect.mapError(fromError))
  return yield* Option.match(event, {
    onSome: Effect.succeed,
    onNone: () =>
      Effect.fail(
        new WorkFailed({
          detail: `event ${change.version} of ${project} is not in the log`,
          isRetryable: false
        })
      )
  })
})
