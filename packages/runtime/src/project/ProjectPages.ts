/**
 * The projects that somebody may see, in pages, from the stored rows alone: no project is folded for it.
 */
import type { ProjectId, ProjectStatus } from "@layercake/core/project/Project"
import { Effect, Stream } from "effect"
import { PartialCopies } from "../history/PartialCopies.ts"
import * as Authority from "../operation/Authority.ts"
import * as ProjectRows from "./ProjectRows.ts"

const pageLimit = 100

/** Projects of a page that are looked at at one time. */
export const concurrency = 8

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
  const copies = yield* PartialCopies
  const isWhole = ({ project }: ProjectRows.StoredProject) =>
    Effect.map(copies.isPartial(project), (isPartial) => !isPartial)
  const seen = yield* Authority.seen
  const rows =
    seen === "all"
      ? ProjectRows.all(after)
      : ProjectRows.of(Array.from(seen).filter((project) => after === undefined || project > after))
  const found = yield* rows.pipe(
    Stream.filter(({ row }) => status === undefined || row.status === status),
    Stream.chunks,
    Stream.mapEffect((some) => Effect.filter(some, isWhole, { concurrency })),
    Stream.flattenIterable,
    Stream.take(limit + 1),
    Stream.runCollect
  )
  const projects = found.slice(0, limit)
  return { projects, next: found.length > limit ? (projects.at(-1)?.project ?? null) : null }
})
