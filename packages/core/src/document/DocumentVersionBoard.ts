/**
 * One row for each version that a document ever had, by path and number, and one for the last approval of each document.
 */
import { Schema } from "effect"
import { Actor } from "../actor/Actor.ts"
import { Timestamp } from "../event/Timestamp.ts"
import { GateId } from "../gate/Gate.ts"
import * as Projection from "../projection/Projection.ts"
import { BlobDigest } from "../store/Blob.ts"
import { FilePath } from "../tree/Tree.ts"

const about = (description: string) => ({ description })

export const DocumentVersion = Schema.Struct({
  path: FilePath.annotate(about("Where it lies")),
  kind: Schema.NonEmptyString.annotate(about("What kind of document it is")),
  version: Schema.Int.annotate(about("From 1; rises with every change of content")),
  digest: BlobDigest.annotate(about("SHA-256 of the content")),
  gate: GateId.annotate(about("The gate whose work wrote it")),
  by: Actor.annotate(about("Who wrote it")),
  at: Timestamp.annotate(about("When it was written"))
})
export type DocumentVersion = typeof DocumentVersion.Type

export const documentVersionBoard = Projection.make<DocumentVersion>(
  "documentVersion",
  DocumentVersion,
  {
    DocumentWritten: Projection.put(
      (event) => `${event.path}@${event.version}`,
      ({ digest, gate, kind, path, version }, { actor, at }) => ({
        path,
        kind,
        version,
        digest,
        gate,
        by: actor,
        at
      })
    )
  },
  { entries: true }
)

export const DocumentApproval = Schema.Struct({
  path: FilePath.annotate(about("Where the document lies")),
  version: Schema.Int.annotate(about("The version that was approved")),
  digest: BlobDigest.annotate(about("SHA-256 of what was approved")),
  by: Actor.annotate(about("Who approved it")),
  at: Timestamp.annotate(about("When")),
  comment: Schema.String.annotate(about("What they said of it; may be empty")),
  void: Schema.NullOr(Timestamp).annotate(
    about("When the document was changed after that; null while it holds")
  )
})
export type DocumentApproval = typeof DocumentApproval.Type

export const documentApprovalBoard = Projection.make<DocumentApproval>("documentApproval", DocumentApproval, {
  DocumentApproved: Projection.put(
    (event) => event.path,
    ({ comment, digest, path, version }, { actor, at }) => ({
      path,
      version,
      digest,
      by: actor,
      at,
      comment,
      void: null
    })
  ),
  TreeChanged: {
    keys: ({ removed, written }, rows) => {
      const changed = new Map<string, string | null>(written.map((file) => [file.path, file.digest]))
      for (const path of removed) changed.set(path, null)
      return Array.from(rows).flatMap(([path, row]) =>
        row.void === null && changed.has(path) && changed.get(path) !== row.digest ? [path] : []
      )
    },
    evolve: (row, _event, { at }) => row && { ...row, void: at }
  }
})
