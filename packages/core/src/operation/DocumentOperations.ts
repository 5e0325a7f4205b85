/**
 * Operations on documents: files of the tree that mean something to people.
 */
import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { Document } from "../document/Document.ts"
import { DocumentUnknown, VersionUnknown } from "../document/DocumentError.ts"
import { DocumentApproval, DocumentVersion } from "../document/DocumentVersionBoard.ts"
import { BlobDigest } from "../store/Blob.ts"
import { FilePath } from "../tree/Tree.ts"
import { about, project } from "./OperationField.ts"
import { OperationError, OperationMark, persons, reads, writes } from "./OperationMark.ts"

const one = { ...project, path: FilePath.annotate(about("Where it lies, for example docs/prd.md")) }
const unknown = Schema.Union([DocumentUnknown, VersionUnknown, ...OperationError.members])
const version = Schema.Int.check(Schema.isGreaterThanOrEqualTo(1))

export const DocumentTypeReport = Schema.Struct({
  kind: Schema.String.annotate(about("The kind's name")),
  title: Schema.String.annotate(about("What people call it")),
  description: Schema.String.annotate(about("What it is for")),
  path: Schema.String.annotate(about("Where it lies; folder/** for files below a folder")),
  makers: Schema.Array(
    Schema.Struct({
      gate: Schema.String.annotate(about("The gate that asks for it")),
      agent: Schema.NullOr(Schema.String).annotate(about("Who makes it; null where no agent does")),
      path: Schema.String.annotate(about("Where the gate wants it"))
    })
  ).annotate(about("Who makes it in this project; empty where no gate asks for it"))
})
export type DocumentTypeReport = typeof DocumentTypeReport.Type

export const DocumentReport = Schema.Struct({
  ...Document.fields,
  approval: Schema.NullOr(DocumentApproval).annotate(
    about("Its last approval by itself; null when there is none")
  )
})
export type DocumentReport = typeof DocumentReport.Type

export const DocumentText = Schema.Struct({
  document: DocumentReport.annotate(about("The document")),
  version: Schema.Int.annotate(about("The version whose text this is")),
  digest: BlobDigest.annotate(
    about("SHA-256 of the text; give it as `reviewed` to approve, as `expected` to write")
  ),
  text: Schema.String.annotate(about("What it says"))
})
export type DocumentText = typeof DocumentText.Type

export const DocumentDifference = Schema.Struct({
  path: FilePath.annotate(about("Where it lies")),
  from: Schema.Int.annotate(about("The older version; 0 for an empty file")),
  to: Schema.Int.annotate(about("The newer version")),
  added: Schema.Int.annotate(about("Lines that came")),
  removed: Schema.Int.annotate(about("Lines that went")),
  diff: Schema.String.annotate(about("The difference as a unified diff; empty when there is none"))
})
export type DocumentDifference = typeof DocumentDifference.Type

export const DocumentExport = Schema.Struct({
  type: Schema.Literals(["text/markdown", "application/json"]).annotate(about("What `text` is")),
  text: Schema.String.annotate(about("All documents with what is known of each, in one text"))
})
export type DocumentExport = typeof DocumentExport.Type

export const FoundDocument = Schema.Struct({
  path: FilePath.annotate(about("Where it lies")),
  kind: Schema.String.annotate(about("What kind of document it is")),
  line: Schema.Int.annotate(about("The line, from 1")),
  text: Schema.String.annotate(about("The line, at most 400 characters"))
})
export type FoundDocument = typeof FoundDocument.Type

/** Characters of a document that somebody writes. */
const maxText = 1_000_000

export class DocumentOperations extends RpcGroup.make(
  Rpc.make("documents.types", {
    payload: project,
    success: Schema.Array(DocumentTypeReport),
    error: OperationError
  }).annotate(
    OperationMark,
    reads("List document types", "The kinds of document there are, where each lies and which agent makes it.")
  ),

  Rpc.make("documents.list", {
    payload: {
      ...project,
      kind: Schema.optionalKey(Schema.NonEmptyString.annotate(about("Only documents of this kind")))
    },
    success: Schema.Array(DocumentReport),
    error: OperationError
  }).annotate(OperationMark, reads("List documents", "The documents of a project as they are now, by path.")),

  Rpc.make("documents.get", {
    payload: {
      ...one,
      version: Schema.optionalKey(version.annotate(about("This version; the newest when left out")))
    },
    success: DocumentText,
    error: unknown
  }).annotate(OperationMark, reads("Read a document", "A document with its text, as it is or as it was.")),

  Rpc.make("documents.versions", {
    payload: one,
    success: Schema.Array(DocumentVersion),
    error: unknown
  }).annotate(OperationMark, reads("List versions", "Every version of a document, oldest first.")),

  Rpc.make("documents.diff", {
    payload: {
      ...one,
      from: Schema.optionalKey(
        version.annotate(about("The older version; the one before `to` when left out"))
      ),
      to: Schema.optionalKey(version.annotate(about("The newer version; the newest when left out")))
    },
    success: DocumentDifference,
    error: unknown
  }).annotate(OperationMark, reads("Compare versions", "What changed between two versions of a document.")),

  Rpc.make("documents.write", {
    payload: {
      ...one,
      text: Schema.String.check(Schema.isMaxLength(maxText)).annotate(about("What it is to say, whole")),
      expected: Schema.optionalKey(
        Schema.NullOr(BlobDigest).annotate(
          about("Digest of the text that was read; null for a new one. Refused when it is another by now")
        )
      )
    },
    success: DocumentText,
    error: unknown
  }).annotate(
    OperationMark,
    writes("Write a document", "Puts a new version of a document into the project, new or changed.")
  ),

  Rpc.make("documents.approve", {
    payload: {
      ...one,
      reviewed: BlobDigest.annotate(about("Digest of the text that was reviewed")),
      comment: Schema.optionalKey(
        Schema.String.check(Schema.isMaxLength(4000)).annotate(about("What is to be said of it"))
      )
    },
    success: DocumentApproval,
    error: unknown
  }).annotate(
    OperationMark,
    writes("Approve a document", "Says that exactly this version will do; void as soon as it is changed.", {
      access: "approver",
      idempotent: true,
      ...persons
    })
  ),

  Rpc.make("documents.export", {
    payload: {
      ...project,
      format: Schema.Literals(["markdown", "json"]).annotate(about("How the documents are put together"))
    },
    success: DocumentExport,
    error: OperationError
  }).annotate(OperationMark, reads("Export documents", "Every document of a project in one text.")),

  Rpc.make("documents.search", {
    payload: {
      ...project,
      text: Schema.NonEmptyString.check(Schema.isMaxLength(500)).annotate(
        about("What to look for, in whatever case")
      ),
      kind: Schema.optionalKey(Schema.NonEmptyString.annotate(about("Only in documents of this kind"))),
      limit: Schema.optionalKey(
        Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1000 })).annotate(
          about("At most so many lines; 100 when left out")
        )
      )
    },
    success: Schema.Array(FoundDocument),
    error: OperationError
  }).annotate(
    OperationMark,
    reads("Search documents", "Lines of the project's documents in which a text stands.")
  )
) {}
