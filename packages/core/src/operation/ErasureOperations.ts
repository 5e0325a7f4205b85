/**
 * Operations that take something away for good: what a person typed, or one content.
 */
import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { ContentUnknown } from "../erasure/ErasureError.ts"
import { ProjectId } from "../project/Project.ts"
import { BlobDigest } from "../store/Blob.ts"
import { erases, OperationError, OperationMark, persons, reads } from "./OperationMark.ts"
import { about } from "./OperationField.ts"

const person = Schema.NonEmptyString.annotate(about("Id of the actor who typed it, as events have it"))
const reason = Schema.NonEmptyString.annotate(about("Why; stays in the log, so name nobody here"))

const TextCount = Schema.Struct({
  project: ProjectId.annotate(about("The project's id")),
  texts: Schema.Int.annotate(about("Texts of the person in the project"))
})

export const Quote = Schema.Struct({
  project: ProjectId.annotate(about("The project whose events name the content")),
  content: BlobDigest.annotate(about("A prompt, an answer, a file or an output that repeats a text"))
})
export type Quote = typeof Quote.Type

export const PersonalTextReport = Schema.Struct({
  person: Schema.String.annotate(about("Id of the actor")),
  texts: Schema.Int.annotate(about("Texts that are kept now, each counted once")),
  projects: Schema.Array(TextCount).annotate(about("Where; a fork has the texts of its parent")),
  quotes: Schema.Array(Quote).annotate(about("Contents that repeat one of them word for word"))
})
export type PersonalTextReport = typeof PersonalTextReport.Type

export const PersonErasureReport = Schema.Struct({
  person: Schema.String.annotate(about("Id of the actor")),
  texts: Schema.Int.annotate(about("Texts that are gone now, each counted once")),
  projects: Schema.Array(TextCount).annotate(about("Projects whose log says so now")),
  unfinished: Schema.Array(ProjectId).annotate(
    about("Forks or imports that ended half-way and have such texts: complete them and erase again")
  )
})
export type PersonErasureReport = typeof PersonErasureReport.Type

export const ContentErasureReport = Schema.Struct({
  project: ProjectId.annotate(about("The project's id")),
  content: BlobDigest.annotate(about("SHA-256 of the content")),
  erased: Schema.Boolean.annotate(about("False when it was gone already"))
})
export type ContentErasureReport = typeof ContentErasureReport.Type

export class ErasureOperations extends RpcGroup.make(
  Rpc.make("erasure.find", {
    payload: { person },
    success: PersonalTextReport,
    error: OperationError
  }).annotate(
    OperationMark,
    reads("Find what a person typed", "Where texts of a person are kept, and which contents repeat them.", {
      access: "administrator"
    })
  ),

  Rpc.make("erasure.person", {
    payload: { person, reason },
    success: PersonErasureReport,
    error: OperationError
  }).annotate(
    OperationMark,
    erases("Erase what a person typed", "Takes away every text of a person, in every project. People only.", {
      access: "administrator",
      ...persons
    })
  ),

  Rpc.make("erasure.content", {
    payload: {
      project: ProjectId.annotate(about("A project whose events name the content")),
      content: BlobDigest.annotate(about("SHA-256 of the content")),
      reason
    },
    success: ContentErasureReport,
    error: Schema.Union([ContentUnknown, ...OperationError.members])
  }).annotate(
    OperationMark,
    erases(
      "Erase a content",
      "Takes away one brief, prompt, answer, output or old file. People only.",
      persons
    )
  )
) {}
