/**
 * Takes one content away: first the log says so, then it goes. Called again it finishes what a crash left.
 */
import type { Actor } from "@layercake/core/actor/Actor"
import { CommandRefused } from "@layercake/core/command/CommandRefused"
import { EraseContent } from "@layercake/core/erasure/ErasureCommand"
import { ContentInUse, ContentUnknown, ErasureNeedsPerson } from "@layercake/core/erasure/ErasureError"
import type { ContentErasureReport } from "@layercake/core/operation/ErasureOperations"
import type { ProjectId } from "@layercake/core/project/Project"
import type { BlobDigest } from "@layercake/core/store/Blob"
import { BlobStore } from "@layercake/core/store/BlobStore"
import { EventStore } from "@layercake/core/store/EventStore"
import { ReadModelStore } from "@layercake/core/store/ReadModelStore"
import { TreeFile } from "@layercake/core/tree/Tree"
import { Effect, Option, Schema, Stream } from "effect"
import { Commands } from "../command/Commands.ts"
import * as Moments from "../history/Moments.ts"
import { namedBy } from "../history/NamedContents.ts"
import * as ErasedContents from "./ErasedContents.ts"

export interface ContentErasureRequest {
  readonly project: ProjectId
  readonly content: BlobDigest
  readonly reason: string
}

export const erase = Effect.fn("ContentErasure.erase")(function* (
  { content, project, reason }: ContentErasureRequest,
  actor: Actor
) {
  const blobs = yield* BlobStore
  const commands = yield* Commands
  if (actor.kind !== "person") return yield* new CommandRefused({ reason: new ErasureNeedsPerson({ actor }) })
  yield* Moments.now(project)
  if (!(yield* isNamed(project, content))) return yield* new ContentUnknown({ project, content })
  const erased = yield* ErasedContents.read()
  const isTold = erased.get(content)?.has(project) === true
  if (isTold && !(yield* blobs.has(content)))
    return { project, content, erased: false } satisfies ContentErasureReport

  // A content belongs to every project that names it; its own tree is the decider's.
  const elsewhere = yield* fileOf(content)
  if (elsewhere !== undefined)
    return yield* new CommandRefused({
      reason: new ContentInUse({ content, project: elsewhere.project, use: `the file ${elsewhere.path}` })
    })
  if (!isTold) yield* commands.execute(project, new EraseContent({ content, reason }), { actor })
  const removed = yield* blobs.remove(content)
  return { project, content, erased: removed } satisfies ContentErasureReport
})

const isNamed = Effect.fnUntraced(function* (project: ProjectId, content: BlobDigest) {
  const store = yield* EventStore
  const first = yield* store.readStream(project).pipe(
    Stream.filter((event) => namedBy(event).includes(content)),
    Stream.runHead
  )
  return Option.isSome(first)
})

const decodeFile = Schema.decodeUnknownOption(TreeFile)

/** A file of a tree as it is now, in any project. */
const fileOf = Effect.fnUntraced(function* (content: BlobDigest) {
  const views = yield* ReadModelStore
  for (const { project, row } of yield* views.list("file")) {
    const file = Option.getOrUndefined(decodeFile(row))
    if (file?.digest === content) return { project, path: file.path }
  }
  return undefined
})
