/**
 * Up to where two projects have the same past: a fork and its parent, or two forks of one. Their chains differ, since
 * the name of the project is part of them; what happened, when and by whom does not.
 */
import * as EventCodec from "@layercake/core/event/EventCodec"
import { textOf } from "@layercake/core/event/EventText"
import type { StreamDifference } from "@layercake/core/operation/EventOperations"
import type { ProjectId } from "@layercake/core/project/Project"
import { EventStore, type StoredEvent, StreamVersion } from "@layercake/core/store/EventStore"
import type { TimelineRow } from "@layercake/core/timeline/TimelineBoard"
import { Effect, Equal, Option, Stream } from "effect"
import * as Moments from "./Moments.ts"

/** Events of each that are shown at most when nothing is said. */
const usual = 100

export const compare = Effect.fn("StreamComparison.compare")(function* (
  project: ProjectId,
  other: ProjectId,
  limit = usual
) {
  const ours = (yield* Moments.now(project)).state.version
  const theirs = (yield* Moments.now(other)).state.version
  // Where they part they never meet again, so the place is found by halves.
  let [shared, beyond] = [0, Math.min(ours, theirs) + 1]
  while (beyond - shared > 1) {
    const middle = Math.floor((shared + beyond) / 2)
    if (yield* isSame(project, other, middle)) shared = middle
    else beyond = middle
  }
  return {
    shared,
    ours: yield* after(project, shared, limit),
    theirs: yield* after(other, shared, limit),
    more: Math.max(ours, theirs) - shared > limit
  } satisfies StreamDifference
})

const isSame = Effect.fnUntraced(function* (project: ProjectId, other: ProjectId, version: number) {
  return Equal.equals(
    Option.map(yield* eventAt(project, version), essence),
    Option.map(yield* eventAt(other, version), essence)
  )
})

const essence = ({ data, metadata, type }: StoredEvent) => ({ type, data, metadata })

export const eventAt = Effect.fnUntraced(function* (project: ProjectId, version: number) {
  const store = yield* EventStore
  const at = StreamVersion.make(version)
  return yield* Stream.runHead(store.readStream(project, { from: at, to: at }))
})

const after = Effect.fnUntraced(function* (project: ProjectId, version: number, limit: number) {
  const store = yield* EventStore
  const events = yield* Stream.runCollect(
    store.readStream(project, { from: StreamVersion.make(version + 1), limit })
  )
  return yield* Effect.forEach(events, (stored) =>
    Effect.map(
      Effect.fromResult(EventCodec.decode(stored)),
      ({ actor, at, event, version }): TimelineRow => ({
        version,
        at,
        actor,
        type: event._tag,
        text: textOf(event)
      })
    )
  )
})
