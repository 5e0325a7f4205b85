/**
 * `pnpm bench million`: a log of a million events and some gigabytes, a server that starts on it, and a new projection
 * that needs a handful of the events.
 */
import { projectionNames } from "@layercake/core/project/ProjectState"
import * as Projection from "@layercake/core/projection/Projection"
import { Risk } from "@layercake/core/register/Register"
import { riskBoard } from "@layercake/core/register/RegisterBoard"
import { JobQueue, tiers } from "@layercake/core/store/JobQueue"
import { ReadModelStore } from "@layercake/core/store/ReadModelStore"
import * as ProjectionUpkeep from "@layercake/runtime/projection/ProjectionUpkeep"
import { Effect } from "effect"
import { Bench, BenchFailed, failsAs, timed } from "./Bench.ts"
import { below } from "./Figure.ts"
import * as LargeLog from "./LargeLog.ts"
import { storesAt } from "./Place.ts"
import * as BenchPostgres from "./BenchPostgres.ts"
import * as PublishedProgram from "./PublishedProgram.ts"
import * as ServerStart from "./ServerStart.ts"
import * as TableReads from "./TableReads.ts"
import { caughtUp } from "./WholeLogBench.ts"

export const parts = (events: number) => [
  Effect.gen(function* () {
    const bench = yield* Bench
    const shape = LargeLog.millionShape(events)
    const database = yield* BenchPostgres.emptyDatabase("million")
    yield* make(database, shape)
    yield* bench.part(starts(database, shape))
    yield* bench.part(newProjections(database, shape))
  }).pipe(Effect.scoped, failsAs("million"))
]

/** Of a server that answers alone, and of one that also works. */
const figures = { serve: "million", work: "million.work" } as const
const namesOf = (prefix: string) =>
  ["start", "memory", "list", "list.memory"].map((name) => `${prefix}.${name}`)

const starts = Effect.fnUntraced(function* (database: string, shape: LargeLog.LargeLogShape) {
  const bench = yield* Bench
  const wanted = Object.values(figures).filter((prefix) => bench.wants(...namesOf(prefix)))
  if (wanted.length === 0) return
  const program = yield* PublishedProgram.install
  const server = yield* ServerStart.prepare({ program, database, project: LargeLog.activeProject(shape) })
  for (const prefix of wanted) {
    const all: Array<ServerStart.Start> = []
    for (let run = 0; run < bench.runs; run += 1) {
      const start = yield* server.start(prefix === figures.work)
      all.push(start)
      const { list, megabytes, millis } = start
      yield* bench.progress(
        `${prefix}.start ${run + 1}/${bench.runs}: ${millis.toFixed(0)} ms, ${megabytes.toFixed(0)} MB; ` +
          `${list.projects} projects listed in ${list.millis.toFixed(0)} ms, ${list.megabytes.toFixed(0)} MB`
      )
    }
    const report = (name: string, unit: string, of: (start: ServerStart.Start) => number, target?: number) =>
      bench.report({
        bench: `${prefix}.${name}`,
        unit,
        ours: all.map(of),
        ...(target !== undefined && { target: below(target) })
      })
    yield* report("start", "ms", (start) => start.millis, 2000)
    yield* report("memory", "MB", (start) => start.megabytes, 300)
    yield* report("list", "ms", (start) => start.list.millis)
    yield* report("list.memory", "MB", (start) => start.list.megabytes)
  }
}, Effect.scoped)

const make = Effect.fnUntraced(function* (database: string, shape: LargeLog.LargeLogShape) {
  const bench = yield* Bench
  const projects = LargeLog.projectsOf(shape)
  yield* bench.progress(`million: making ${shape.events} events in ${projects} projects`)
  let made = 0
  const begun = performance.now()
  const seconds = () => ((performance.now() - begun) / 1000).toFixed(0)
  const onProject = () =>
    Effect.suspend(() => {
      made += 1
      return made % 50 === 0 ? bench.progress(`million: ${made} projects, ${seconds()} s`) : Effect.void
    })
  const millis = yield* Effect.scoped(
    Effect.flatMap(storesAt(database), (stores) =>
      timed(LargeLog.make(shape, onProject)).pipe(
        Effect.tap(asFound),
        Effect.provideContext(stores),
        failsAs("million.make")
      )
    )
  )
  yield* bench.report({ bench: "million.make", unit: "events/s", ours: [(shape.events / millis) * 1000] })
  yield* TableReads.vacuum(database)
  const size = yield* TableReads.sizeOfLog(database)
  yield* bench.progress(
    `million: ${size.events} events, ${gigabytes(size.dataBytes)} GB of data, the largest ${(size.largestBytes / 1e6).toFixed(1)} MB; ` +
      `${gigabytes(size.databaseBytes)} GB with rows and indexes; made in ${seconds()} s`
  )
})

/** As a server leaves it that has been at work all the time: rows are by this release's folds. Nothing is taken meanwhile. */
const asFound = Effect.gen(function* () {
  yield* ProjectionUpkeep.recordAll(projectionNames)
  const queue = yield* JobQueue
  yield* Effect.forEach(tiers, queue.pause, { discard: true })
})

const gigabytes = (bytes: number) => (bytes / 1e9).toFixed(2)

/** Each run adds one that nobody has seen, and counts what Postgres read for it. */
const newProjections = Effect.fnUntraced(function* (database: string, shape: LargeLog.LargeLogShape) {
  const bench = yield* Bench
  if (!bench.wants("million.new-projection", "million.new-projection.rows")) return
  const samples: Array<TableReads.TableReads & { readonly millis: number }> = []
  for (let run = 0; run < bench.runs; run += 1) {
    const before = yield* TableReads.ofLog(database)
    const millis = yield* Effect.scoped(addProjection(database, `bench-risk-${run}`, shape.risks))
    const after = yield* TableReads.ofLog(database)
    const sample = { millis, rows: after.rows - before.rows, pages: after.pages - before.pages }
    samples.push(sample)
    yield* bench.progress(
      `million.new-projection ${run + 1}/${bench.runs}: ${millis.toFixed(0)} ms, ${sample.rows} rows and ${sample.pages} pages read`
    )
  }
  yield* bench.report({
    bench: "million.new-projection",
    unit: "ms",
    ours: samples.map((sample) => sample.millis)
  })
  yield* bench.report({
    bench: "million.new-projection.rows",
    unit: "rows read",
    ours: samples.map((sample) => sample.rows),
    target: below(1000)
  })
  yield* bench.report({
    bench: "million.new-projection.pages",
    unit: "pages read",
    ours: samples.map((sample) => sample.pages)
  })
})

/** Milliseconds until it has all its rows. */
const addProjection = (database: string, name: string, risks: number) =>
  Effect.flatMap(storesAt(database), (stores) =>
    Effect.gen(function* () {
      const views = yield* ReadModelStore
      const { RiskIdentified } = riskBoard.handlers
      const projection = Projection.make<Risk>(name, Risk, { ...(RiskIdentified && { RiskIdentified }) })
      const millis = yield* timed(caughtUp({ reader: name, projections: [projection] }))
      const rows = yield* views.list(name)
      if (rows.length === risks) return millis
      return yield* new BenchFailed({
        bench: "million.new-projection",
        cause: new Error(`it has ${rows.length} rows instead of ${risks}`)
      })
    }).pipe(Effect.provideContext(stores), failsAs("million.new-projection"))
  )
