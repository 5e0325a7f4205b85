/**
 * Answers the operations on the log and on what is kept beside it.
 */
import { RecordStop } from "@layercake/core/deployment/DeploymentCommand"
import { EventOperations } from "@layercake/core/operation/EventOperations"
import { Deployer } from "@layercake/core/port/Deployer"
import { rowsOf } from "@layercake/core/project/ProjectState"
import { BlobStore } from "@layercake/core/store/BlobStore"
import { EventStore } from "@layercake/core/store/EventStore"
import { ReadModelStore } from "@layercake/core/store/ReadModelStore"
import { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import type { TimelineRow } from "@layercake/core/timeline/TimelineBoard"
import { Effect, Option, Stream } from "effect"
import { Commands } from "../command/Commands.ts"
import { PersonalTexts } from "../store/PersonalTexts.ts"
import { find } from "./ProjectHandlers.ts"
import { Session } from "./Session.ts"

export const layer = EventOperations.toLayer({
  "events.stream": ({ after, follow, project }) =>
    Stream.unwrap(
      Effect.gen(function* () {
        const store = yield* EventStore
        const texts = yield* PersonalTexts
        if (project !== undefined) yield* find(project)
        const options = {
          ...(after === undefined ? {} : { after }),
          ...(project === undefined ? {} : { stream: project })
        }
        const events = follow ? store.subscribe(options) : store.readAll(options)
        return Stream.mapArrayEffect(events, texts.open)
      })
    ),
  "events.timeline": ({ project }) =>
    Effect.gen(function* () {
      yield* find(project)
      const views = yield* ReadModelStore
      const rows = yield* views.list("timeline", project)
      // Rows are plain JSON, and these were made by the board.
      return rows.map(({ row }) => row as unknown as TimelineRow)
    }),
  "storage.get": ({ digest }) =>
    Effect.gen(function* () {
      const blobs = yield* BlobStore
      return Option.getOrNull(yield* blobs.get(digest))
    }),
  "deployments.stop": ({ project }) =>
    Effect.gen(function* () {
      const deployer = yield* Deployer
      const commands = yield* Commands
      const { actor } = yield* Session
      const { state } = yield* find(project)
      const running = rowsOf(state, "deployment").filter((deployment) => deployment.status === "running")
      return yield* Effect.forEach(running, (deployment) =>
        Effect.gen(function* () {
          if (deployment.address !== null && deployment.handle !== null)
            yield* deployer
              .stop({ address: deployment.address, handle: deployment.handle })
              .pipe(
                Effect.mapError((cause) => new StoreUnavailable({ operation: "deployments.stop", cause }))
              )
          yield* commands.execute(project, new RecordStop({ key: deployment.key, reason: "asked for" }), {
            actor
          })
          return deployment.key
        })
      )
    })
})
