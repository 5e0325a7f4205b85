/**
 * What goes through the whole log: catching up with projections of one's own, and verifying everything.
 */
import { CheckpointStore } from "@layercake/core/store/CheckpointStore"
import { EventStore } from "@layercake/core/store/EventStore"
import { ReadModelStore } from "@layercake/core/store/ReadModelStore"
import { agentRunBoard } from "@layercake/core/agent/AgentRunBoard"
import { metricBoard } from "@layercake/core/metric/MetricBoard"
import type { Difference } from "@layercake/core/history/VerifyReport"
import { type AnyProjection, typesOf } from "@layercake/core/projection/Projection"
import { timelineBoard } from "@layercake/core/timeline/TimelineBoard"
import type { AsyncGroup } from "@layercake/runtime/projection/AsyncGroup"
import * as AsyncProjection from "@layercake/runtime/projection/AsyncProjection"
import * as Verification from "@layercake/runtime/verify/Verification"
import * as NodeDigest from "@layercake/server/NodeDigest"
import { Effect, Option, Schedule, Stream } from "effect"
import { Bench, BenchFailed, failsAs, timed } from "./Bench.ts"
import * as Contest from "./Contest.ts"
import { atLeast } from "./Figure.ts"
import * as LargeLog from "./LargeLog.ts"
import { onServer, type Place } from "./Place.ts"

const events = 100_000

export const run = Effect.fnUntraced(function* (place: Place) {
  const bench = yield* Bench
  const catchUpName = `${place.prefix}.catch-up.3-projections`
  const verifyName = `${place.prefix}.verify`
  if (!bench.wants(catchUpName, verifyName)) return
  const stores = yield* place.open
  const shape = LargeLog.ordinary("project", bench.scaled(events), Math.min(1000, bench.scaled(events)))
  yield* bench.progress(`${place.prefix}: making a log of ${shape.events} events`)
  yield* Effect.gen(function* () {
    yield* LargeLog.make(shape)
    yield* Contest.hold({
      bench: catchUpName,
      unit: "events/s",
      ours: Effect.map(catchUp, (millis) => (shape.events / millis) * 1000),
      ...(place === onServer ? { target: atLeast(20_000) } : {})
    })
    yield* Contest.hold({
      bench: verifyName,
      unit: "events/s",
      ours: Effect.map(verify, (millis) => (shape.events / millis) * 1000)
    })
  }).pipe(Effect.provideContext(stores), failsAs(place.prefix))
}, Effect.scoped)

let generation = 0

/** Milliseconds until three new projections, one of which has a row for each event, are as far as the log. */
const catchUp = Effect.gen(function* () {
  const views = yield* ReadModelStore
  generation += 1
  const reader = `bench-${generation}`
  const projections = [timelineBoard, agentRunBoard, metricBoard].map((board): AnyProjection => ({
    ...board,
    name: `${reader}-${board.name}`
  }))
  const millis = yield* timed(caughtUp({ reader, projections }))
  yield* Effect.forEach(projections, ({ name }) => views.drop(name), { discard: true })
  return millis
}).pipe(failsAs("catch-up"))

/** Until the group has the rows of every event that is there now. */
export const caughtUp = Effect.fnUntraced(function* (group: AsyncGroup) {
  const store = yield* EventStore
  const checkpoints = yield* CheckpointStore
  const last = yield* store
    .readAll({ types: typesOf(group.projections), backwards: true, limit: 1 })
    .pipe(Stream.runHead, Effect.map(Option.match({ onNone: () => 0, onSome: ({ position }) => position })))
  const isThere = checkpoints.list.pipe(
    Effect.repeat({
      until: (all) => all.some(({ reader, position }) => reader === group.reader && position >= last),
      schedule: Schedule.spaced("5 millis")
    })
  )
  yield* Effect.raceFirst(isThere, AsyncProjection.run(group))
})

/** Milliseconds to verify the whole log, which must be whole. */
const verify = Effect.gen(function* () {
  let differences: ReadonlyArray<Difference> = []
  const millis = yield* timed(
    Effect.map(Verification.verify(), (report) => {
      differences = report.differences
    })
  )
  if (differences.length > 0)
    return yield* new BenchFailed({
      bench: "verify",
      cause: new Error(
        `the log differs: ${differences[0]?.what} of ${differences[0]?.project}: ${differences[0]?.detail}`
      )
    })
  return millis
}).pipe(Effect.provide(NodeDigest.layer), failsAs("verify"))
