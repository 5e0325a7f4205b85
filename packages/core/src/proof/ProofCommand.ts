/**
 * What the runner may ask to be kept: builds and proofs, commits. Agents have no way to issue these.
 */
import { Schema } from "effect"
import { BuildId } from "../build/BuildEvent.ts"
import { GateId } from "../gate/Gate.ts"
import { CommitSha } from "../port/Repository.ts"
import { RequirementTrace } from "../requirement/Requirement.ts"
import { TreeDigest } from "../tree/Tree.ts"
import { Proof, ProofKind } from "./Proof.ts"

export class StartBuild extends Schema.TaggedClass<StartBuild>()("StartBuild", {
  buildId: BuildId,
  gate: GateId,
  tree: TreeDigest,
  steps: Schema.Array(ProofKind),
  sandbox: Schema.NonEmptyString,
  isolated: Schema.Boolean
}) {}
export class RecordProof extends Schema.TaggedClass<RecordProof>()("RecordProof", {
  gate: GateId,
  proof: Proof,
  trace: Schema.optionalKey(RequirementTrace)
}) {}
/** A person's; all others here are the runner's. */
export class RequestProof extends Schema.TaggedClass<RequestProof>()("RequestProof", {
  kind: ProofKind
}) {}
export class StartCommit extends Schema.TaggedClass<StartCommit>()("StartCommit", {
  key: Schema.NonEmptyString
}) {}
export class RecordCommit extends Schema.TaggedClass<RecordCommit>()("RecordCommit", {
  key: Schema.NonEmptyString,
  sha: CommitSha
}) {}

export const ProofCommand = Schema.Union([StartBuild, RecordProof, RequestProof, StartCommit, RecordCommit])
export type ProofCommand = typeof ProofCommand.Type
