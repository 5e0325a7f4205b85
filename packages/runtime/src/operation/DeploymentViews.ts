/**
 * Deployments of a project as people are shown them, without pushes.
 */
import type { DeploymentRow } from "@layercake/core/deployment/DeploymentBoard"
import type { TargetView } from "@layercake/core/operation/DeploymentOperations"
import { DeploymentTarget } from "@layercake/core/port/Deployer"
import { type ProjectState, rowsOf } from "@layercake/core/project/ProjectState"

/** Newest first; of every target when none is named. */
export const historyOf = (state: ProjectState, target?: DeploymentTarget): ReadonlyArray<DeploymentRow> =>
  rowsOf(state, "deployment")
    .filter((row) => row.target !== "push" && (target === undefined || row.target === target))
    .toSorted((a, b) => (a.startedAt > b.startedAt ? -1 : a.startedAt < b.startedAt ? 1 : 0))

export const targetsOf = (state: ProjectState, deployer: string): ReadonlyArray<TargetView> =>
  DeploymentTarget.literals.map((target) => {
    const rows = historyOf(state, target)
    return {
      target,
      deployer,
      running: rows.find(({ status }) => status === "running") ?? null,
      last: rows[0] ?? null,
      variables: rowsOf(state, "variable").filter((variable) => variable.target === target).length
    }
  })

/** The deployment to each target that says most about it: what runs, or else what began last. */
export const currentOf = (state: ProjectState, target?: DeploymentTarget): ReadonlyArray<DeploymentRow> =>
  targetsOf(state, "").flatMap(({ last, running, target: at }) => {
    const row = running ?? last
    return row === null || (target !== undefined && at !== target) ? [] : [row]
  })
