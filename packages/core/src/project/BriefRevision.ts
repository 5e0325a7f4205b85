/**
 * What another brief means for a project: a file that changed, its title, and the gates that were passed on it. Pure.
 */
import { Result } from "effect"
import type { Actor } from "../actor/Actor.ts"
import type { Decision } from "../command/Decide.ts"
import { gatesInOrder } from "../pipeline/GateProgress.ts"
import { changeTree } from "../tree/TreeDecider.ts"
import { TreeOvertaken } from "../tree/TreeError.ts"
import type { ProjectRow } from "./ProjectBoard.ts"
import type { ReviseBrief } from "./ProjectCommand.ts"
import { ProjectNotActive } from "./ProjectError.ts"
import { BriefRevised, ProjectRenamed } from "./ProjectEvent.ts"
import { type ProjectState, rowOf } from "./ProjectState.ts"

/** Nothing when it says what the brief says already. Whoever revises it is named as its author. */
export const reviseBrief = (
  { before, file, title, tree }: ReviseBrief,
  state: ProjectState,
  project: ProjectRow,
  actor: Actor
): Decision => {
  if (project.status === "archived") return Result.fail(new ProjectNotActive({ status: project.status }))
  if (rowOf(state, "file", file.path)?.digest === file.digest) return Result.succeed([])
  if (project.tree !== before) return Result.fail(new TreeOvertaken({ tree: project.tree }))
  const [first] = gatesInOrder(state)
  return Result.succeed([
    new BriefRevised({ brief: file.digest }),
    ...(title === project.title ? [] : [new ProjectRenamed({ title })]),
    ...(first === undefined
      ? []
      : changeTree(state, {
          // No other change is told from this version on, so no other commit has this key.
          cause: `intake.${state.version + 1}`,
          author: actor.id,
          subject: `Brief revised: ${title}`,
          gate: first.gate,
          written: [file],
          removed: [],
          tree,
          edited: true
        }))
  ])
}
