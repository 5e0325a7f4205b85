/**
 * Puts events into a project's stream as a worker would have told them, so that an example finds what it needs.
 */
import { system } from "@layercake/core/actor/Actor"
import * as EventCodec from "@layercake/core/event/EventCodec"
import { CommandId } from "@layercake/core/event/EventMetadata"
import type { FactoryEvent } from "@layercake/core/event/FactoryEvent"
import { Timestamp } from "@layercake/core/event/Timestamp"
import type { ProjectId } from "@layercake/core/project/Project"
import { EventStore } from "@layercake/core/store/EventStore"
import { Effect } from "effect"

let count = 0

export const tell = Effect.fnUntraced(function* (project: ProjectId, ...events: ReadonlyArray<FactoryEvent>) {
  const store = yield* EventStore
  const commandId = CommandId.make(`told-${(count += 1)}`)
  const metadata = { actor: system, at: Timestamp.make("2026-12-31T10:00:00.000Z"), commandId }
  yield* store.append({
    stream: project,
    expected: "exists",
    events: events.map((event) => EventCodec.encode(event, metadata)),
    commandId,
    views: [],
    jobs: []
  })
})
