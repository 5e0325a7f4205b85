/**
 * Takes a project in from its export: everything is checked before anything is written, the chain comes out as it was,
 * the project appears with the last part, and is verified afterwards. Called again it goes on where it ended.
 */
import { hostStream } from "@layercake/core/host/HostStream"
import { CopyTaken } from "@layercake/core/history/HistoryError"
import type { ImportReport } from "@layercake/core/operation/HistoryOperations"
import { EventHash } from "@layercake/core/event/EventChain"
import type { ProjectId } from "@layercake/core/project/Project"
import { BlobStore } from "@layercake/core/store/BlobStore"
import { EventStore, type StoredEvent, StreamVersion } from "@layercake/core/store/EventStore"
import { Effect, Option, Stream } from "effect"
import * as ErasedContents from "../erasure/ErasedContents.ts"
import * as Verification from "../verify/Verification.ts"
import * as ExportReader from "./ExportReader.ts"
import * as ImportParts from "./ImportParts.ts"
import { PartialCopies } from "./PartialCopies.ts"
import * as StreamCopy from "./StreamCopy.ts"

/** The parts are removed once the export is taken in or refused; after a failure that may pass they are kept. */
export const take = Effect.fn("Import.take")(function* (request: ImportParts.ImportRequest) {
  const report = yield* takeIn(request).pipe(
    Effect.tapErrorTag("ImportRefused", () => ImportParts.remove(request)),
    Effect.tapErrorTag("CopyTaken", () => ImportParts.remove(request))
  )
  yield* ImportParts.remove(request)
  return report
})

const takeIn = Effect.fnUntraced(function* (request: ImportParts.ImportRequest) {
  const lines = ExportReader.linesOf(ImportParts.read(request))
  const known = { head: Option.none<Option.Option<StoredEvent>>(), at: Option.none<string>() }
  let folding: ReturnType<typeof StreamCopy.folding> | undefined
  const checked = yield* ExportReader.check(
    lines,
    Effect.fnUntraced(function* (event, fact) {
      folding ??= StreamCopy.folding(event.stream)
      folding.add(fact)
      if (Option.isNone(known.head)) known.head = Option.some(yield* headOf(event.stream))
      const head = Option.flatten(known.head)
      if (Option.isSome(head) && head.value.version === event.version) known.at = Option.some(event.hash)
    })
  )
  const { project } = checked
  if (project === hostStream) return yield* new CopyTaken({ project, holds: "what is LayerCake's own" })
  const head = Option.flatten(known.head)
  const from = Option.match(head, { onNone: () => 0, onSome: ({ version }) => version })
  if (Option.isSome(head)) yield* checkThere(project, head.value, checked, known.at)

  const isThere = from >= checked.version && !(yield* isPartial(project))
  const writer = yield* StreamCopy.writer(project, from)
  const blobs = yield* BlobStore
  const erased = yield* ErasedContents.read()
  let held: Array<StoredEvent> = []
  let heldSize = 0
  yield* lines.pipe(
    Stream.runForEach(
      Effect.fnUntraced(function* ({ line, size }) {
        // What was erased here does not come back with an export that was made before.
        if ("content" in line && !erased.has(line.content.digest)) yield* blobs.put(line.content.bytes)
        if (!("event" in line) || line.event.version <= from) return
        if (held.length === StreamCopy.page.limit || heldSize + size > StreamCopy.page.maxBytes) {
          yield* writer.push(held.map(StreamCopy.asNew))
          held = []
          heldSize = 0
        }
        held.push(line.event)
        heldSize += size
      })
    )
  )
  if (!isThere && folding !== undefined) {
    if (held.length > 0) yield* writer.push(held.map(StreamCopy.asNew))
    yield* writer.finish([], folding.result())
  }
  const verified = yield* Verification.verify(project, { heads: [EventHash.make(checked.hash)] })
  const report: ImportReport = {
    project,
    version: StreamVersion.make(checked.version),
    head: EventHash.make(checked.hash),
    created: !isThere,
    contents: checked.contents,
    missing: verified.differences.filter(({ what }) => what.startsWith("content ")).length,
    verified
  }
  return report
})

const isPartial = (project: ProjectId) => Effect.flatMap(PartialCopies, (copies) => copies.isPartial(project))

const headOf = Effect.fnUntraced(function* (project: ProjectId) {
  const store = yield* EventStore
  return yield* store.readStream(project, { backwards: true, limit: 1 }).pipe(Stream.runHead)
})

const eventAt = Effect.fnUntraced(function* (project: ProjectId, version: StreamVersion) {
  const store = yield* EventStore
  return yield* store.readStream(project, { from: version, to: version }).pipe(Stream.runHead)
})

/** What is there under the id may only be this very history: all of it, or the beginning of this import. */
const checkThere = Effect.fnUntraced(function* (
  project: ProjectId,
  head: StoredEvent,
  checked: { readonly version: number; readonly hash: string },
  at: Option.Option<string>
) {
  const theirs =
    head.version > checked.version
      ? Option.map(yield* eventAt(project, StreamVersion.make(checked.version)), ({ hash }) => hash as string)
      : Option.some<string>(head.hash)
  const ours = head.version > checked.version ? Option.some(checked.hash) : at
  if (Option.getOrUndefined(theirs) !== Option.getOrUndefined(ours))
    return yield* new CopyTaken({
      project,
      holds: `${head.version} events that are not those of this export`
    })
  if (head.version < checked.version && !(yield* isPartial(project)))
    return yield* new CopyTaken({
      project,
      holds: `its own first ${head.version} events, and an import does not go on with them`
    })
})
