/**
 * The state of a long project at an arbitrary time, while there are ever more other projects.
 */
import type { ProjectId } from "@layercake/core/project/Project"
import * as StateForm from "@layercake/core/project/StateForm"
import { EventStore, StreamVersion } from "@layercake/core/store/EventStore"
import { SnapshotStore } from "@layercake/core/store/SnapshotStore"
import { ProjectStates, layer as states } from "@layercake/runtime/project/ProjectStates"
import { Effect, Layer, Option, Random, Schedule } from "effect"
import { Bench, failsAs, timed } from "./Bench.ts"
import { below, median } from "./Figure.ts"
import * as LargeLog from "./LargeLog.ts"
import type { Place } from "./Place.ts"

const crowds = [10, 1000, 10_000] as const
const length = 10_000
/** Events of each of the other projects. */
const perOther = 10
/** Times asked for in a run. */
const times = 20

export const run = Effect.fnUntraced(function* (place: Place) {
  const bench = yield* Bench
  const nameOf = (crowd: number) => `${place.prefix}.state-at.10000-events.${crowd}-projects`
  if (!bench.wants(...crowds.map(nameOf))) return
  const stores = yield* place.open
  const long = LargeLog.ordinary("long", bench.scaled(length), bench.scaled(length))
  yield* bench.progress(`${place.prefix}.state-at: making a project of ${long.events} events`)
  yield* Effect.gen(function* () {
    yield* LargeLog.make(long)
    yield* withSnapshots(LargeLog.projectName(long, 0), long.events)
    let others = 0
    let alone: ReadonlyArray<number> | undefined
    for (const crowd of crowds) {
      const more = Math.max(0, bench.scaled(crowd) - others)
      yield* LargeLog.make(LargeLog.ordinary(`others-${crowd}`, more * perOther, perOther))
      others += more
      const taken: Array<number> = []
      for (let run = 0; run < bench.runs; run += 1) taken.push(yield* medianOf(long))
      yield* bench.progress(`${nameOf(crowd)}: ${taken.map((millis) => millis.toFixed(1)).join(", ")} ms`)
      const samples = { bench: nameOf(crowd), unit: "ms", ours: taken, target: below(50) }
      yield* bench.report(
        alone === undefined
          ? samples
          : { ...samples, peer: `the same among ${crowds[0]} projects`, theirs: alone }
      )
      alone ??= taken
    }
  }).pipe(Effect.provideContext(stores), failsAs(`${place.prefix}.state-at`))
}, Effect.scoped)

/** Folded once by whoever shows it, as any project is on its way; the snapshots are kept behind its back. */
const withSnapshots = Effect.fnUntraced(function* (project: ProjectId, events: number) {
  yield* (yield* ProjectStates).load(project)
  const snapshots = yield* SnapshotStore
  yield* snapshots.nearest(project, StateForm.stateForm, StreamVersion.make(events)).pipe(
    Effect.repeat({
      until: (found) => events < 500 || Option.exists(found, ({ version }) => version > events - 500),
      schedule: Schedule.spaced("20 millis")
    }),
    Effect.timeout("60 seconds")
  )
}, Effect.provide(states))

/** By a process that has not seen the project before. */
const medianOf = (long: LargeLog.LargeLogShape) =>
  Effect.gen(function* () {
    const store = yield* EventStore
    const project = LargeLog.projectName(long, 0)
    const taken: Array<number> = []
    for (let index = 0; index < times; index += 1) {
      const time = LargeLog.timeOf(0, yield* Random.nextIntBetween(1, long.events))
      const stateThen = Effect.gen(function* () {
        return yield* (yield* ProjectStates).at(project, yield* store.versionAt(project, { time }))
      })
      taken.push(yield* timed(stateThen.pipe(Effect.provide(Layer.fresh(states)))))
    }
    return median(taken)
  }).pipe(failsAs("state-at"))
