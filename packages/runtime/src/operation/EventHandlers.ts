/**
 * Answers the operations on the log.
 */
import { EventOperations } from "@layercake/core/operation/EventOperations"
import { EventNotFound } from "@layercake/core/history/HistoryError"
import { ProjectNotFound } from "@layercake/core/project/ProjectError"
import { EventStore, StreamVersion } from "@layercake/core/store/EventStore"
import { ReadModelStore } from "@layercake/core/store/ReadModelStore"
import type { TimelineRow } from "@layercake/core/timeline/TimelineBoard"
import { Effect, Layer, Option, Stream } from "effect"
import { PersonalTexts } from "../store/PersonalTexts.ts"
import * as Moments from "../history/Moments.ts"
import * as StreamComparison from "../history/StreamComparison.ts"
import * as LiveTail from "../subscription/LiveTail.ts"
import * as Authority from "./Authority.ts"
import { find } from "./ProjectHandlers.ts"

export const layer = EventOperations.toLayer({
  "events.get": ({ project, version }) =>
    Effect.gen(function* () {
      const { state } = yield* find(project)
      const found = yield* StreamComparison.eventAt(project, version)
      if (Option.isSome(found)) return found.value
      return yield* new EventNotFound({ project, version, head: StreamVersion.make(state.version) })
    }),
  "events.head": ({ at, project }) =>
    Effect.gen(function* () {
      const { state } = yield* find(project)
      const version = at === undefined ? state.version : yield* Moments.versionOf(project, at)
      const found = yield* StreamComparison.eventAt(project, version)
      if (Option.isNone(found)) return yield* new ProjectNotFound({})
      const { hash, metadata, position, version: last } = found.value
      return { project, version: last, position, at: metadata.at, hash }
    }),
  "events.diff": ({ limit, other, project }) =>
    Effect.gen(function* () {
      if (!(yield* Authority.maySee(other))) return yield* new ProjectNotFound({})
      return yield* StreamComparison.compare(project, other, limit)
    }),
  "events.stream": ({ after, follow, project }) =>
    Stream.unwrap(
      Effect.gen(function* () {
        const store = yield* EventStore
        const texts = yield* PersonalTexts
        const tail = yield* LiveTail.LiveTail
        if (project !== undefined) yield* find(project)
        const options = {
          ...(after === undefined ? {} : { after }),
          ...(project === undefined ? {} : { stream: project })
        }
        return follow ? tail.follow(options) : Stream.mapArrayEffect(store.readAll(options), texts.open)
      })
    ),
  "events.timeline": ({ project }) =>
    Effect.gen(function* () {
      yield* find(project)
      const views = yield* ReadModelStore
      const rows = yield* views.list("timeline", project)
      // Rows are plain JSON, and these were made by the board.
      return rows.map(({ row }) => row as unknown as TimelineRow)
    })
}).pipe(Layer.provide(LiveTail.layer))
