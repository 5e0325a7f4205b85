/**
 * Answers the operations on requirements.
 */
import {
  RequirementOperations,
  type RequirementStats,
  RequirementUnknown,
  type TracedRequirement
} from "@layercake/core/operation/RequirementOperations"
import { projectOf, type ProjectState, rowsOf } from "@layercake/core/project/ProjectState"
import { coverageOf } from "@layercake/core/requirement/RequirementCoverage"
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

/** Those that are to be met, and how far each has come. */
const coveredOf = (all: ReadonlyArray<TracedRequirement>) =>
  all
    .filter(({ requirement }) => requirement.status === "listed" && requirement.excluded === null)
    .map(({ gaps, requirement }) => coverageOf(requirement, gaps))

const statsOf = (all: ReadonlyArray<TracedRequirement>): RequirementStats => {
  const rows = all.map(({ requirement }) => requirement)
  const covered = coveredOf(all)
  const listed = rows.filter(({ status }) => status === "listed")
  const count = (stage: "specified" | "written" | "tested" | "proven" | "running") =>
    covered.filter((one) => one[stage]).length
  return {
    listed: listed.length,
    withdrawn: rows.length - listed.length,
    excluded: listed.filter(({ excluded }) => excluded !== null).length,
    nonFunctional: listed.filter(({ nonFunctional }) => nonFunctional).length,
    counted: covered.length,
    specified: count("specified"),
    written: count("written"),
    tested: count("tested"),
    proven: count("proven"),
    running: count("running"),
    complete: all.filter(
      ({ gaps, requirement }) =>
        requirement.status === "listed" && requirement.excluded === null && gaps.length === 0
    ).length
  }
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
    }),
  "requirements.gaps": ({ at, project }) =>
    Effect.map(find(project), ({ state }) =>
      tracedOf(state).flatMap(({ gaps, requirement }) => {
        const wanted = gaps.filter((gap) => at === undefined || gap.at === at)
        return wanted.length === 0
          ? []
          : [{ requirement: requirement.id, text: requirement.text, gaps: wanted }]
      })
    ),
  "requirements.coverage": ({ project }) =>
    Effect.map(find(project), ({ state }) => coveredOf(tracedOf(state))),
  "requirements.stats": ({ project }) => Effect.map(find(project), ({ state }) => statsOf(tracedOf(state)))
})
