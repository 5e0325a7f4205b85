/**
 * A project as JSON Lines, in the form of `core/history/ExportLine`, up to its last event as of now. Nothing is held but
 * the digests of the contents.
 */
import { type ExportLine, ExportText, format, formatVersion } from "@layercake/core/history/ExportLine"
import type { ProjectId } from "@layercake/core/project/Project"
import type { BlobDigest } from "@layercake/core/store/Blob"
import { BlobStore } from "@layercake/core/store/BlobStore"
import { EventStore, StreamVersion } from "@layercake/core/store/EventStore"
import { EventHash } from "@layercake/core/event/EventChain"
import { Effect, Option, Schema, Stream } from "effect"
import * as Moments from "./Moments.ts"
import { namedBy } from "./NamedContents.ts"

const encode = Schema.encodeSync(ExportText)

/** Without line ends. */
export const lines = (project: ProjectId, { contents = true }: { readonly contents?: boolean }) =>
  Stream.unwrap(
    Effect.gen(function* () {
      const store = yield* EventStore
      const { state } = yield* Moments.now(project)
      const named = new Set<BlobDigest>()
      const counts = { events: 0, contents: 0, missing: 0, head: "" }
      const header: ExportLine = { header: { format, version: formatVersion, project, contents } }
      const events = store.readStream(project, { to: StreamVersion.make(state.version) }).pipe(
        Stream.map((event): ExportLine => {
          counts.events += 1
          counts.head = event.hash
          if (contents) for (const digest of namedBy(event)) named.add(digest)
          return { event }
        })
      )
      const bytes = Stream.suspend(() => Stream.fromIterable(named)).pipe(
        Stream.mapEffect(contentLine),
        Stream.tap((line) =>
          Effect.sync(() => {
            counts["content" in line ? "contents" : "missing"] += 1
          })
        )
      )
      const footer = Stream.sync((): ExportLine => ({
        footer: { ...counts, head: EventHash.make(counts.head) }
      }))
      return Stream.succeed(header).pipe(
        Stream.concat(events),
        Stream.concat(bytes),
        Stream.concat(footer),
        Stream.map((line) => encode(line))
      )
    })
  )

const contentLine = Effect.fnUntraced(function* (digest: BlobDigest) {
  const blobs = yield* BlobStore
  return Option.match(yield* blobs.get(digest), {
    onNone: (): ExportLine => ({ missing: { digest } }),
    onSome: (bytes): ExportLine => ({ content: { digest, bytes } })
  })
})
