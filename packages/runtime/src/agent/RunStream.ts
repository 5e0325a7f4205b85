/**
 * What happens to one agent run, as a stream from the log that ends with the run.
 */
import type { AgentRunId } from "@layercake/core/agent/AgentCall"
import type { AgentRunRow } from "@layercake/core/agent/AgentRunBoard"
import * as EventCodec from "@layercake/core/event/EventCodec"
import { textOf } from "@layercake/core/event/EventText"
import type { FactoryEvent } from "@layercake/core/event/FactoryEvent"
import type { RunProgress } from "@layercake/core/operation/AgentRunOperations"
import type { ProjectId } from "@layercake/core/project/Project"
import { EventStore, type Position, type StoredEvent } from "@layercake/core/store/EventStore"
import { Effect, Predicate, Stream } from "effect"
import { PersonalTexts } from "../store/PersonalTexts.ts"

/** Nothing happens to the run itself after these. */
const endings: ReadonlySet<string> = new Set<FactoryEvent["_tag"]>([
  "AgentRunCompleted",
  "AgentRunRefused",
  "AgentRunFailed",
  "AgentRunCancelled"
])

/** Of a run that has ended, all that happened after the position. */
export const of = (project: ProjectId, { endedAt, runId }: AgentRunRow, after?: Position) =>
  Stream.unwrap(
    Effect.gen(function* () {
      const store = yield* EventStore
      const { open } = yield* PersonalTexts
      const wanted = { stream: project, ...(after === undefined ? {} : { after }) }
      // Nothing is to come of a run that has ended, and what ended it may lie before the position.
      const events = endedAt === null ? store.subscribe(wanted) : store.readAll(wanted)
      return events.pipe(
        Stream.filter((event) => isAbout(event, runId)),
        Stream.takeUntil(({ type }) => endings.has(type)),
        Stream.mapEffect((event) =>
          Effect.gen(function* () {
            const fact = yield* Effect.fromResult(EventCodec.decode(event))
            const { metadata, position, type, version } = event
            return yield* open<RunProgress>({
              position,
              version,
              type,
              at: metadata.at,
              text: textOf(fact.event)
            })
          })
        )
      )
    })
  )

/** What it changed stands in an event that names it as the cause. What it hands over comes when it has ended. */
const isAbout = ({ data, type }: StoredEvent, run: AgentRunId): boolean =>
  type !== "HandoffMade" &&
  Predicate.isObject(data) &&
  ((Predicate.hasProperty(data, "runId") && data.runId === run) ||
    (Predicate.hasProperty(data, "cause") && data.cause === run))
