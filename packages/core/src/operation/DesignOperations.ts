/**
 * Operations on designs: pages as they could look, of which a person picks one.
 */
import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { Design } from "../document/Document.ts"
import { DocumentUnknown } from "../document/DocumentError.ts"
import { Diagnostic, Picture } from "../proof/Proof.ts"
import { BlobDigest } from "../store/Blob.ts"
import { FilePath } from "../tree/Tree.ts"
import { about, project } from "./OperationField.ts"
import { OperationError, OperationMark, persons, reads, writes } from "./OperationMark.ts"

const one = { ...project, path: FilePath.annotate(about("Where it lies, for example designs/option-1.html")) }
const unknown = Schema.Union([DocumentUnknown, ...OperationError.members])

const checked = {
  outcome: Schema.NullOr(Schema.String).annotate(
    about("What the newest proof about this page says; null when there is none")
  ),
  findings: Schema.Array(Diagnostic).annotate(about("What the check found in this page"))
}

export const DesignText = Schema.Struct({
  design: Design.annotate(about("The design")),
  html: Schema.String.annotate(about("The page, self-contained; show it in a sandboxed frame only"))
})
export type DesignText = typeof DesignText.Type

export const DesignPreview = Schema.Struct({
  design: Design.annotate(about("The design")),
  pictures: Schema.Array(Picture).annotate(
    about("How the page looked in a browser when it was checked; read one with storage.get")
  ),
  ...checked
})
export type DesignPreview = typeof DesignPreview.Type

export const DesignComparison = Schema.Struct({
  design: Design.annotate(about("The design")),
  bytes: Schema.Int.annotate(about("Size of the page")),
  title: Schema.NullOr(Schema.String).annotate(about("Title of the page; null when it has none")),
  headings: Schema.Array(Schema.String).annotate(about("Its headings, in order; at most 50")),
  controls: Schema.Int.annotate(about("Buttons, links and fields in it")),
  pictures: Schema.Array(Picture).annotate(about("How the page looked in a browser when it was checked")),
  ...checked
})
export type DesignComparison = typeof DesignComparison.Type

export class DesignOperations extends RpcGroup.make(
  Rpc.make("designs.list", {
    payload: project,
    success: Schema.Array(Design),
    error: OperationError
  }).annotate(
    OperationMark,
    reads("List designs", "The designs that were proposed, and which of them was chosen.")
  ),

  Rpc.make("designs.get", { payload: one, success: DesignText, error: unknown }).annotate(
    OperationMark,
    reads("Get a design", "One design with its page.")
  ),

  Rpc.make("designs.choose", {
    payload: { ...one, reviewed: BlobDigest.annotate(about("Digest of the page that was looked at")) },
    success: Design,
    error: unknown
  }).annotate(
    OperationMark,
    writes(
      "Choose a design",
      "Picks a design; approving its gate takes this one, unless it is changed before.",
      {
        access: "approver",
        idempotent: true,
        ...persons
      }
    )
  ),

  Rpc.make("designs.preview", { payload: one, success: DesignPreview, error: unknown }).annotate(
    OperationMark,
    reads("Preview a design", "Pictures of a design as a browser showed it, and what its check found.")
  ),

  Rpc.make("designs.compare", {
    payload: project,
    success: Schema.Array(DesignComparison),
    error: OperationError
  }).annotate(
    OperationMark,
    reads("Compare designs", "All designs side by side: what is in each and how it did.")
  )
) {}
