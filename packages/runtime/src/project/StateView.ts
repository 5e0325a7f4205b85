/**
 * What is shown of a project's state, made once and given again for as long as the state is the same. Those who make
 * something of an answer, such as its text, can tell by `isView` that it never changes and keep that as well.
 */
import type { ProjectId } from "@layercake/core/project/Project"
import type { ProjectRow } from "@layercake/core/project/ProjectBoard"
import type { ProjectState } from "@layercake/core/project/ProjectState"

/** A project as `history/Moments` finds it. */
export interface Found {
  readonly project: ProjectId
  readonly row: ProjectRow
  readonly state: ProjectState
}

/** A view is held for no longer than its state. */
export const make = <A extends object>(show: (found: Found) => A): ((found: Found) => A) => {
  const shown = new WeakMap<ProjectState, A>()
  return (found) => {
    const known = shown.get(found.state)
    if (known !== undefined) return known
    const view = show(found)
    shown.set(found.state, view)
    views.add(view)
    return view
  }
}

const views = new WeakSet<object>()

/** Whether it was made so, and stays as it is. */
export const isView = (value: unknown): value is object =>
  typeof value === "object" && value !== null && views.has(value)
