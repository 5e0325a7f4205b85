/**
 * Sample requests for the store suites. Every id is new, so that the suites of one test file can share a store.
 */
import { system } from "@layercake/core/actor/Actor"
import { CommandId } from "@layercake/core/event/EventMetadata"
import { Timestamp } from "@layercake/core/event/Timestamp"
import { ProjectId } from "@layercake/core/project/Project"
import {
  type AppendRequest,
  EventStore,
  type NewEvent,
  type Position
} from "@layercake/core/store/EventStore"
import { JobId, type NewJob } from "@layercake/core/store/JobQueue"
import { Effect, Schedule, type Schema } from "effect"

let serial = 0
const fresh = () => String(++serial)

export const aProject = (): ProjectId => ProjectId.make(`p-${fresh()}`)

export const command = (prefix = "command"): CommandId => CommandId.make(`${prefix} ${fresh()}`)

export const anEvent = (
  type: string,
  data: Schema.Json = {},
  at = Timestamp.make("2026-11-22T10:00:00.000Z")
): NewEvent => ({
  type,
  schemaVersion: 3,
  data,
  metadata: {
    actor: system,
    at,
    commandId: command(),
    correlationId: "sample"
  }
})

export const anAppend = (stream: ProjectId, request: Partial<AppendRequest> = {}): AppendRequest => ({
  stream,
  expected: "any",
  events: [anEvent("Sample")],
  commandId: command(),
  views: [],
  jobs: [],
  ...request
})

export const aJob = (job: Partial<NewJob> = {}): NewJob => ({
  id: JobId.make(`job ${fresh()}`),
  tier: "medium",
  project: ProjectId.make("sample"),
  kind: "sample",
  payload: { path: "a.ts" },
  ...job
})

/** Names a reader of the log, a projection or a form of snapshots that no other test has. */
export const aName = (prefix: string): string => `${prefix} ${fresh()}`

/** All at once. */
export const raced = <A, E, R>(count: number, effect: (index: number) => Effect.Effect<A, E, R>) =>
  Effect.forEach(
    Array.from({ length: count }, (_, index) => index),
    effect,
    { concurrency: "unbounded" }
  )

/** Waits until the event at this position can be read with everything before it. */
export const readable = Effect.fnUntraced(function* (position: Position) {
  yield* eventually((yield* EventStore).horizon, (horizon) => horizon >= position)
})

/** For reads that may stay behind what others on the same server have not committed yet. */
export const eventually = <A, E, R>(effect: Effect.Effect<A, E, R>, until: (value: A) => boolean) =>
  Effect.repeat(effect, { until, schedule: Schedule.spaced("10 millis"), times: 200 })
