/**
 * Answers the operations on requirements.
 */
import {
  RequirementOperations,
  RequirementUnknown,
  type TracedRequirement
} from "@layercake/core/operation/RequirementOperations"
import { projectOf, type ProjectState, rowsOf } from "@layercake/core/project/ProjectState"
import { gapsOf } from "@layercake/core/requirement/RequirementGap"
import { Effect } from "effect"
import { find } from "./ProjectHandlers.ts"

const byNumber = new Intl.Collator("en", { numeric: true })

/** In the order of their numbers; what was withdrawn comes last. */
const tracedOf = (state: ProjectState): ReadonlyArray<TracedRequirement> => {
  const steps = rowsOf(state, "commit").toSorted((a, b) => a.version - b.version)
  const tree = projectOf(state)?.tree ?? null
  return rowsOf(state, "requirement")
    .toSorted(
      (a, b) =>
        Number(a.status === "withdrawn") - Number(b.status === "withdrawn") || byNumber.compare(a.id, b.id)
    )
    .map((requirement) => ({ requirement, gaps: gapsOf(requirement, tree, steps) }))
}

export const layer = RequirementOperations.toLayer({
  "requirements.list": ({ project }) => Effect.map(find(project), ({ state }) => tracedOf(state)),
  "requirements.trace": ({ project, requirement }) =>
    Effect.gen(function* () {
      const { state } = yield* find(project)
      const all = tracedOf(state)
      return (
        all.find((one) => one.requirement.id === requirement) ??
        (yield* new RequirementUnknown({ requirement, known: all.map((one) => one.requirement.id) }))
      )
    })
})
