/**
 * Answers the operations on contents.
 */
import { KeepContent } from "@layercake/core/content/ContentCommand"
import { ContentGone, ContentUnknown } from "@layercake/core/erasure/ErasureError"
import {
  type ContentView,
  StorageOperations,
  type StorageReport,
  type StorageUsage
} from "@layercake/core/operation/StorageOperations"
import type { ProjectId } from "@layercake/core/project/Project"
import { BlobDigest } from "@layercake/core/store/Blob"
import { BlobStore } from "@layercake/core/store/BlobStore"
import { StreamVersion } from "@layercake/core/store/EventStore"
import { Effect, Option } from "effect"
import { Digest } from "effect/crypto"
import { Commands } from "../command/Commands.ts"
import * as ContentErasure from "../erasure/ContentErasure.ts"
import * as ErasedContents from "../erasure/ErasedContents.ts"
import * as ProjectContents from "../history/ProjectContents.ts"
import { find } from "./ProjectHandlers.ts"
import { Session } from "./Session.ts"

/** Contents of a page when nothing is said. */
const usual = 100

/** Contents that are read at one time to be verified. */
const concurrency = 4

type Named = readonly [digest: BlobDigest, naming: ProjectContents.Naming]

/** Each with its size, or why it has none. */
const viewsOf = Effect.fnUntraced(function* (contents: ReadonlyArray<Named>) {
  const blobs = yield* BlobStore
  const sizes = yield* blobs.sizes(contents.map(([digest]) => digest))
  const erased = contents.every(([digest]) => sizes.has(digest)) ? undefined : yield* ErasedContents.read()
  return contents.map(([digest, { type, version }]): ContentView => {
    const bytes = sizes.get(digest) ?? null
    const state = bytes !== null ? "kept" : erased?.has(digest) === true ? "erased" : "missing"
    return { digest, version, type, bytes, state }
  })
})

const digestOf = Effect.fnUntraced(function* (bytes: Uint8Array) {
  const digest = yield* Digest.Digest
  return BlobDigest.make(yield* digest.digestHex(Digest.sha256, bytes))
})

const put = Effect.fnUntraced(function* (request: {
  readonly project: ProjectId
  readonly title: string
  readonly bytes: Uint8Array
}) {
  const { bytes, project, title } = request
  const blobs = yield* BlobStore
  const commands = yield* Commands
  const { actor } = yield* Session
  yield* find(project)
  const content = yield* digestOf(bytes)
  if ((yield* ErasedContents.read()).has(content)) return yield* new ContentGone({ content })
  const digest = yield* blobs.put(bytes)
  const { state } = yield* commands.execute(
    project,
    new KeepContent({ digest, bytes: bytes.length, title }),
    { actor }
  )
  return {
    digest,
    version: StreamVersion.make(state.version),
    type: "ContentKept",
    bytes: bytes.length,
    state: "kept"
  } satisfies ContentView
})

const verify = Effect.fnUntraced(function* (project: ProjectId, contents: ReadonlyArray<Named>) {
  const blobs = yield* BlobStore
  const views = yield* viewsOf(contents)
  const there = views.filter(({ state }) => state === "kept").map(({ digest }) => digest)
  const read = yield* Effect.forEach(
    there,
    Effect.fnUntraced(function* (digest) {
      const bytes = yield* blobs.get(digest)
      return Option.isNone(bytes) || (yield* digestOf(bytes.value)) === digest ? [] : [digest]
    }),
    { concurrency }
  )
  return {
    project,
    read: there.length,
    damaged: read.flat(),
    missing: views.filter(({ state }) => state === "missing").map(({ digest }) => digest)
  } satisfies StorageReport
})

const usageOf = (project: ProjectId, views: ReadonlyArray<ContentView>): StorageUsage => {
  const count = (wanted: ContentView["state"]) => views.filter(({ state }) => state === wanted).length
  return {
    project,
    contents: views.length,
    kept: count("kept"),
    erased: count("erased"),
    missing: count("missing"),
    bytes: views.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0)
  }
}

export const layer = StorageOperations.toLayer(
  Effect.sync(() => {
    const named = ProjectContents.make()
    const contentsOf = (project: ProjectId) =>
      Effect.andThen(
        find(project),
        Effect.map(named(project), (contents) => Array.from(contents))
      )
    const one = Effect.fnUntraced(function* (project: ProjectId, digest: BlobDigest) {
      yield* find(project)
      const naming = (yield* named(project)).get(digest)
      if (naming === undefined) return yield* new ContentUnknown({ project, content: digest })
      return [digest, naming] as const
    })
    return StorageOperations.of({
      "storage.put": put,
      "storage.get": ({ digest, project }) =>
        Effect.gen(function* () {
          const blobs = yield* BlobStore
          if (project !== undefined) yield* one(project, digest)
          return Option.getOrNull(yield* blobs.get(digest))
        }),
      "storage.stat": ({ digest, project }) =>
        Effect.gen(function* () {
          const [view] = yield* viewsOf([yield* one(project, digest)])
          return view ?? (yield* new ContentUnknown({ project, content: digest }))
        }),
      "storage.list": ({ after, limit = usual, project }) =>
        Effect.gen(function* () {
          const all = yield* contentsOf(project)
          const from = after === undefined ? 0 : all.findIndex(([digest]) => digest === after) + 1
          const page = all.slice(from, from + limit)
          const isLast = from + limit >= all.length
          return { contents: yield* viewsOf(page), next: isLast ? null : (page.at(-1)?.[0] ?? null) }
        }),
      "storage.delete": ({ digest, project, reason }) =>
        Effect.flatMap(Session, ({ actor }) =>
          ContentErasure.erase({ project, content: digest, reason }, actor)
        ),
      "storage.usage": ({ project }) =>
        Effect.map(Effect.flatMap(contentsOf(project), viewsOf), (views) => usageOf(project, views)),
      "storage.verify": ({ project }) =>
        Effect.flatMap(contentsOf(project), (contents) => verify(project, contents))
    })
  })
)
