/**
 * When the files go back to what they were: after repairs that made it worse, and where a person took back what an agent
 * did to the tests. Says what is due and turns it into facts; reading the old files is the runtime's. Pure.
 */
import { Result } from "effect"
import type { Decide } from "../command/Decide.ts"
import type { FactoryEvent } from "../event/FactoryEvent.ts"
import { ProjectNotFound } from "../project/ProjectError.ts"
import { projectOf, type ProjectState, rowOf, rowsOf } from "../project/ProjectState.ts"
import { raise } from "../register/RegisterDecider.ts"
import { changeTree } from "../tree/TreeDecider.ts"
import type { TreeDigest } from "../tree/Tree.ts"
import type { RestoreFiles } from "./HealCommand.ts"
import { RestoreAbandoned, TreeRestored } from "./HealEvent.ts"

export interface Restore {
  readonly tree: TreeDigest
  readonly version: number
  /** The tree as it is now; once it is another one, nothing is gone back to any more. */
  readonly from: TreeDigest
  readonly reason: string
}

/** Undefined when the tree stays. */
export const restoreAt = (state: ProjectState, gate: string): Restore | undefined => {
  const tree = projectOf(state)?.tree
  const series = rowOf(state, "healSeries", gate)?.restore ?? null
  const rejected = rowsOf(state, "tamper").find(
    (tamper) => tamper.status === "rejected" && tamper.gate === gate && tamper.tree === tree
  )
  if (rejected !== undefined && rejected.before !== null)
    return {
      ...rejected.before,
      from: rejected.tree,
      reason: `a person took back what ${rejected.runId} did`
    }
  return series !== null && series.from === tree
    ? { ...series, reason: "the repairs made it worse" }
    : undefined
}

export const decide: Decide<RestoreFiles> = (command, state) => {
  const project = projectOf(state)
  if (project === undefined) return Result.fail(new ProjectNotFound({}))
  const { before, gate, missing, removed, tree, version, written } = command
  const restore = restoreAt(state, gate)
  if (restore?.tree !== tree || restore.version !== version || project.tree !== before)
    return Result.succeed([])
  if (missing.length > 0)
    return Result.succeed([
      new RestoreAbandoned({ gate, tree, version, missing }),
      ...raise(state, {
        kind: "escalation",
        gate,
        title: `The files of version ${version} cannot be brought back`,
        detail: `The tree stays as it is, though ${restore.reason}. Contents were erased: ${missing.join(", ")}. Resolve this to go on from the tree as it is, or reopen an earlier gate.`
      })
    ])
  const events: ReadonlyArray<FactoryEvent> = [
    ...changeTree(state, {
      // No other change is told from this version on, so no other commit has this key.
      cause: `${gate}.restore.${state.version + 1}`,
      author: "layercake",
      subject: `${gate} layercake: back to the files of version ${version}`,
      gate,
      written,
      removed,
      tree
    }),
    new TreeRestored({ gate, tree, version, from: before, reason: restore.reason })
  ]
  return Result.succeed(events)
}
