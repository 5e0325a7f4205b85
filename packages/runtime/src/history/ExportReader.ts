/**
 * Reads the lines of an export and refuses, with the number of the line, whatever is not as it was written: a line that
 * is cut, changed, missing, there twice or out of place. Writes nothing.
 */
import * as EventCodec from "@layercake/core/event/EventCodec"
import { type ExportLine, ExportText } from "@layercake/core/history/ExportLine"
import { ImportRefused } from "@layercake/core/history/HistoryError"
import type { ProjectId } from "@layercake/core/project/Project"
import type { BlobDigest } from "@layercake/core/store/Blob"
import type { StoredEvent } from "@layercake/core/store/EventStore"
import { Effect, Option, Schema, SchemaIssue, Stream } from "effect"
import * as EventHashing from "../verify/EventHashing.ts"
import { namedBy } from "./NamedContents.ts"

const decode = Schema.decodeUnknownEffect(ExportText, { onExcessProperty: "error" })
const issuesOf = SchemaIssue.makeFormatterStandardSchemaV1()

/** What was read so far. */
export interface Reading {
  readonly line: number
  readonly header: Option.Option<{ readonly project: ProjectId; readonly contents: boolean }>
  /** Version and hash of the last event. */
  readonly version: number
  readonly hash: string
  /** Contents that the events name and no line has brought or called missing. */
  readonly named: ReadonlySet<BlobDigest>
  readonly contents: number
  readonly missing: number
  readonly isWhole: boolean
}

const nothing = (): Reading => ({
  line: 0,
  header: Option.none(),
  version: 0,
  hash: "",
  named: new Set(),
  contents: 0,
  missing: 0,
  isWhole: false
})

export interface SizedLine {
  readonly line: ExportLine
  /** Characters of its text. */
  readonly size: number
}

/** Decoded lines of text that may be cut anywhere into parts. */
export const linesOf = <E, R>(bytes: Stream.Stream<Uint8Array, E, R>) =>
  bytes.pipe(
    Stream.decodeText,
    Stream.splitLines,
    Stream.mapAccumEffect(
      () => 0,
      Effect.fnUntraced(function* (before, text) {
        const line = before + 1
        const decoded = yield* decode(text).pipe(
          Effect.mapError(({ issue }) => refused(line, `this is no line of an export (${shortly(issue)})`))
        )
        return [line, [{ line: decoded, size: text.length } satisfies SizedLine]] as const
      })
    )
  )

/**
 * Checks every line. `use` is given each event once it is known to be in its place; the answer says what the export
 * holds, when it is whole.
 */
export const check = <E, R, E2, R2>(
  lines: Stream.Stream<SizedLine, E, R>,
  use: (event: StoredEvent, fact: EventCodec.Fact) => Effect.Effect<void, E2, R2>
) =>
  lines.pipe(
    Stream.runFoldEffect(nothing, (reading, { line }) => next(reading, line, use)),
    Effect.flatMap((reading) =>
      Option.isSome(reading.header) && reading.isWhole
        ? Effect.succeed({ ...reading, project: reading.header.value.project })
        : Effect.fail(refused(reading.line + 1, "the export was cut off here"))
    )
  )

const next = Effect.fnUntraced(function* <E, R>(
  before: Reading,
  line: ExportLine,
  use: (event: StoredEvent, fact: EventCodec.Fact) => Effect.Effect<void, E, R>
) {
  const reading = { ...before, line: before.line + 1 }
  const fail = (detail: string) => refused(reading.line, detail)
  if (reading.isWhole) return yield* fail("nothing may come after the footer")
  if ("header" in line)
    return reading.line === 1
      ? { ...reading, header: Option.some(line.header) }
      : yield* fail("a header may only come first")
  if (Option.isNone(reading.header)) return yield* fail("an export begins with its header")
  const { contents, project } = reading.header.value

  if ("event" in line) {
    const { event } = line
    if (event.stream !== project) return yield* fail(`this event is of ${event.stream}, not of ${project}`)
    if (event.version !== reading.version + 1 || reading.contents + reading.missing > 0)
      return yield* fail(`event ${reading.version + 1} is expected here, and this is event ${event.version}`)
    const hash = yield* EventHashing.hashOf(reading.hash, event)
    if (hash !== event.hash)
      return yield* fail(`event ${event.version} is not what was exported, or does not follow the one before`)
    const fact = yield* Effect.fromResult(EventCodec.decode(event)).pipe(
      Effect.mapError((error) => fail(error.message))
    )
    yield* use(event, fact)
    const named = contents ? withAll(reading.named, namedBy(event)) : reading.named
    return { ...reading, version: event.version, hash, named }
  }
  if ("footer" in line) {
    const { footer } = line
    if (footer.events !== reading.version || footer.head !== reading.hash || reading.version === 0)
      return yield* fail(
        `the footer speaks of ${footer.events} events up to ${footer.head.slice(0, 12)}, and there are ${reading.version} up to ${reading.hash.slice(0, 12)}`
      )
    if (footer.contents !== reading.contents || footer.missing !== reading.missing || reading.named.size > 0)
      return yield* fail(
        `the footer speaks of ${footer.contents} contents and ${footer.missing} missing ones, and there are ${reading.contents} and ${reading.missing}, with ${reading.named.size} left out`
      )
    return { ...reading, isWhole: true }
  }
  const digest = "content" in line ? line.content.digest : line.missing.digest
  if (!reading.named.has(digest))
    return yield* fail(`no event names the content ${digest}, or it was here before`)
  if ("content" in line && (yield* EventHashing.sha256(line.content.bytes)) !== digest)
    return yield* fail(`the content ${digest} is not what was exported`)
  const named = without(reading.named, digest)
  return "content" in line
    ? { ...reading, named, contents: reading.contents + 1 }
    : { ...reading, named, missing: reading.missing + 1 }
})

/** The set belongs to this reading alone, so it is changed in place: a copy for each event would be quadratic. */
const withAll = (
  set: ReadonlySet<BlobDigest>,
  digests: ReadonlyArray<BlobDigest>
): ReadonlySet<BlobDigest> => {
  for (const digest of digests) (set as Set<BlobDigest>).add(digest)
  return set
}

const without = (set: ReadonlySet<BlobDigest>, digest: BlobDigest): ReadonlySet<BlobDigest> => {
  ;(set as Set<BlobDigest>).delete(digest)
  return set
}

const refused = (line: number, detail: string) => new ImportRefused({ line, detail })

const shortly = (issue: SchemaIssue.Issue): string => {
  const [first] = issuesOf(issue).issues
  const path = first?.path?.map(String).join(".") ?? ""
  return `${path === "" ? "" : `${path}: `}${(first?.message ?? "unreadable").replace(/\s+/g, " ").slice(0, 200)}`
}
