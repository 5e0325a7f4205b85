/**
 * The versions of a document, with their texts, and what changed between them. Reads only.
 */
import { DocumentUnknown, VersionUnknown } from "@layercake/core/document/DocumentError"
import type { Document } from "@layercake/core/document/Document"
import { DocumentVersion } from "@layercake/core/document/DocumentVersionBoard"
import type {
  DocumentDifference,
  DocumentReport,
  DocumentText
} from "@layercake/core/operation/DocumentOperations"
import type { ProjectId } from "@layercake/core/project/Project"
import { type ProjectState, rowOf, rowsOf } from "@layercake/core/project/ProjectState"
import { ReadModelStore } from "@layercake/core/store/ReadModelStore"
import { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import { lineChanges } from "@layercake/core/tree/LineChanges"
import { Effect, Option, Schema } from "effect"
import * as Moments from "../history/Moments.ts"
import { textOfBlob } from "../tree/TreeContent.ts"

const decode = Schema.decodeUnknownOption(DocumentVersion)

/** Documents that are there: what was removed from the tree has versions and is none. */
export const documentsIn = (state: ProjectState, kind?: string): ReadonlyArray<Document> =>
  rowsOf(state, "document").filter(
    (document) =>
      (kind === undefined || document.kind === kind) && rowOf(state, "file", document.path) !== undefined
  )

export const reportOf = (state: ProjectState, document: Document): DocumentReport => ({
  ...document,
  approval: rowOf(state, "documentApproval", document.path) ?? null
})

export const documentIn = (state: ProjectState, path: string) => {
  const document = documentsIn(state).find((document) => document.path === path)
  return document === undefined
    ? Effect.fail(new DocumentUnknown({ document: path, known: documentsIn(state).map(({ path }) => path) }))
    : Effect.succeed(document)
}

/** Oldest first; of a document that was removed, too. */
export const versionsOf = Effect.fn("DocumentHistory.versionsOf")(function* (
  project: ProjectId,
  path: string
) {
  const views = yield* ReadModelStore
  const rows = yield* views.list("documentVersion", project)
  return rows
    .flatMap(({ row }) => Option.toArray(decode(row)))
    .filter((version) => version.path === path)
    .toSorted((a, b) => a.version - b.version)
})

/** A content that is not there is the store's fault, and nothing that the caller can put right. */
export const textOf = (document: Pick<Document, "digest" | "path">) =>
  textOfBlob(document.digest, document.path).pipe(
    Effect.catchTag("ContentMissing", (cause) =>
      Effect.fail(new StoreUnavailable({ operation: "read", cause }))
    )
  )

const versionIn = (project: ProjectId, document: Document, version: number) =>
  Effect.gen(function* () {
    if (version === document.version) return document
    const versions = yield* versionsOf(project, document.path)
    return (
      versions.find((one) => one.version === version) ??
      (yield* new VersionUnknown({ path: document.path, version, latest: document.version }))
    )
  })

/** The newest version when none is named. */
export const read = Effect.fn("DocumentHistory.read")(function* (
  project: ProjectId,
  path: string,
  wanted: number | undefined
) {
  const { state } = yield* Moments.now(project)
  const document = yield* documentIn(state, path)
  const { digest, version } = yield* versionIn(project, document, wanted ?? document.version)
  const text = yield* textOf({ digest, path: document.path })
  return { document: reportOf(state, document), version, digest, text } satisfies DocumentText
})

/** The newest version and the one before it, when none are named. */
export const difference = Effect.fn("DocumentHistory.difference")(function* (
  project: ProjectId,
  path: string,
  range: { readonly from?: number | undefined; readonly to?: number | undefined }
) {
  const { state } = yield* Moments.now(project)
  const document = yield* documentIn(state, path)
  const to = range.to ?? document.version
  const from = range.from ?? to - 1
  const textAt = (version: number) =>
    version === 0
      ? Effect.succeed("")
      : Effect.flatMap(versionIn(project, document, version), ({ digest }) =>
          textOf({ digest, path: document.path })
        )
  const { added, patch, removed } = lineChanges(yield* textAt(from), yield* textAt(to))
  return { path: document.path, from, to, added, removed, diff: patch ?? "" } satisfies DocumentDifference
})
