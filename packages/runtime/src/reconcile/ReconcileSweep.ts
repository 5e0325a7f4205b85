/**
 * Reconciles every project again and again, for compositions where several machines share the work: one may end between
 * an append and its jobs, and a queue elsewhere may lose what the log still says is due.
 *
 * The first round folds every active project. Later ones read what the log got since, fold the projects it got
 * something about, and for the others ask again for the same jobs, all at once.
 */
import type { ProjectId } from "@layercake/core/project/Project"
import { EventStore, type Position } from "@layercake/core/store/EventStore"
import { JobQueue, type NewJob } from "@layercake/core/store/JobQueue"
import { Duration, Effect, Layer, Schedule, Stream } from "effect"
import * as Reconciler from "./Reconciler.ts"

export interface ReconcileSweepOptions {
  /** Between two rounds, give or take a fifth, so that machines do not keep step. Half a minute when left out. */
  readonly every?: Duration.Input
}

/** What a round knew in the end. */
interface Swept {
  /** Everything up to here was looked at. */
  readonly position: Position
  /** Of every active project. */
  readonly due: ReadonlyMap<ProjectId, ReadonlyArray<NewJob>>
}

export const layer = ({ every = Duration.seconds(30) }: ReconcileSweepOptions = {}) =>
  Layer.effectDiscard(
    Effect.gen(function* () {
      let swept: Swept | undefined
      const round = Effect.gen(function* () {
        swept = yield* sweep(swept)
      }).pipe(Effect.catch((error) => Effect.logWarning(error.message)))
      yield* Effect.forkScoped(Effect.repeat(round, Schedule.jittered(Schedule.spaced(every))))
    })
  )

/** One round, given what the last one knew. */
export const sweep = Effect.fn("ReconcileSweep.sweep")(function* (before: Swept | undefined) {
  const store = yield* EventStore
  const queue = yield* JobQueue
  // Before anything is folded: what comes in meanwhile is looked at again by the next round.
  const position = yield* store.horizon
  const changed = new Set<ProjectId>()
  if (before !== undefined && before.position < position)
    yield* store
      .readAll({ after: before.position, to: position })
      .pipe(Stream.runForEach(({ stream }) => Effect.sync(() => changed.add(stream))))
  const dead = yield* queue.list({ state: "dead" })
  for (const job of dead) changed.add(job.project)

  const due = new Map<ProjectId, ReadonlyArray<NewJob>>()
  const unchanged: Array<NewJob> = []
  for (const project of yield* Reconciler.activeProjects) {
    const known = changed.has(project) ? undefined : before?.due.get(project)
    if (known !== undefined) unchanged.push(...known)
    due.set(project, known ?? (yield* Reconciler.projectWithDead(project, dead)))
  }
  yield* queue.enqueue(unchanged)
  return { position, due } satisfies Swept
})
