/**
 * The parameters of the append statements, and what their answer means.
 */
import { timestamptz } from "@effect/sql-pg/PgTypes"
import type { ProjectId } from "@layercake/core/project/Project"
import {
  type AppendReceipt,
  type AppendRequest,
  type ExpectedVersion,
  type NewEvent,
  Position,
  StreamVersion
} from "@layercake/core/store/EventStore"
import type { ViewWrite } from "@layercake/core/store/ReadModelStore"
import { byteses, integers, texts, times } from "./PgArray.ts"
import { contentsOf, type PgEventContent, shareOf } from "./PgEventContent.ts"
import { jobParameter, jobParameters } from "./PgJobParameters.ts"

/** Positions keep 14 bits for the place in an append. */
export const maxEvents = 2 ** 14

export interface AppendCall {
  readonly statement: string
  readonly parameters: ReadonlyArray<unknown>
}

const call = (name: string, parameters: number) =>
  `select * from layercake.${name}(${Array.from({ length: parameters }, (_, index) => `$${index + 1}`).join(", ")})`
const [single, several, together] = [call("append_one", 21), call("append", 24), call("append_all", 29)]

/** `lease`: whole seconds for which a job stays with its worker. */
export const appendCall = (request: AppendRequest, lease: number): AppendCall => {
  const { stream, expected, commandId, contents: kept = [], events, jobs, views } = request
  const begin = [stream, shareOf(stream), expectation(expected), commandId, lease]
  const contents = contentsOf(events)
  const [event, content] = [events[0], contents[0]]
  return event !== undefined &&
    content?.payload === null &&
    events.length === 1 &&
    jobs.length < 2 &&
    kept.length === 0
    ? {
        statement: single,
        parameters: [
          ...begin,
          ...eventParameter(event, content),
          ...viewParameters(views),
          ...jobParameter(jobs[0])
        ]
      }
    : {
        statement: several,
        parameters: [
          ...begin,
          0,
          ...eventParameters(events, contents),
          ...viewParameters(views),
          ...jobParameters(jobs),
          texts(kept)
        ]
      }
}

/** Several appends in one transaction; the answer has a row for each, in order. */
export const appendAllCall = (requests: ReadonlyArray<AppendRequest>, lease: number): AppendCall => {
  const events = requests.flatMap((request) => request.events)
  const shares = requests.map(({ stream }) => shareOf(stream))
  const views = requests.map((request) => lastWrites(request.views))
  return {
    statement: together,
    parameters: [
      lease,
      areApart(requests, views),
      integers(Array.from(new Set(shares)).sort((a, b) => a - b)),
      texts(requests.map(({ stream }) => stream)),
      integers(shares),
      integers(requests.map(({ expected }) => expectation(expected))),
      texts(requests.map(({ commandId }) => commandId)),
      integers(requests.map(({ events }) => events.length)),
      integers(views.map((writes) => writes.length)),
      integers(requests.map(({ jobs }) => jobs.length)),
      integers(requests.map(({ contents = [] }) => contents.length)),
      ...eventParameters(events, contentsOf(events)),
      ...writeParameters(views.flat()),
      ...jobParameters(requests.flatMap(({ jobs }) => jobs)),
      texts(requests.flatMap(({ contents = [] }) => contents))
    ]
  }
}

/** Whether no two of them have anything in common that one could take from the other. */
const areApart = (
  requests: ReadonlyArray<AppendRequest>,
  views: ReadonlyArray<ReadonlyArray<ViewWrite>>
): boolean => {
  const rows = views.flat()
  return (
    new Set(requests.map(({ stream }) => stream)).size === requests.length &&
    new Set(requests.map(({ commandId }) => commandId)).size === requests.length &&
    new Set(rows.map(nameOf)).size === rows.length
  )
}

const eventParameter = (event: NewEvent, { size, metadata, data, digest }: PgEventContent) => [
  event.type,
  event.schemaVersion,
  timestamptz(Date.parse(event.metadata.at)),
  size,
  metadata,
  data,
  digest
]

const eventParameters = (events: ReadonlyArray<NewEvent>, contents: ReadonlyArray<PgEventContent>) => [
  texts(events.map((event) => event.type)),
  integers(events.map((event) => event.schemaVersion)),
  times(events.map((event) => Date.parse(event.metadata.at))),
  integers(contents.map((content) => content.size)),
  texts(contents.map((content) => content.metadata)),
  texts(contents.map((content) => content.data)),
  byteses(
    contents.some((content) => content.payload !== null) ? contents.map((content) => content.payload) : []
  ),
  texts(contents.map((content) => content.digest))
]

/** The parameters of `layercake.write_views`: one write per row, the last. */
export const viewParameters = (views: ReadonlyArray<ViewWrite>) => writeParameters(lastWrites(views))

const writeParameters = (writes: ReadonlyArray<ViewWrite>) => [
  texts(writes.map((view) => view.projection)),
  texts(writes.map((view) => view.project)),
  texts(writes.map((view) => view.key)),
  texts(writes.map((view) => JSON.stringify(view.row)))
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

const lastWrites = (views: ReadonlyArray<ViewWrite>): ReadonlyArray<ViewWrite> => {
  const last = new Map<string, ViewWrite>()
  for (const view of views) last.set(nameOf(view), view)
  return last.size === views.length ? views : Array.from(last.values())
}

const nameOf = ({ projection, project, key }: ViewWrite) => `${projection}\u0000${project}\u0000${key}`
