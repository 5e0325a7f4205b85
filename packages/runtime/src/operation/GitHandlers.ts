/**
 * Answers the operations on commits, branches and tags.
 */
import { CommandRefused } from "@layercake/core/command/CommandRefused"
import { GitOperations } from "@layercake/core/operation/GitOperations"
import type { ProjectId } from "@layercake/core/project/Project"
import { type ProjectState, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { StreamVersion } from "@layercake/core/store/EventStore"
import { refKey } from "@layercake/core/tree/RefBoard"
import type { RefKind, RefName } from "@layercake/core/tree/RefName"
import type { FilePath } from "@layercake/core/tree/Tree"
import { AskForCommit, PlaceRef } from "@layercake/core/tree/TreeCommand"
import { FileUnknown, RefExists } from "@layercake/core/tree/TreeError"
import { Effect } from "effect"
import { Commands } from "../command/Commands.ts"
import { ProjectStates } from "../project/ProjectStates.ts"
import * as CommitLooking from "../tree/CommitLooking.ts"
import * as FileReading from "../tree/FileReading.ts"
import { find } from "./ProjectHandlers.ts"
import { Session } from "./Session.ts"

const refs = (kind: RefKind, state: ProjectState) => rowsOf(state, "ref").filter((row) => row.kind === kind)

const place = Effect.fnUntraced(function* (
  kind: RefKind,
  { at, name, project }: { readonly project: ProjectId; readonly name: RefName; readonly at?: string }
) {
  const commands = yield* Commands
  const { actor } = yield* Session
  const { sha } = yield* CommitLooking.commitAt((yield* find(project)).state, at)
  const { state } = yield* commands.execute(project, new PlaceRef({ kind, name, sha }), { actor })
  const row = rowOf(state, "ref", refKey(kind, name))
  return row ?? (yield* new CommandRefused({ reason: new RefExists({ kind, name }) }))
})

/** The files of a commit are those of the version whose change it holds. */
const fileAt = Effect.fnUntraced(function* (project: ProjectId, path: FilePath, revision?: string) {
  const states = yield* ProjectStates
  const commit = yield* CommitLooking.commitAt((yield* find(project)).state, revision)
  const then = yield* states.at(project, StreamVersion.make(commit.version))
  return rowOf(then, "file", path) === undefined
    ? yield* new FileUnknown({ path })
    : { sha: commit.sha, state: then }
})

export const layer = GitOperations.toLayer({
  "git.status": ({ project }) =>
    Effect.flatMap(find(project), ({ state }) => CommitLooking.status(project, state)),
  "git.log": ({ project, ...wish }) =>
    Effect.flatMap(find(project), ({ state }) => CommitLooking.log(project, state, wish)),
  "git.show": ({ commit, project }) =>
    Effect.flatMap(find(project), ({ state }) => CommitLooking.show(project, state, commit)),
  "git.diff": ({ project, ...wish }) =>
    Effect.flatMap(find(project), ({ state }) => CommitLooking.diff(project, state, wish)),
  "git.file": ({ commit, path, project }) =>
    Effect.flatMap(fileAt(project, path, commit), ({ state }) => FileReading.content(state, path)),
  "git.blame": ({ commit, path, project }) =>
    Effect.flatMap(fileAt(project, path, commit), ({ sha }) => CommitLooking.blame(project, sha, path)),
  "git.branches": ({ project }) => Effect.map(find(project), ({ state }) => refs("branch", state)),
  "git.branch": (wish) => place("branch", wish),
  "git.tags": ({ project }) => Effect.map(find(project), ({ state }) => refs("tag", state)),
  "git.tag": (wish) => place("tag", wish),
  "git.commit": ({ project }) =>
    Effect.gen(function* () {
      const commands = yield* Commands
      const { actor } = yield* Session
      const { state } = yield* commands.execute(project, new AskForCommit({}), { actor })
      return yield* CommitLooking.status(project, state)
    }),
  "git.remotes": ({ project }) =>
    Effect.map(find(project), ({ state }) =>
      rowsOf(state, "deployment")
        .filter((row) => row.target === "push" && row.status === "pushed")
        .toSorted((a, b) => (a.updatedAt < b.updatedAt ? 1 : -1))
        .flatMap(({ address, by, detail, updatedAt }) =>
          address === null ? [] : [{ forge: by, address, commit: detail, at: updatedAt }]
        )
    )
})
