/**
 * What may be asked about repairs. The first is a person's, the second the runner's; agents have no way to issue either.
 */
import { Schema } from "effect"
import { GateId } from "../gate/Gate.ts"
import { FilePath, TreeDigest, TreeFile } from "../tree/Tree.ts"

/** Lets the repairs of a gate go on that were given up. */
export class RetryHealing extends Schema.TaggedClass<RetryHealing>()("RetryHealing", {
  gate: GateId,
  reason: Schema.NonEmptyString
}) {}

/** Makes the files those of an earlier version again; does nothing when that is not due any more. */
export class RestoreFiles extends Schema.TaggedClass<RestoreFiles>()("RestoreFiles", {
  gate: GateId,
  version: Schema.Int,
  tree: TreeDigest,
  /** The tree that the change was made from. */
  before: TreeDigest,
  written: Schema.Array(TreeFile),
  removed: Schema.Array(FilePath),
  /** Files of the earlier version whose contents are not there any more; with one of them nothing is restored. */
  missing: Schema.Array(FilePath)
}) {}
