/**
 * The parameters of the append statement, and what its answer means.
 */
import type { ProjectId } from "@layercake/core/project/Project"
import {
  type AppendReceipt,
  type AppendRequest,
  type ExpectedVersion,
  Position,
  StreamVersion
} from "@layercake/core/store/EventStore"
import type { NewJob } from "@layercake/core/store/JobQueue"
import type { ViewWrite } from "@layercake/core/store/ReadModelStore"
import { integers, texts } from "./PgArray.ts"
import { priorityOf } from "./PgTier.ts"

/** Positions keep 14 bits for the place in an append. */
export const maxEvents = 2 ** 14

export interface AppendCall {
  readonly statement: string
  readonly parameters: ReadonlyArray<unknown>
}

const call = (parameters: number) =>
  `select * from layercake.append(${Array.from({ length: parameters }, (_, index) => `$${index + 1}`).join(", ")})`
const [eventsOnly, everything] = [call(8), call(20)]

/** `lease`: whole seconds for which a job stays with its worker. */
export const appendCall = (request: AppendRequest, lease: number): AppendCall => {
  const { stream, expected, commandId, events, jobs } = request
  const log = [
    stream,
    expectation(expected),
    commandId,
    texts(events.map((event) => event.type)),
    integers(events.map((event) => event.schemaVersion)),
    texts(events.map((event) => JSON.stringify(event.data))),
    texts(events.map((event) => JSON.stringify(event.metadata))),
    lease
  ]
  if (request.views.length === 0 && jobs.length === 0) return { statement: eventsOnly, parameters: log }
  const views = lastWrites(request.views)
  const kept = views.filter((view) => view.row !== null)
  const dropped = views.filter((view) => view.row === null)
  return {
    statement: everything,
    parameters: [
      ...log,
      ...viewNames(kept),
      texts(kept.map((view) => JSON.stringify(view.row))),
      ...viewNames(dropped),
      ...jobParameters(jobs)
    ]
  }
}

/** The parameters of `layercake.enqueue`, without the lease. */
export const jobParameters = (jobs: ReadonlyArray<NewJob>) => [
  texts(jobs.map((job) => job.id)),
  integers(jobs.map((job) => priorityOf(job.tier))),
  texts(jobs.map((job) => job.project)),
  texts(jobs.map((job) => job.kind)),
  texts(jobs.map((job) => JSON.stringify(job.payload)))
]

export interface AppendRow {
  readonly outcome: "appended" | "duplicate" | "conflict"
  readonly stream: ProjectId
  readonly version: number
  readonly first_position: bigint
  readonly event_count: number
}

export const receiptOf = (row: Omit<AppendRow, "outcome">): AppendReceipt => ({
  stream: row.stream,
  version: StreamVersion.make(row.version),
  positions: Array.from({ length: row.event_count }, (_, index) =>
    Position.make(Number(row.first_position) + index)
  )
})

const expectation = (expected: ExpectedVersion) =>
  expected === "any" ? -1 : expected === "exists" ? -2 : expected === "none" ? 0 : expected

const viewNames = (views: ReadonlyArray<ViewWrite>) => [
  texts(views.map((view) => view.projection)),
  texts(views.map((view) => view.project)),
  texts(views.map((view) => view.key))
]

/** One write per row: the last. */
const lastWrites = (views: ReadonlyArray<ViewWrite>): ReadonlyArray<ViewWrite> =>
  views.length < 2
    ? views
    : Array.from(
        new Map(
          views.map((view) => [`${view.projection}\u0000${view.project}\u0000${view.key}`, view])
        ).values()
      )
