/**
 * Every project that whoever asks may see, page after page.
 */
import type { ProjectSummary } from "@layercake/core/operation/ProjectOperations"
import type { ProjectId } from "@layercake/core/project/Project"
import { LayercakeClient } from "@layercake/server/LayercakeClient"
import { Effect } from "effect"

export const allProjects = Effect.gen(function* () {
  const client = yield* LayercakeClient
  const found: Array<ProjectSummary> = []
  let after: ProjectId | null | undefined
  while (after !== null) {
    const page = yield* client["projects.list"]({ limit: 1000, ...(after === undefined ? {} : { after }) })
    found.push(...page.projects)
    after = page.next
  }
  return found
})
