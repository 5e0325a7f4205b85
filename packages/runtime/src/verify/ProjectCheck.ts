/**
 * One project compared with its events: the rows that are kept, the snapshots, the receipt of its last command, and the
 * contents that are named.
 */
import { isSameJson } from "@layercake/core/event/CanonicalJson"
import * as EventCodec from "@layercake/core/event/EventCodec"
import type { Difference } from "@layercake/core/history/VerifyReport"
import type { ProjectId } from "@layercake/core/project/Project"
import {
  evolveWithChanges,
  initialState,
  type ProjectionName,
  projectionNames,
  projections,
  type ProjectState,
  rowsOf as rowsIn,
  type StateName
} from "@layercake/core/project/ProjectState"
import type { Rows } from "@layercake/core/projection/Projection"
import type { BlobDigest } from "@layercake/core/store/Blob"
import { BlobStore } from "@layercake/core/store/BlobStore"
import { EventStore, type StoredEvent } from "@layercake/core/store/EventStore"
import { ReadModelStore } from "@layercake/core/store/ReadModelStore"
import { Effect, Option, type Schema, Stream } from "effect"
import type { ErasedContents } from "../erasure/ErasedContents.ts"
import { isHalf } from "../history/PartialCopies.ts"
import { namedBy } from "../history/NamedContents.ts"
import * as SnapshotCheck from "./SnapshotCheck.ts"

export const unknownRow = "the log knows no such row"

type KeyedRows = ReadonlyMap<string, unknown>

/** Reads of the read models at one time. */
const concurrency = 8

export const check = Effect.fn("ProjectCheck.check")(function* (project: ProjectId, erased: ErasedContents) {
  const store = yield* EventStore
  if (yield* isHalf(store, project))
    return {
      rows: 0,
      blobs: 0,
      erased: 0,
      differences: [
        {
          project,
          what: "copy",
          detail: "a fork or an import ended half-way; the same command again completes it"
        }
      ]
    }

  const folded = yield* fold(project)
  const compared = yield* Effect.forEach(
    folded.unreadable === undefined ? projectionNames : [],
    (name) => compare(project, name, folded.rowsOf(name)),
    { concurrency }
  )
  const contents = yield* lookFor(project, folded.named, folded.files(), erased)
  const differences: ReadonlyArray<Difference> = [
    ...(folded.unreadable === undefined ? [] : [folded.unreadable]),
    ...folded.differences,
    ...compared.flatMap((result) => result.differences),
    ...(yield* receiptDifferences(project, folded.last)),
    ...contents.flatMap((found) => found.differences)
  ]
  return {
    rows: compared.reduce((sum, { rows }) => sum + rows, 0),
    blobs: folded.named.size,
    erased: contents.filter(({ isErased }) => isErased).length,
    differences
  }
})

const fold = Effect.fnUntraced(function* (project: ProjectId) {
  const store = yield* EventStore
  const named = new Set<BlobDigest>()
  const entries = new Map<string, Map<string, unknown>>()
  const snapshots = yield* SnapshotCheck.versionsOf(project)
  const differences: Array<Difference> = []
  let state: ProjectState = initialState
  let last: StoredEvent | undefined
  let unreadable: Difference | undefined
  yield* store.readStream(project).pipe(
    Stream.runForEachWhile((stored) =>
      Effect.gen(function* () {
        for (const digest of namedBy(stored)) named.add(digest)
        const fact = yield* Effect.fromResult(EventCodec.decode(stored))
        // An event that was tampered with may be one that no fold can take.
        const step = yield* Effect.try({
          try: () => evolveWithChanges(state, fact),
          catch: (cause) => new EventCodec.EventUnreadable({ ...stored, detail: String(cause) })
        })
        state = step.state
        last = stored
        for (const { key, projection, row } of step.changes)
          if (projections[projection as ProjectionName].entries)
            entries.set(projection, (entries.get(projection) ?? new Map<string, unknown>()).set(key, row))
        if (snapshots.delete(stored.version))
          differences.push(...(yield* SnapshotCheck.compare(project, state)))
        return true
      }).pipe(
        Effect.catchTag("EventUnreadable", (error) =>
          Effect.sync(() => {
            unreadable = { project, what: `event ${stored.version}`, detail: error.message }
            return false
          })
        )
      )
    )
  )
  const rowsOf = (name: ProjectionName): KeyedRows =>
    projections[name].entries
      ? (entries.get(name) ?? new Map<string, unknown>())
      : new Map(state[name as StateName] as Rows<unknown>)
  if (unreadable === undefined)
    for (const version of snapshots) differences.push(SnapshotCheck.beyond(project, version))
  const files = (): ReadonlySet<BlobDigest> => new Set(rowsIn(state, "file").map(({ digest }) => digest))
  return { named, last, unreadable, differences, rowsOf, files }
})

const compare = Effect.fnUntraced(function* (project: ProjectId, name: ProjectionName, rows: KeyedRows) {
  const views = yield* ReadModelStore
  const kept = new Map((yield* views.list(name, project)).map((view) => [view.key, view.row]))
  const differences: Array<Difference> = []
  const differs = (key: string, detail: string) =>
    differences.push({ project, what: `${name}/${key}`, detail })
  for (const [key, row] of rows) {
    const stored = kept.get(key)
    kept.delete(key)
    if (stored === undefined) differs(key, "the row is missing")
    else if (!isSameJson(stored, row as Schema.Json)) differs(key, "the row is not what the log says")
  }
  for (const key of kept.keys()) differs(key, unknownRow)
  return { rows: rows.size, differences }
})

/** Events that were cut off may be missed by the answer that their command was given. */
const receiptDifferences = Effect.fnUntraced(function* (project: ProjectId, last: StoredEvent | undefined) {
  const store = yield* EventStore
  if (last === undefined) return []
  const receipt = yield* store.receipt(last.metadata.commandId)
  return Option.isSome(receipt) && receipt.value.stream === project && receipt.value.version !== last.version
    ? [
        {
          project,
          what: `event ${last.version}`,
          detail: `its command was acknowledged with ${receipt.value.version} events, and this is the last`
        }
      ]
    : []
})

/** Each content that the events name. */
const lookFor = Effect.fnUntraced(function* (
  project: ProjectId,
  named: ReadonlySet<BlobDigest>,
  files: ReadonlySet<BlobDigest>,
  erased: ErasedContents
) {
  const blobs = yield* BlobStore
  const differs = (what: string, detail: string) => ({
    isErased: false,
    differences: [{ project, what, detail }]
  })
  return yield* Effect.forEach(
    named,
    (digest) =>
      Effect.map(blobs.has(digest), (has) => {
        if (!has && !erased.has(digest)) return differs(`content ${digest}`, "the content is missing")
        // A file of the tree as it is now came back on purpose.
        if (has && erased.get(digest)?.has(project) === true && !files.has(digest))
          return differs(`erased content ${digest}`, "it is still there, or there again; erase it again")
        return { isErased: !has, differences: [] }
      }),
    { concurrency }
  )
})
