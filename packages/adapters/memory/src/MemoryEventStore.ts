/**
 * An `EventStore` over the memory state. JavaScript runs one thing at a time, so an append is one transaction by
 * being one synchronous step.
 */
import {
  type AppendReceipt,
  type AppendRequest,
  EventStore,
  type ExpectedVersion,
  Position,
  type ReadAllOptions,
  type StoredEvent,
  StreamVersion,
  VersionConflict
} from "@layercake/core/store/EventStore"
import { Effect, Option, Stream } from "effect"
import { enqueueJobs } from "./MemoryJobQueue.ts"
import { writeViews } from "./MemoryReadModelStore.ts"
import { changed, changeSince, type MemoryState } from "./MemoryState.ts"

export const make = (state: MemoryState): EventStore["Service"] =>
  EventStore.of({
    append: Effect.fn("MemoryEventStore.append")(function* (request: AppendRequest) {
      const { stream, expected, commandId } = request
      const first = state.receipts.get(commandId)
      if (first !== undefined) return { ...first, duplicate: true }
      const actual = eventsOf(state, stream).length
      if (!agrees(expected, actual)) {
        return yield* new VersionConflict({ stream, expected, actual: StreamVersion.make(actual) })
      }
      return { ...write(state, request, actual), duplicate: false }
    }),
    receipt: (commandId) => Effect.sync(() => Option.fromNullishOr(state.receipts.get(commandId))),
    readStream: (stream, { from = 1, to = Infinity } = {}) =>
      Stream.suspend(() =>
        Stream.fromIterable(
          eventsOf(state, stream).filter((event) => event.version >= from && event.version <= to)
        )
      ),
    readAll: (options = {}) =>
      Stream.suspend(() =>
        Stream.fromIterable(limited(after(state, options.after ?? 0, options), options.limit))
      ),
    subscribe: (options = {}) => {
      const live = Stream.paginate(options.after ?? 0, (cursor: number) =>
        Effect.gen(function* () {
          const { revision } = state
          const events = after(state, cursor, options)
          const head = state.events.length
          if (events.length === 0) yield* changeSince(state, revision)
          return [events, Option.some(head)] as const
        })
      )
      return options.limit === undefined ? live : Stream.take(live, options.limit)
    }
  })

const eventsOf = (state: MemoryState, stream: string) =>
  state.events.filter((event) => event.stream === stream)

const agrees = (expected: ExpectedVersion, actual: number) =>
  expected === "any" ||
  (expected === "none" ? actual === 0 : expected === "exists" ? actual > 0 : actual === expected)

const write = (state: MemoryState, request: AppendRequest, actual: number): AppendReceipt => {
  const { stream, events, commandId, views, jobs } = request
  const head = state.events.length
  const added = events.map((event, index): StoredEvent => ({
    ...event,
    stream,
    position: Position.make(head + index + 1),
    version: StreamVersion.make(actual + index + 1)
  }))
  const receipt: AppendReceipt = {
    stream,
    version: StreamVersion.make(actual + added.length),
    positions: added.map((event) => event.position)
  }
  state.events.push(...added)
  state.receipts.set(commandId, receipt)
  writeViews(state, views)
  enqueueJobs(state, jobs)
  changed(state)
  return receipt
}

const after = (state: MemoryState, position: number, { types, stream }: ReadAllOptions) =>
  state.events
    .slice(position)
    .filter(
      (event) => (stream === undefined || event.stream === stream) && (types?.includes(event.type) ?? true)
    )

const limited = (events: ReadonlyArray<StoredEvent>, limit = Infinity) => events.slice(0, limit)
