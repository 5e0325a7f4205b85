/**
 * Answers the operations on the past of projects.
 */
import type { VerifyStep } from "@layercake/core/history/VerifyReport"
import { HistoryOperations } from "@layercake/core/operation/HistoryOperations"
import { Effect, Queue, Stream } from "effect"
import * as EventPages from "../history/EventPages.ts"
import * as Export from "../history/Export.ts"
import * as Fork from "../history/Fork.ts"
import * as Import from "../history/Import.ts"
import * as ImportParts from "../history/ImportParts.ts"
import * as Moments from "../history/Moments.ts"
import * as ProjectHistory from "../history/ProjectHistory.ts"
import * as Verification from "../verify/Verification.ts"
import * as ProjectReport from "./ProjectReport.ts"
import { PersonalTexts } from "../store/PersonalTexts.ts"
import { Session } from "./Session.ts"
import * as Upkeep from "./Upkeep.ts"

export const layer = HistoryOperations.toLayer({
  "projects.at": ({ at, project }) =>
    Effect.map(Moments.stateAt(project, at), ({ row, state }) => ProjectReport.statusOf(project, row, state)),
  "projections.at": ({ at, project, projection }) => ProjectHistory.rowsAt(project, projection, at),
  "projects.diff": ({ from, project, to }) => ProjectHistory.difference(project, from, to),
  "events.list": (query) => EventPages.page(query),
  "events.replay": ({ project, ...range }) =>
    Stream.unwrap(
      Effect.map(PersonalTexts, ({ open }) =>
        Stream.mapArrayEffect(ProjectHistory.replay(project, range), open)
      )
    ),
  "projects.fork": (request) =>
    Effect.gen(function* () {
      const { actor } = yield* Session
      const { created, id, version } = yield* Fork.fork(request, actor)
      const { row, state } = yield* Moments.now(id)
      return { ...ProjectReport.summaryOf(id, row, state), parent: request.project, version, created }
    }),
  "events.verify": ({ heads = [], project }) =>
    Stream.callback<
      VerifyStep,
      Effect.Error<ReturnType<typeof Verification.verify>>,
      Effect.Services<ReturnType<typeof Verification.verify>>
    >((queue) =>
      Verification.verify(project, {
        heads,
        onStep: (step) => Effect.asVoid(Queue.offer(queue, { ...step, report: null }))
      }).pipe(
        Effect.flatMap((report) =>
          Queue.offer(queue, { events: report.events, projects: report.projects, report })
        ),
        Effect.matchCauseEffect({
          onFailure: (cause) => Queue.failCause(queue, cause),
          onSuccess: () => Queue.end(queue)
        })
      )
    ),
  "events.export": ({ project, ...options }) => Export.lines(project, options),
  "events.upload": ({ bytes, id, index }) =>
    ImportParts.put(id, index, bytes).pipe(
      Effect.tap(() => Upkeep.record("events.upload", id, `part ${index}`))
    ),
  "events.import": (request) => Import.take(request)
})
