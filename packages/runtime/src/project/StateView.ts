/**
 * What is shown of a project's state, made once and given again for as long as the state is the same. Those who make
 * something of an answer, such as its text, keep that as well with `kept`: a view never changes.
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

/** What was made of views, held no longer than they are. Of anything else nothing is kept, since it may change. */
export const kept = <A>() => {
  const made = new WeakMap<object, A>()
  return {
    get: (value: unknown): A | undefined => (isView(value) ? made.get(value) : undefined),
    set: (value: unknown, what: A): void => {
      if (isView(value)) made.set(value, what)
    }
  }
}

const isView = (value: unknown): value is object =>
  typeof value === "object" && value !== null && views.has(value)
