/**
 * Which contents were erased, as the log says. Contents belong to no project: one that was erased anywhere is gone for
 * every project that names it.
 */
import { ContentErased, PersonalTextErased } from "@layercake/core/erasure/ErasureEvent"
import * as EventCodec from "@layercake/core/event/EventCodec"
import type { ProjectId } from "@layercake/core/project/Project"
import type { BlobDigest } from "@layercake/core/store/Blob"
import { EventStore, type StoredEvent } from "@layercake/core/store/EventStore"
import { Effect, Option, Stream } from "effect"

/** The projects whose log says so, by content. */
export type ErasedContents = ReadonlyMap<BlobDigest, ReadonlySet<ProjectId>>

const types = [PersonalTextErased, ContentErased].map((event) => event.fields._tag.schema.literal)

export const read = Effect.fn("ErasedContents.read")(function* () {
  const store = yield* EventStore
  const erased = new Map<BlobDigest, Set<ProjectId>>()
  yield* store.readAll({ types }).pipe(
    Stream.runForEach((stored) =>
      Effect.sync(() => {
        for (const digest of erasedBy(stored))
          erased.set(digest, (erased.get(digest) ?? new Set<ProjectId>()).add(stored.stream))
      })
    )
  )
  return erased
})

/** None when the event erased nothing, or cannot be read. */
export const erasedBy = (stored: StoredEvent): ReadonlyArray<BlobDigest> => {
  if (!types.some((type) => type === stored.type)) return []
  const event = Option.getOrUndefined(
    Option.map(Option.getSuccess(EventCodec.decode(stored)), ({ event }) => event)
  )
  if (event?._tag === "PersonalTextErased") return event.contents
  return event?._tag === "ContentErased" ? [event.content] : []
}
