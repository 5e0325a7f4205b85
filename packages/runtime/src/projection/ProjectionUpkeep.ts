/**
 * At the start of a process that does work: makes anew, in the background, the rows of every inline projection that is
 * new or whose fold has changed since they were made. Until then people read the old rows; decisions never do.
 */
import { type ProjectionName, projectionNames, projections } from "@layercake/core/project/ProjectState"
import { stateForm } from "@layercake/core/project/StateForm"
import { SnapshotStore } from "@layercake/core/store/SnapshotStore"
import { Duration, Effect, Layer, Option, Schedule, Stream } from "effect"
import * as HeldShare from "../subscription/HeldShare.ts"
import * as FoldRecord from "./FoldRecord.ts"
import * as InlineRebuild from "./InlineRebuild.ts"

const patience = Schedule.min([Schedule.exponential("1 second"), Schedule.spaced("1 minute")])

export const layer = Layer.effectDiscard(
  Effect.suspend(() => upkeep()).pipe(
    Effect.tapError((error) => Effect.logWarning(`Read models are not up to date yet: ${error.message}`)),
    Effect.retry(patience),
    Effect.forkScoped
  )
)

const lease = Duration.seconds(30)

/** Done when every row was made by the folds of this release. One process of a fleet does it. */
export const upkeep = Effect.fn("ProjectionUpkeep.upkeep")(function* () {
  for (;;) {
    const { changed, missing } = yield* outdated()
    if (changed.length + missing.length === 0) return
    const ended = yield* HeldShare.hold(
      { reader: "inline-rebuild", partition: 0 },
      { lease },
      Effect.fnUntraced(function* () {
        const isWhole = (yield* make(missing, true)) && (yield* make(changed, false))
        const snapshots = yield* SnapshotStore
        yield* snapshots.keepOnly(stateForm)
        return isWhole
      })
    )
    if (Option.isNone(ended)) yield* Effect.sleep(Duration.seconds(5))
    else if (!ended.value) return
  }
})

/** A record of a later fold is a later release's, whose rows an earlier one leaves as they are. */
const outdated = Effect.fnUntraced(function* () {
  const records = yield* FoldRecord.all
  const made = (name: ProjectionName) => records.get(FoldRecord.inlineKey(name))
  return {
    missing: projectionNames.filter((name) => made(name) === undefined),
    changed: projectionNames.filter((name) => (made(name) ?? Infinity) < projections[name].fold)
  }
})

/** False when some project cannot be read, so that the next process tries again. */
const make = Effect.fnUntraced(function* (names: ReadonlyArray<ProjectionName>, isNew: boolean) {
  if (names.length === 0) return true
  let [projects, isWhole] = [0, true]
  yield* InlineRebuild.run({ names, isNew }).pipe(
    Stream.runForEach(
      Effect.fnUntraced(function* (step) {
        if (step.changed > 0) projects += 1
        if (step.unreadable === null) return
        isWhole = false
        yield* Effect.logError(step.unreadable)
      })
    )
  )
  if (projects > 0) yield* Effect.logInfo(`Rows of ${names.join(", ")} were made anew: ${projects} projects`)
  if (isWhole) yield* recordAll(names)
  return isWhole
})

/** These were made by the folds of this release. */
export const recordAll = (names: ReadonlyArray<ProjectionName>) =>
  Effect.forEach(names, (name) => FoldRecord.set(FoldRecord.inlineKey(name), projections[name].fold), {
    discard: true
  })
