/**
 * What must not cost more the more other projects there are: the state of a long project at an arbitrary time, and a page
 * of the projects, for somebody who sees all of them and for a member of a few.
 */
import { AccountId } from "@layercake/core/account/Account"
import { everything, type Grant } from "@layercake/core/account/Grant"
import { person } from "@layercake/core/actor/Actor"
import * as StateForm from "@layercake/core/project/StateForm"
import { EventStore, StreamVersion } from "@layercake/core/store/EventStore"
import { writeRows, ReadModelStore } from "@layercake/core/store/ReadModelStore"
import { SnapshotStore } from "@layercake/core/store/SnapshotStore"
import * as PartialCopies from "@layercake/runtime/history/PartialCopies"
import { Session } from "@layercake/runtime/operation/Session"
import * as ProjectPages from "@layercake/runtime/project/ProjectPages"
import { ProjectStates, layer as states } from "@layercake/runtime/project/ProjectStates"
import { Effect, Layer, Option, Random, Schedule } from "effect"
import { Bench, BenchFailed, failsAs, timed } from "./Bench.ts"
import { below, median } from "./Figure.ts"
import * as LargeLog from "./LargeLog.ts"
import type { Place } from "./Place.ts"

const crowds = [10, 1000, 10_000] as const
const length = 10_000
/** Events of each of the other projects. */
const perOther = 10
/** Times asked in a run. */
const times = 20
/** Projects on a page. */
const onPage = 20
/** Projects of the member. */
const own = 3

export const run = Effect.fnUntraced(function* (place: Place) {
  const bench = yield* Bench
  const long = LargeLog.ordinary("long", bench.scaled(length), bench.scaled(length))
  const questions = [
    { name: "state-at.10000-events", ask: medianOf(pastState(long)) },
    { name: "projects-page", ask: medianOf(page(everything, onPage)) },
    { name: "projects-page.member", ask: medianOf(page(member, own)) }
  ].map(({ ask, name }) => ({
    ask,
    nameAmong: (crowd: number) => `${place.prefix}.${name}.${crowd}-projects`,
    /** Among the fewest. */
    alone: [] as ReadonlyArray<number>
  }))
  if (!bench.wants(...questions.flatMap(({ nameAmong }) => crowds.map(nameAmong)))) return
  const stores = yield* place.open
  yield* bench.progress(`${place.prefix}: making a project of ${long.events} events`)
  yield* Effect.gen(function* () {
    yield* LargeLog.make(long)
    yield* withSnapshots(long)
    let others = 0
    for (const crowd of crowds) {
      const more = Math.max(0, Math.max(own, bench.scaled(crowd)) - others)
      const shape = LargeLog.ordinary(`others-${crowd}`, more * perOther, perOther)
      yield* LargeLog.make(shape)
      if (others === 0) yield* join(shape)
      others += more
      for (const question of questions) {
        const name = question.nameAmong(crowd)
        if (!bench.wants(name)) continue
        const taken: Array<number> = []
        for (let run = 0; run < bench.runs; run += 1) taken.push(yield* question.ask)
        yield* bench.progress(`${name}: ${taken.map((millis) => millis.toFixed(1)).join(", ")} ms`)
        const samples = { bench: name, unit: "ms", ours: taken, target: below(50) }
        const peer = `the same among ${crowds[0]} projects`
        yield* bench.report(
          question.alone.length === 0 ? samples : { ...samples, peer, theirs: question.alone }
        )
        if (question.alone.length === 0) question.alone = taken
      }
    }
  }).pipe(Effect.provideContext(stores), failsAs(`${place.prefix}.crowd`))
}, Effect.scoped)

/** Folded once by whoever shows it, as any project is on its way; the snapshots are kept behind its back. */
const withSnapshots = Effect.fnUntraced(function* (long: LargeLog.LargeLogShape) {
  const project = LargeLog.projectName(long, 0)
  yield* (yield* ProjectStates).load(project)
  const snapshots = yield* SnapshotStore
  yield* snapshots.nearest(project, StateForm.stateForm, StreamVersion.make(long.events)).pipe(
    Effect.repeat({
      until: (found) =>
        long.events < 500 || Option.exists(found, ({ version }) => version > long.events - 500),
      schedule: Schedule.spaced("20 millis")
    }),
    Effect.timeout("60 seconds")
  )
}, Effect.provide(states))

const account = AccountId.make("somebody")
const member: Grant = { _tag: "Account", account, administrator: false, scope: null }

/** Makes the account a member of some. The rows alone: nothing is folded for a page. */
const join = Effect.fnUntraced(function* (shape: LargeLog.LargeLogShape) {
  const rows = Array.from({ length: own }, (_, index) => ({
    projection: "member",
    project: LargeLog.projectName(shape, index),
    key: account,
    row: { account, role: "viewer", addedAt: LargeLog.timeOf(index, 1) }
  }))
  yield* writeRows(yield* ReadModelStore, rows)
})

const medianOf = <R>(ask: Effect.Effect<number, BenchFailed, R>) =>
  Effect.map(Effect.replicateEffect(ask, times), median)

/** By a process that has not seen the project before. */
const pastState = (long: LargeLog.LargeLogShape) =>
  Effect.gen(function* () {
    const store = yield* EventStore
    const project = LargeLog.projectName(long, 0)
    const time = LargeLog.timeOf(0, yield* Random.nextIntBetween(1, long.events))
    const stateThen = Effect.gen(function* () {
      return yield* (yield* ProjectStates).at(project, yield* store.versionAt(project, { time }))
    })
    return yield* timed(stateThen.pipe(Effect.provide(Layer.fresh(states))))
  }).pipe(failsAs("state-at"))

/** By a process that has not seen the projects before. */
const page = (grant: Grant, atMost: number) =>
  Effect.gen(function* () {
    let found = 0
    const millis = yield* timed(
      ProjectPages.page({ limit: onPage }).pipe(
        Effect.map(({ projects }) => {
          found = projects.length
        }),
        Effect.provideService(Session, Session.of({ actor: person(account), grant })),
        Effect.provide(Layer.fresh(PartialCopies.layer))
      )
    )
    if (found === 0 || found > atMost)
      return yield* new BenchFailed({
        bench: "projects-page",
        cause: new Error(`a page has ${found} projects`)
      })
    return millis
  }).pipe(failsAs("projects-page"))
