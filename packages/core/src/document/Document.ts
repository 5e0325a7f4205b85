/**
 * A document is a file of the tree whose kind the pipeline knows. Specifications, designs and deliverables are
 * documents with more to say.
 */
import { Schema } from "effect"
import { Timestamp } from "../event/Timestamp.ts"
import { GateId } from "../gate/Gate.ts"
import { BlobDigest } from "../store/Blob.ts"
import { FilePath } from "../tree/Tree.ts"

export const SpecificationKind = Schema.Literals(["openapi", "prisma", "zod"])
export type SpecificationKind = typeof SpecificationKind.Type

export const Document = Schema.Struct({
  path: FilePath,
  kind: Schema.NonEmptyString,
  digest: BlobDigest,
  /** From 1; rises with every change of content. */
  version: Schema.Int,
  /** The gate whose work wrote it last. */
  gate: GateId,
  updatedAt: Timestamp
})
export type Document = typeof Document.Type

export const Design = Schema.Struct({ ...Document.fields, chosen: Schema.Boolean })
export type Design = typeof Design.Type

const deliverables = ["dockerfile", "ci", "deploy", "environment", "release-notes", "readme"]

export const isSpecification = Schema.is(SpecificationKind)
export const isDesign = (kind: string): boolean => kind === "design"
export const isDeliverable = (kind: string): boolean => deliverables.includes(kind)
