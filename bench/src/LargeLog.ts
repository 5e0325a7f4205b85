/**
 * Makes a large log through the store's own append, so that chain, rows and receipts are what they would be: many
 * finished projects, a few active ones, and trees so large that one event takes megabytes.
 */
import { agent } from "@layercake/core/actor/Actor"
import * as EventCodec from "@layercake/core/event/EventCodec"
import { CommandId } from "@layercake/core/event/EventMetadata"
import * as Timestamp from "@layercake/core/event/Timestamp"
import { ProjectId } from "@layercake/core/project/Project"
import { evolveWithChanges, initialState } from "@layercake/core/project/ProjectState"
import { BlobStore } from "@layercake/core/store/BlobStore"
import { bytesOf } from "@layercake/core/store/BlobText"
import { EventStore, type NewEvent, StreamVersion } from "@layercake/core/store/EventStore"
import type { ViewWrite } from "@layercake/core/store/ReadModelStore"
import { DateTime, Effect, type Schema } from "effect"
import { eventsOf, type ProjectShape } from "./LargeProject.ts"
import { contents } from "./MadeUpContent.ts"

export interface LargeLogShape {
  /** Begins the names of its projects. */
  readonly name: string
  readonly events: number
  /** Events of one project. */
  readonly perProject: number
  /** Risks in the whole log, spread evenly. */
  readonly risks: number
  /** Files of the projects with a large tree, of which there is one in a hundred; none when 0. */
  readonly largeTree: number
  /** See `ProjectShape`. */
  readonly findings: number
  /** One project of so many is still active. */
  readonly activeEvery: number
}

/** Ordinary projects without large trees. */
export const ordinary = (name: string, events: number, perProject: number): LargeLogShape => ({
  name,
  events,
  perProject,
  risks: 0,
  largeTree: 0,
  findings: 3,
  activeEvery: 50
})

/** Megabytes in some events: a million of them are about 3 GB of data. */
export const millionShape = (events: number): LargeLogShape => ({
  ...ordinary("million", events, Math.min(1000, events)),
  risks: 24,
  largeTree: Math.min(20_000, Math.ceil(events / 50)),
  findings: 26
})

export const projectsOf = ({ events, perProject }: LargeLogShape): number => Math.ceil(events / perProject)

export const projectName = ({ name }: LargeLogShape, index: number): ProjectId =>
  ProjectId.make(`${name}-${index}`)

/** One that is still at work, where there are any. */
export const activeProject = (shape: LargeLogShape): ProjectId =>
  projectName(shape, Math.min(1, projectsOf(shape) - 1))

/** Calls back after each project. */
export const make = Effect.fn("LargeLog.make")(function* (
  shape: LargeLogShape,
  onProject: (index: number) => Effect.Effect<void> = () => Effect.void
) {
  const blobs = yield* BlobStore
  yield* Effect.forEach(contents, (content) => blobs.put(bytesOf(content)), { concurrency: 8, discard: true })
  const indices = Array.from({ length: projectsOf(shape) }, (_, index) => index)
  yield* Effect.forEach(indices, (index) => Effect.andThen(makeProject(shape, index), onProject(index)), {
    concurrency: 4,
    discard: true
  })
})

const makeProject = Effect.fnUntraced(function* (shape: LargeLogShape, index: number) {
  const store = yield* EventStore
  const stream = projectName(shape, index)
  const rows = new Map<string, ViewWrite>()
  let state = initialState
  let batch: Array<NewEvent> = []
  let commandId = CommandId.make(`${stream}/1`)
  const flush = Effect.fnUntraced(function* (views: ReadonlyArray<ViewWrite>) {
    const expected = StreamVersion.make(state.version - batch.length)
    yield* store.append({ stream, expected, events: batch, commandId, views, jobs: [] })
    batch = []
    commandId = CommandId.make(`${stream}/${state.version + 1}`)
  })
  for (const event of eventsOf(projectShape(shape, index))) {
    const version = state.version + 1
    const metadata = { actor, at: timeOf(index, version), commandId, correlationId: `${stream}/work` }
    const step = evolveWithChanges(state, { event, version, actor, at: metadata.at })
    state = step.state
    for (const { projection, key, row } of step.changes)
      rows.set(`${projection}/${key}`, {
        projection,
        project: stream,
        key,
        row: row === undefined ? null : (row as Schema.Json)
      })
    batch.push(EventCodec.encode(event, metadata))
    const large = event._tag === "TreeChanged" && event.written.length > 1000
    if (large || batch.length === batchSize) yield* flush([])
  }
  if (batch.length > 0) yield* flush([])
  // The rows as they are in the end, each written once.
  yield* flush(Array.from(rows.values()))
})

const actor = agent("implementer")
const batchSize = 200

const projectShape = (shape: LargeLogShape, index: number): ProjectShape => {
  const projects = projectsOf(shape)
  const wholeTree = shape.largeTree > 0 && index % 100 === 0
  return {
    wholeTree,
    events: Math.min(shape.perProject, shape.events - index * shape.perProject),
    files: wholeTree ? shape.largeTree : 300,
    findings: shape.findings,
    risks: share(index + 1, shape.risks, projects) - share(index, shape.risks, projects),
    completed: index % shape.activeEvery !== 1
  }
}

const share = (index: number, all: number, projects: number) => Math.floor((index * all) / projects)

const beginning = DateTime.makeUnsafe("2026-01-01T00:00:00Z").epochMilliseconds

/** When this event of this project happened: projects begin an hour after one another, with an event every minute. */
export const timeOf = (index: number, version: number): Timestamp.Timestamp =>
  Timestamp.fromDateTime(DateTime.makeUnsafe(beginning + index * 3_600_000 + version * 60_000))
