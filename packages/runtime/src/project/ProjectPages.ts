/**
 * The projects that somebody may see, in pages, from the stored rows alone: no project is folded for it.
 */
import type { ProjectId, ProjectStatus } from "@layercake/core/project/Project"
import type { ProjectRow } from "@layercake/core/project/ProjectBoard"
import { ReadModelStore } from "@layercake/core/store/ReadModelStore"
import { Effect } from "effect"
import { PartialCopies } from "../history/PartialCopies.ts"
import * as Authority from "../operation/Authority.ts"

const pageLimit = 100

export interface ProjectQuery {
  readonly status?: ProjectStatus
  readonly after?: ProjectId
  readonly limit?: number
}

/** Ordered by id. `next` is null when there are no more. */
export const page = Effect.fn("ProjectPages.page")(function* ({
  after,
  limit = pageLimit,
  status
}: ProjectQuery) {
  const views = yield* ReadModelStore
  const copies = yield* PartialCopies
  const projects: Array<{ readonly project: ProjectId; readonly row: ProjectRow }> = []
  for (const { project, row } of yield* views.list("project")) {
    // Rows are plain JSON, and these were made by the board.
    const found = row as unknown as ProjectRow
    if ((after !== undefined && project <= after) || (status !== undefined && found.status !== status))
      continue
    if (!(yield* Authority.maySee(project)) || (yield* copies.isPartial(project))) continue
    if (projects.length === limit) return { projects, next: projects.at(-1)?.project ?? null }
    projects.push({ project, row: found })
  }
  return { projects, next: null }
})
