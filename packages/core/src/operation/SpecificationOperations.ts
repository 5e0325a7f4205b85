/**
 * Operations on specifications: the interface in OpenAPI, the data in Prisma, the validators in Zod.
 */
import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { Document, SpecificationKind } from "../document/Document.ts"
import { DocumentUnknown, VersionUnknown } from "../document/DocumentError.ts"
import { SpecificationReading, SpecifiedElement } from "../port/SpecificationReader.ts"
import { Diagnostic } from "../proof/Proof.ts"
import { BlobDigest } from "../store/Blob.ts"
import { FilePath } from "../tree/Tree.ts"
import { DocumentDifference, DocumentText } from "./DocumentOperations.ts"
import { about, project } from "./OperationField.ts"
import { OperationError, OperationMark, reads, writes } from "./OperationMark.ts"

const kind = { kind: SpecificationKind.annotate(about("Which specification")) }
const text = Schema.String.check(Schema.isMaxLength(1_000_000))
const version = Schema.Int.check(Schema.isGreaterThanOrEqualTo(1))

/** The text says something that cannot stand in a specification. Nothing was changed. */
export class SpecificationInvalid extends Schema.TaggedError<SpecificationInvalid>()("SpecificationInvalid", {
  kind: SpecificationKind,
  diagnostics: Schema.NonEmptyArray(Diagnostic)
}) {
  override get message() {
    const [first, ...rest] = this.diagnostics
    const at = first.line === undefined ? "" : `line ${first.line}: `
    const more = rest.length === 0 ? "" : ` And ${rest.length} more.`
    return `The text is no valid ${this.kind} specification: ${at}${first.message}${more} \`specifications.validate\` lists all of it.`
  }
}

/** The program that reads specifications failed. */
export class SpecificationUnreadable extends Schema.TaggedError<SpecificationUnreadable>()(
  "SpecificationUnreadable",
  { detail: Schema.String }
) {
  override get message() {
    return `The specification could not be read: ${this.detail}. Try again, or look at the file itself.`
  }
}

const unknown = Schema.Union([
  DocumentUnknown,
  VersionUnknown,
  SpecificationUnreadable,
  ...OperationError.members
])

export const ValidationReport = Schema.Struct({
  ...SpecificationReading.fields,
  valid: Schema.Boolean.annotate(about("Whether nothing is wrong with it that is an error"))
})
export type ValidationReport = typeof ValidationReport.Type

export const AgreementReport = Schema.Struct({
  compared: Schema.Array(SpecificationKind).annotate(about("The specifications that there are")),
  agree: Schema.Boolean.annotate(about("Whether they say the same wherever they speak of the same")),
  disagreements: Schema.Array(Diagnostic).annotate(
    about("What they say differently, and what to do about it")
  )
})
export type AgreementReport = typeof AgreementReport.Type

export class SpecificationOperations extends RpcGroup.make(
  Rpc.make("specifications.list", {
    payload: project,
    success: Schema.Array(Document),
    error: OperationError
  }).annotate(
    OperationMark,
    reads("List specifications", "The specifications of a project as they are now.")
  ),

  Rpc.make("specifications.get", {
    payload: {
      ...project,
      ...kind,
      version: Schema.optionalKey(version.annotate(about("This version; the newest when left out")))
    },
    success: DocumentText,
    error: unknown
  }).annotate(OperationMark, reads("Read a specification", "One specification with its text.")),

  Rpc.make("specifications.record", {
    payload: {
      ...project,
      ...kind,
      text: text.annotate(about("What it is to say, whole")),
      expected: Schema.optionalKey(
        Schema.NullOr(BlobDigest).annotate(
          about("Digest of the text that was read; null for a new one. Refused when it is another by now")
        )
      )
    },
    success: DocumentText,
    error: Schema.Union([SpecificationInvalid, ...unknown.members])
  }).annotate(
    OperationMark,
    writes(
      "Record a specification",
      "Puts a new version of a specification into the project, if it is valid."
    )
  ),

  Rpc.make("specifications.validate", {
    payload: {
      ...project,
      ...kind,
      text: Schema.optionalKey(text.annotate(about("This text; the project's own when left out")))
    },
    success: ValidationReport,
    error: unknown
  }).annotate(
    OperationMark,
    reads(
      "Validate a specification",
      "Reads a specification with its real parser and says what is wrong with it."
    )
  ),

  Rpc.make("specifications.diff", {
    payload: {
      ...project,
      ...kind,
      from: Schema.optionalKey(
        version.annotate(about("The older version; the one before `to` when left out"))
      ),
      to: Schema.optionalKey(version.annotate(about("The newer version; the newest when left out")))
    },
    success: DocumentDifference,
    error: unknown
  }).annotate(
    OperationMark,
    reads("Compare versions of a specification", "What changed between two versions of a specification.")
  ),

  Rpc.make("specifications.export", {
    payload: project,
    success: Schema.Array(
      Schema.Struct({
        ...kind,
        path: FilePath.annotate(about("Where it lies")),
        version: Schema.Int.annotate(about("Its version")),
        digest: BlobDigest.annotate(about("SHA-256 of the text")),
        text: Schema.String.annotate(about("What it says"))
      })
    ),
    error: OperationError
  }).annotate(
    OperationMark,
    reads("Export specifications", "Every specification of a project with its text.")
  ),

  Rpc.make("specifications.elements", {
    payload: {
      ...project,
      kind: Schema.optionalKey(SpecificationKind.annotate(about("Only of this one; of all when left out")))
    },
    success: Schema.Array(
      Schema.Struct({
        path: FilePath.annotate(about("Where the specification lies")),
        ...SpecifiedElement.fields
      })
    ),
    error: unknown
  }).annotate(
    OperationMark,
    reads(
      "List specified elements",
      "Operations, schemas, models and validators, with fields and requirements."
    )
  ),

  Rpc.make("specifications.compare", { payload: project, success: AgreementReport, error: unknown }).annotate(
    OperationMark,
    reads("Compare specifications", "Whether data model, interface and validators say the same.")
  )
) {}
