/**
 * Which contents of a project repeat given texts word for word: prompts above all, since agents are told what people
 * said. Reads every content that the project's events name.
 */
import { referencesIn } from "@layercake/core/event/PersonalText"
import type { Quote } from "@layercake/core/operation/ErasureOperations"
import type { ProjectId } from "@layercake/core/project/Project"
import type { BlobDigest } from "@layercake/core/store/Blob"
import { BlobStore } from "@layercake/core/store/BlobStore"
import { textOf } from "@layercake/core/store/BlobText"
import { EventStore } from "@layercake/core/store/EventStore"
import { Effect, Option, Stream } from "effect"
import { namedBy } from "../history/NamedContents.ts"

/** A shorter text is in everything. */
const shortest = 8

/** Contents read at one time; each may be megabytes. */
const concurrency = 4

/** In the order in which the events name them. */
export const find = Effect.fn("Quotes.find")(function* (project: ProjectId, texts: ReadonlyArray<string>) {
  const store = yield* EventStore
  const blobs = yield* BlobStore
  const sought = texts
    .map((text) => text.trim())
    .filter((text) => text.length >= shortest)
    // A prompt is kept as JSON.
    .flatMap((text) => [text, JSON.stringify(text).slice(1, -1)])
  if (sought.length === 0) return []
  const named = new Set<BlobDigest>()
  yield* store.readStream(project).pipe(
    Stream.runForEach((event) =>
      Effect.sync(() => {
        const typed = referencesIn(event.data)
        for (const digest of namedBy(event)) if (!typed.has(digest)) named.add(digest)
      })
    )
  )
  const found = yield* Effect.forEach(
    named,
    (content) =>
      Effect.map(blobs.get(content), (bytes): ReadonlyArray<Quote> => {
        const text = Option.match(bytes, { onNone: () => "", onSome: textOf })
        return sought.some((part) => text.includes(part)) ? [{ project, content }] : []
      }),
    { concurrency }
  )
  return found.flat()
})
