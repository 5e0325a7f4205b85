/**
 * Changes files for whoever asks and says what that did.
 */
import type { ChangeReport } from "@layercake/core/operation/WorkspaceChangeOperations"
import { gatesInOrder } from "@layercake/core/pipeline/GateProgress"
import type { ProjectId } from "@layercake/core/project/Project"
import { type ProjectState, rowOf } from "@layercake/core/project/ProjectState"
import { Effect } from "effect"
import * as FileChanges from "../tree/FileChanges.ts"
import { Session } from "./Session.ts"

export const changing = Effect.fnUntraced(function* <E, R>(
  project: ProjectId,
  make: (state: ProjectState) => Effect.Effect<FileChanges.FileChange, E, R>
) {
  const { actor } = yield* Session
  return reportOf(yield* FileChanges.apply(project, actor, make))
})

export const reportOf = ({
  after,
  before,
  removed,
  tree,
  written
}: FileChanges.ChangedFiles): ChangeReport => ({
  tree,
  version: after.version,
  written,
  removed,
  reopened: gatesInOrder(after)
    .filter((gate) => {
      const then = rowOf(before, "gate", gate.gate)
      return then !== undefined && (then.round !== gate.round || isVoided(then.status, gate.status))
    })
    .map(({ gate }) => gate)
})

const isVoided = (before: string, after: string): boolean => before === "in-review" && after !== "in-review"
