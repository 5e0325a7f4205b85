/**
 * Provers that look at files instead of running a build: forms, specifications, designs, secrets, licences.
 * One checker for each kind of proof; a kind that nobody serves is inconclusive.
 */
import { Context, type Effect, type Option, Schema } from "effect"
import type { Policy } from "../pipeline/Policy.ts"
import type { Proof, ProofKind, ProofReport } from "../proof/Proof.ts"
import type { BlobDigest } from "../store/Blob.ts"
import type { FilePath, TreeFile } from "../tree/Tree.ts"

export interface CheckInput {
  readonly files: ReadonlyArray<TreeFile>
  /** UTF-8 text of one file of `files`. */
  readonly read: (path: FilePath) => Effect.Effect<string, CheckFailed>
  /** Absolute path of the workspace, with whatever the last build left there. */
  readonly directory: string
  readonly policy: Policy
  /** Proofs about the same tree that are there already. */
  readonly proofs: ReadonlyArray<Proof>
  /** Output kept with such a proof, as text. */
  readonly output: (proof: Proof) => Effect.Effect<string, CheckFailed>
  /** Keeps what the check made, such as a picture, so that its report can name it. Left out where nothing is kept. */
  readonly keep?: (bytes: Uint8Array) => Effect.Effect<BlobDigest, CheckFailed>
}

/** The check could not be carried out; nothing is known about the tree. */
export class CheckFailed extends Schema.TaggedError<CheckFailed>()("CheckFailed", {
  detail: Schema.String
}) {
  override get message() {
    return `The check could not be carried out: ${this.detail}`
  }
}

export interface Checker {
  readonly kind: ProofKind
  readonly check: (input: CheckInput) => Effect.Effect<ProofReport, CheckFailed>
}

export class Checkers extends Context.Service<
  Checkers,
  {
    readonly find: (kind: ProofKind) => Option.Option<Checker>
  }
>()("@layercake/core/port/Checkers") {}
