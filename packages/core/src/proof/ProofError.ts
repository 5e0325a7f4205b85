/**
 * The ways in which something about proofs can be refused.
 */
import { Schema } from "effect"

export class ProofUnknown extends Schema.TaggedError<ProofUnknown>()("ProofUnknown", {
  kind: Schema.String,
  /** Null when the project has no tree. */
  tree: Schema.NullOr(Schema.String)
}) {
  override get message() {
    return this.tree === null
      ? `There is no proof ${this.kind}: the project has no files yet.`
      : `There is no proof ${this.kind} of the tree ${this.tree.slice(0, 12)}. \`proofs.list\` says which there are.`
  }
}

/** A proof is made again where it is needed now: at the gate that is worked on or under review. */
export class ProofNotNeeded extends Schema.TaggedError<ProofNotNeeded>()("ProofNotNeeded", {
  kind: Schema.String,
  /** The gate that is worked on; null when all are passed. */
  gate: Schema.NullOr(Schema.String),
  needed: Schema.Array(Schema.String)
}) {
  override get message() {
    if (this.gate === null)
      return `Every gate is passed, so ${this.kind} is needed by none. Reopen a gate first.`
    const needs = this.needed.length === 0 ? "no proof" : this.needed.join(", ")
    return `${this.gate} needs ${needs} and not ${this.kind}, or it is held. Settle what holds it, or reopen the gate that needs ${this.kind}.`
  }
}
