/**
 * Keeps projections of one's own from the log: rows and progress are written in one transaction, so every event counts
 * exactly once however often a process ends. One process at a time keeps a group; others stand by.
 *
 * A projection that is new, has another fold than the one that made its rows, or was given up for a while, is made anew
 * beside its old rows (`AsideRebuild`). Meanwhile the others go on, and people read the old rows.
 */
import type { Projection } from "@layercake/core/projection/Projection"
import type { CheckpointStore } from "@layercake/core/store/CheckpointStore"
import type { EventStore, Position } from "@layercake/core/store/EventStore"
import { ReadModelStore } from "@layercake/core/store/ReadModelStore"
import { Context, Duration, Effect, Layer, Semaphore } from "effect"
import type { Events, Progress } from "../subscription/BatchDelivery.ts"
import type { HeldShare } from "../subscription/HeldShare.ts"
import * as LogReader from "../subscription/LogReader.ts"
import * as AsideRebuild from "./AsideRebuild.ts"
import { type AsyncGroup, AsyncGroups, check, type GroupFailure, typesOfGroup } from "./AsyncGroup.ts"
import { decodeAll } from "./EventDecoding.ts"
import * as FoldRecord from "./FoldRecord.ts"
import type { ProjectionNameTaken } from "./ProjectionNameTaken.ts"
import * as RowCache from "./RowCache.ts"

type Stores = EventStore | CheckpointStore | ReadModelStore

/** Keeps the groups for as long as the layer lives, and tells the operations of them. */
export const layer = (
  ...groups: ReadonlyArray<AsyncGroup>
): Layer.Layer<never, ProjectionNameTaken, Stores> =>
  Layer.effectContext(
    Effect.gen(function* () {
      yield* check(groups)
      yield* Effect.forEach(groups, (group) => Effect.forkScoped(run(group)), { discard: true })
      return Context.make(AsyncGroups, groups)
    })
  )

/** Events that are folded and stored together. */
const batchRows = 4000

/** How often the group looks whether one of its projections is to be made anew. */
const watch = Duration.seconds(1)

interface Member {
  readonly projection: Projection<unknown>
  readonly key: string
  cache: RowCache.RowCache
  /** Its rows are as far as the group is. */
  isLive: boolean
}

/** What a process knows while it has the group's share. */
interface Held {
  readonly share: HeldShare
  readonly members: ReadonlyArray<Member>
  readonly turn: Semaphore.Semaphore
  done: Position
}

export const run = (group: AsyncGroup): Effect.Effect<never, never, Stores> =>
  Effect.suspend(() => {
    let held: Held | undefined
    return LogReader.run<GroupFailure, Stores>({
      ...group,
      types: typesOfGroup(group),
      batch: { rows: batchRows, ...group.batch },
      handlerAdvances: true,
      handle: (events, progress) =>
        held === undefined ? Effect.die("a batch came before the share") : apply(held, events, progress),
      claimed: (share) =>
        Effect.gen(function* () {
          held = yield* begin(group, share)
          yield* Effect.forkScoped(tend(group, held))
        })
    })
  })

/** Rows that the group's progress does not tell of are of no use: whoever kept the group meanwhile left them behind. */
const begin = Effect.fnUntraced(function* (group: AsyncGroup, share: HeldShare) {
  const views = yield* ReadModelStore
  const records = yield* FoldRecord.all
  // Whoever has lost the share changes nothing any more, however late it wakes.
  const progress: Progress = { lease: share.lease, position: share.lease.position }
  const isNew = progress.position === 0
  const members = yield* Effect.forEach(
    group.projections as unknown as ReadonlyArray<Projection<unknown>>,
    Effect.fnUntraced(function* (projection) {
      const key = FoldRecord.asyncKey(group.reader, projection.name)
      if (isNew) yield* views.drop(projection.name, progress)
      const member: Member = {
        projection,
        key,
        cache: RowCache.make(projection, projection.name, isNew),
        isLive: isNew || records.get(key) === projection.fold
      }
      return member
    })
  )
  const live = new Map(
    members.filter(({ isLive }) => isLive).map(({ key, projection }) => [key, projection.fold] as const)
  )
  const stale = Array.from(records.keys()).filter(
    (key) => key.startsWith(FoldRecord.asyncKey(group.reader, "")) && !live.has(key)
  )
  // A record that somebody took away meanwhile is not brought back.
  yield* FoldRecord.change([...stale.map((key) => [key, null] as const), ...(isNew ? live : [])], progress)
  yield* AsideRebuild.clean(group.reader, group.projections, progress)
  const held: Held = { share, members, turn: yield* Semaphore.make(1), done: progress.position }
  return held
})

/** One batch, in one transaction with the progress. What was counted already is not counted again. */
const apply = (held: Held, events: Events, progress: Progress) =>
  Effect.gen(function* () {
    const views = yield* ReadModelStore
    const facts = yield* decodeAll(events.filter((event) => event.position > held.done))
    const folded = yield* Effect.forEach(
      held.members.filter(({ isLive }) => isLive),
      (member) => RowCache.fold(member.cache, facts)
    )
    yield* views.write(
      folded.flatMap(({ writes }) => writes),
      progress
    )
    for (const { commit } of folded) commit()
    if (progress.position > held.done) held.done = progress.position
  }).pipe(held.turn.withPermit)

/** Makes anew whatever has no record, also when somebody else took the record away to have it made anew. */
const tend = (group: AsyncGroup, held: Held) =>
  Effect.gen(function* () {
    const records = yield* FoldRecord.all
    yield* Effect.forEach(
      held.members.filter(({ key, projection }) => records.get(key) !== projection.fold),
      (member) => renew(group, held, member),
      { discard: true }
    )
  }).pipe(
    Effect.catch((error) => Effect.logWarning(`${group.reader}: ${error.message}`)),
    Effect.catchDefect((defect) => Effect.logError(`${group.reader} cannot make rows anew`, defect)),
    Effect.andThen(Effect.sleep(watch)),
    Effect.forever
  )

const renew = (group: AsyncGroup, held: Held, member: Member) =>
  AsideRebuild.rebuild({
    group: group.reader,
    projection: member.projection,
    done: () => held.done,
    inTurn: held.turn.withPermit.bind(held.turn),
    rows: group.batch?.rows ?? batchRows,
    lease: Duration.fromInputUnsafe(group.lease ?? "30 seconds"),
    swap: (rows) => takePlace(held, member, rows)
  })

/** An end in between leaves no record, and the rows are made anew once more. */
const takePlace = (held: Held, member: Member, rows: RowCache.RowCache) =>
  Effect.uninterruptibleMask((restore) =>
    Effect.gen(function* () {
      const views = yield* ReadModelStore
      const { fold, name } = member.projection
      const progress: Progress = { lease: held.share.lease, position: held.done }
      yield* restore(views.rename(rows.target, name, progress))
      member.cache = RowCache.renamed(rows, name)
      member.isLive = true
      yield* restore(FoldRecord.change([[member.key, fold]], progress))
    })
  )
