/**
 * An `EventStore` over the memory state. JavaScript runs one thing at a time, so an append is one transaction by
 * being one synchronous step.
 */
import { canonicalJson } from "@layercake/core/event/CanonicalJson"
import { contentText, EventHash, linkText } from "@layercake/core/event/EventChain"
import { BlobDigest } from "@layercake/core/store/Blob"
import {
  type AppendReceipt,
  type AppendRequest,
  EventStore,
  type ExpectedVersion,
  type NewEvent,
  Position,
  type StoredEvent,
  StreamVersion,
  VersionConflict
} from "@layercake/core/store/EventStore"
import { Clock, Effect, Option, type Schema, Stream } from "effect"
import { hash } from "node:crypto"
import { lastOf, lastPosition, ofLog, ofStream, versionAt } from "./MemoryEventLog.ts"
import { enqueueJobs } from "./MemoryJobQueue.ts"
import { writeViews } from "./MemoryReadModelStore.ts"
import { changed, changeSince, type MemoryState } from "./MemoryState.ts"

/** Events that are handed to a reader at once, at most. */
const pageSize = 256

export const make = (state: MemoryState): EventStore["Service"] =>
  EventStore.of({
    append: Effect.fn("MemoryEventStore.append")(function* (request: AppendRequest) {
      const time = yield* Clock.currentTimeMillis
      const { stream, expected, commandId } = request
      const first = state.receipts.get(commandId)
      if (first !== undefined) return { ...first, duplicate: true }
      const last = lastOf(state, stream)
      const actual = last?.version ?? 0
      if (!agrees(expected, actual)) {
        return yield* new VersionConflict({ stream, expected, actual: StreamVersion.make(actual) })
      }
      return { ...write(state, request, last, time), duplicate: false }
    }),
    receipt: (commandId) => Effect.sync(() => Option.fromNullishOr(state.receipts.get(commandId))),
    readStream: (stream, options = {}) => lazily(() => ofStream(state, stream, options)),
    readAll: (options = {}) => lazily(() => ofLog(state, options)),
    subscribe: (options = {}) =>
      Stream.paginate(options.after ?? 0, (cursor: number) =>
        Effect.gen(function* () {
          const { revision } = state
          const head = Math.max(cursor, lastPosition(state))
          const page = Array.from(ofLog(state, { ...options, after: Position.make(cursor), limit: pageSize }))
          if (page.length === 0) yield* changeSince(state, revision)
          const next = page.length < pageSize ? head : page[page.length - 1]!.position
          return [page, Option.some(next)] as const
        })
      ),
    versions: (streams) =>
      Effect.sync(() => streams.map((stream) => lastOf(state, stream)?.version ?? StreamVersion.make(0))),
    versionAt: (stream, moment) => Effect.sync(() => StreamVersion.make(versionAt(state, stream, moment))),
    horizon: Effect.sync(() => Position.make(lastPosition(state)))
  })

/** The log may grow while it is read; what is committed when the reading begins is what is read. */
const lazily = (events: () => Iterable<StoredEvent>) =>
  Stream.suspend(() => Stream.fromIterable(events(), { chunkSize: pageSize }))

const agrees = (expected: ExpectedVersion, actual: number) =>
  expected === "any" ||
  (expected === "none" ? actual === 0 : expected === "exists" ? actual > 0 : actual === expected)

const write = (
  state: MemoryState,
  request: AppendRequest,
  last: StoredEvent | undefined,
  time: number
): AppendReceipt => {
  const { stream, events, commandId, contents = [], views, jobs } = request
  const added: Array<StoredEvent> = []
  for (const event of events) added.push(linked(state, stream, event, added.at(-1) ?? last, added.length))
  const receipt: AppendReceipt = {
    stream,
    version: StreamVersion.make((last?.version ?? 0) + added.length),
    positions: added.map((event) => event.position)
  }
  for (const event of added) state.events.push(event)
  state.receipts.set(commandId, receipt)
  for (const text of contents) state.blobs.set(BlobDigest.make(sha256(text)), Buffer.from(text))
  writeViews(state, views)
  enqueueJobs(state, jobs, time)
  changed(state)
  return receipt
}

/** The event with its place and its link. What is kept is what was hashed, whatever the caller does with it later. */
const linked = (
  state: MemoryState,
  stream: AppendRequest["stream"],
  { type, schemaVersion, data, metadata }: NewEvent,
  previous: StoredEvent | undefined,
  index: number
): StoredEvent => {
  const version = (previous?.version ?? 0) + 1
  const text = canonicalJson(data)
  const content = sha256(contentText({ type, schemaVersion, payload: sha256(text), metadata }))
  return {
    position: Position.make(lastPosition(state) + index + 1),
    stream,
    version: StreamVersion.make(version),
    type,
    schemaVersion,
    data: JSON.parse(text) as Schema.Json,
    metadata,
    hash: EventHash.make(sha256(linkText({ previous: previous?.hash ?? "", stream, version, content })))
  }
}

const sha256 = (text: string): string => hash("sha256", text)
