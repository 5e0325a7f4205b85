/**
 * Operations on briefs: what a project begins with. Creating a project from one is in `ProjectOperations`.
 */
import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { BriefInvalid } from "../check/BriefIntake.ts"
import { Diagnostic, ProofOutcome } from "../proof/Proof.ts"
import { BlobDigest } from "../store/Blob.ts"
import { FilePath } from "../tree/Tree.ts"
import { about, project } from "./OperationField.ts"
import { OperationError, OperationMark, reads, writes } from "./OperationMark.ts"
import { ProjectSummary } from "./ProjectOperations.ts"

const brief = Schema.Uint8ArrayFromBase64.annotate(about("The brief: Markdown in UTF-8, at most 1 MB"))
const withBrief = Schema.Union([BriefInvalid, ...OperationError.members])

export const BriefVerdict = Schema.Struct({
  title: Schema.NonEmptyString.annotate(about("The title that the project would have")),
  outcome: ProofOutcome.annotate(about("Whether the first gate would pass on it")),
  summary: Schema.String.annotate(about("The verdict in words")),
  findings: Schema.Array(Diagnostic).annotate(about("What is missing or open, with its place"))
})
export type BriefVerdict = typeof BriefVerdict.Type

export const BriefView = Schema.Struct({
  title: Schema.NonEmptyString.annotate(about("Title of the project")),
  path: FilePath.annotate(about("Where it lies in the tree")),
  digest: BlobDigest.annotate(about("Digest of its content")),
  bytes: Schema.Int.annotate(about("Length of its content")),
  version: Schema.Int.annotate(about("From 1, which is the brief that the project began with")),
  text: Schema.NullOr(Schema.String).annotate(about("What it says; null when its content was erased"))
})
export type BriefView = typeof BriefView.Type

export class IntakeOperations extends RpcGroup.make(
  Rpc.make("intake.check", { payload: { brief }, success: BriefVerdict, error: withBrief }).annotate(
    OperationMark,
    reads("Check a brief", "Says whether a brief says enough to begin, without creating anything.", {
      access: "account"
    })
  ),

  Rpc.make("intake.template", {
    payload: {
      title: Schema.optionalKey(
        Schema.NonEmptyString.check(
          Schema.isMaxLength(200),
          Schema.isPattern(/^[^\r\n]*\S[^\r\n]*$/)
        ).annotate(about("Title of what is to be built, one line of at most 200 characters"))
      )
    },
    success: Schema.String,
    error: OperationError
  }).annotate(
    OperationMark,
    reads("Template of a brief", "A brief in Markdown with every section and what to write there.", {
      access: "account"
    })
  ),

  Rpc.make("intake.get", { payload: project, success: BriefView, error: OperationError }).annotate(
    OperationMark,
    reads("Get the brief", "The brief of a project as it is now.")
  ),

  Rpc.make("intake.revise", {
    payload: { ...project, brief },
    success: ProjectSummary,
    error: withBrief
  }).annotate(
    OperationMark,
    writes(
      "Revise the brief",
      "Another version of the brief; the gates that were passed on it are reopened.",
      {
        idempotent: true
      }
    )
  )
) {}
