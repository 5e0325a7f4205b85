/**
 * Makes a new project of another's past: the parent's events up to a moment with a chain of their own, then the event
 * that makes it a project of its own. Reads the log and writes the log; touches nothing else.
 */
import type { Actor } from "@layercake/core/actor/Actor"
import * as Decider from "@layercake/core/command/Decider"
import * as EventCodec from "@layercake/core/event/EventCodec"
import * as Timestamp from "@layercake/core/event/Timestamp"
import { hostStream } from "@layercake/core/host/HostStream"
import { CopyTaken } from "@layercake/core/history/HistoryError"
import { ProjectId } from "@layercake/core/project/Project"
import { ForkProject } from "@layercake/core/project/ProjectCommand"
import { ProjectNotFound } from "@layercake/core/project/ProjectError"
import { projectOf, type ProjectState } from "@layercake/core/project/ProjectState"
import { EventStore, type Moment, type StoredEvent, StreamVersion } from "@layercake/core/store/EventStore"
import { DateTime, Effect, Option, Stream } from "effect"
import * as TraceParent from "../command/TraceParent.ts"
import { ProjectStates } from "../project/ProjectStates.ts"
import * as EventHashing from "../verify/EventHashing.ts"
import * as Moments from "./Moments.ts"
import { PartialCopies, wholeOf } from "./PartialCopies.ts"
import * as StreamCopy from "./StreamCopy.ts"

export interface ForkRequest {
  readonly project: ProjectId
  readonly at: Moment
  readonly id?: ProjectId
  readonly title?: string
}

/**
 * A moment between the events of one command means after that command, since what was decided as one stands or falls as
 * one. The same request twice gives the same fork; one that ended half-way is completed.
 */
export const fork = Effect.fn("Fork.fork")(function* (request: ForkRequest, actor: Actor) {
  const parent = request.project
  const version = yield* endOfCommand(parent, yield* Moments.versionOf(parent, request.at))
  const id = request.id ?? idOf(parent, version)
  if (id === hostStream) return yield* new CopyTaken({ project: id, holds: "what is LayerCake's own" })
  const there = yield* present(id)
  if (there.isWhole) {
    yield* checkSame(parent, version, id, there.state)
    return { id, version, created: false }
  }
  if (there.state.version > 0) yield* checkBegun(parent, version, id, there.state)
  yield* copy({ ...request, id, version, from: there.state.version, actor })
  // Somebody else may have been first with another fork of the same length.
  yield* checkSame(parent, version, id, (yield* present(id)).state)
  return { id, version, created: true }
})

const checkSame = Effect.fnUntraced(function* (
  parent: ProjectId,
  version: number,
  id: ProjectId,
  state: ProjectState
) {
  const from = projectOf(state)?.forkedFrom
  if (from?.project !== parent || from.version !== version)
    return yield* new CopyTaken({ project: id, holds: wordsFor(state) })
})

/** The parent's id with the version; cut where the two are longer than an id may be. */
const idOf = (parent: ProjectId, version: number): ProjectId => {
  const end = `-at-${version}`
  return ProjectId.make(parent.slice(0, 63 - end.length).replace(/-+$/, "") + end)
}

const endOfCommand = Effect.fnUntraced(function* (parent: ProjectId, version: StreamVersion) {
  const store = yield* EventStore
  const last = yield* store.readStream(parent, { from: version }).pipe(
    Stream.mapAccum(
      () => undefined as string | undefined,
      (command, event: StoredEvent) => [
        command ?? event.metadata.commandId,
        [{ event, isSame: command === undefined || command === event.metadata.commandId }]
      ]
    ),
    Stream.takeWhile(({ isSame }) => isSame),
    Stream.runLast
  )
  return Option.match(last, { onNone: () => version, onSome: ({ event }) => event.version })
})

/** What is there under the id of the fork. */
const present = Effect.fnUntraced(function* (id: ProjectId) {
  const states = yield* ProjectStates
  const copies = yield* PartialCopies
  const state = yield* states.load(id)
  return { state, isWhole: state.version > 0 && !(yield* copies.isPartial(id)) }
})

const wordsFor = (state: ProjectState): string => {
  const row = projectOf(state)
  return row?.forkedFrom == null
    ? `"${row?.title}"`
    : `a fork of ${row.forkedFrom.project} at version ${row.forkedFrom.version}`
}

/** A copy that ended half-way is gone on with only if it is of the same events. */
const checkBegun = Effect.fnUntraced(function* (
  parent: ProjectId,
  version: StreamVersion,
  id: ProjectId,
  begun: ProjectState
) {
  const store = yield* EventStore
  const to = StreamVersion.make(begun.version)
  const expected =
    to > version
      ? ""
      : yield* store.readStream(parent, { to }).pipe(
          Stream.runFoldEffect(
            () => "",
            (previous, event) => EventHashing.hashOf(previous, { ...event, stream: id })
          )
        )
  const last = yield* store.readStream(id, { from: to, to }).pipe(Stream.runHead)
  if (Option.getOrUndefined(last)?.hash !== expected)
    return yield* new CopyTaken({
      project: id,
      holds: "the beginning of another copy, which was not completed"
    })
})

const copy = Effect.fnUntraced(function* (request: {
  readonly project: ProjectId
  readonly id: ProjectId
  readonly version: StreamVersion
  /** Events that an earlier try has copied. */
  readonly from: number
  readonly title?: string
  readonly actor: Actor
}) {
  const { actor, from, id, project: parent, title = null, version } = request
  const store = yield* EventStore
  const folding = StreamCopy.folding(id)
  const writer = yield* StreamCopy.writer(id, from)
  let last: StoredEvent | undefined
  for (let next = 1; next <= version; next = (last?.version ?? version) + 1) {
    const events = yield* store
      .readStream(parent, { from: StreamVersion.make(next), to: version, ...StreamCopy.page })
      .pipe(Stream.runCollect)
    for (const event of events) yield* folding.addStored(event)
    const fresh = events.filter((event) => event.version > from)
    if (fresh.length > 0) yield* writer.push(fresh.map(StreamCopy.asNew))
    last = events.at(-1)
  }
  if (last === undefined) return yield* new ProjectNotFound({})

  const before = folding.result().state
  const own = yield* Effect.fromResult(
    Decider.decide(new ForkProject({ parent, version, hash: last.hash, title }), before, actor)
  )
  const now = Timestamp.fromDateTime(yield* DateTime.now)
  const happened = before.at ?? now
  const metadata = {
    actor,
    at: happened > now ? happened : now,
    commandId: wholeOf(id),
    causationId: `${parent}@${version}`,
    ...(yield* TraceParent.current)
  }
  for (const [index, event] of own.entries())
    folding.add({ event, actor, at: metadata.at, version: version + index + 1 })
  yield* writer.finish(
    own.map((event) => EventCodec.encode(event, metadata)),
    folding.result()
  )
})
