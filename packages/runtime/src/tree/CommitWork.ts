/**
 * Makes one change of the tree a commit: the workspace is brought to the tree, then exactly the changed paths are
 * committed under the change's key. After a crash the commit is found again by that key.
 */
import type { CommitTree } from "@layercake/core/pipeline/DueWork"
import { Repository } from "@layercake/core/port/Repository"
import { Workspace } from "@layercake/core/port/Workspace"
import { rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { RecordCommit, StartCommit } from "@layercake/core/proof/ProofCommand"
import { EventStore, StreamVersion } from "@layercake/core/store/EventStore"
import { Effect, Option, Stream } from "effect"
import type { Work } from "../worker/Work.ts"
import { fromError } from "../worker/WorkFailed.ts"

export const commit = Effect.fn("CommitWork.commit")(function* ({
  due,
  project,
  state,
  tell
}: Work<CommitTree>) {
  const workspace = yield* Workspace
  const repository = yield* Repository
  const change = rowOf(state, "commit", due.key)
  if (change === undefined) return
  const store = yield* EventStore
  const version = StreamVersion.make(change.version)
  const event = yield* store
    .readStream(project, { from: version, to: version })
    .pipe(Stream.runHead, Effect.mapError(fromError))
  yield* tell(new StartCommit({ key: change.key }))
  yield* workspace.sync(project, rowsOf(state, "file")).pipe(Effect.mapError(fromError))
  const directory = yield* workspace.root(project).pipe(Effect.mapError(fromError))
  const sha = yield* repository
    .commit({
      directory,
      key: change.key,
      subject: change.subject,
      body: "",
      trailers: {
        "LayerCake-Project": project,
        "LayerCake-Position": Option.match(event, {
          onNone: () => "unknown",
          onSome: (event) => String(event.position)
        }),
        "LayerCake-Version": String(change.version),
        "LayerCake-Tree": change.tree
      },
      author: { name: change.author, email: `${change.author}@layercake.invalid` },
      paths: change.paths
    })
    .pipe(Effect.mapError(fromError))
  yield* tell(new RecordCommit({ key: change.key, sha }))
})
