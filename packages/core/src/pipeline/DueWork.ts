/**
 * The kinds of work the planner asks for, as the payload of a job. Everything needed to check later that the work is
 * still due is in here.
 */
import { Schema } from "effect"
import { AgentPurpose, AgentRunId } from "../agent/AgentCall.ts"
import { GateId } from "../gate/Gate.ts"
import { DeploymentTarget } from "../port/Deployer.ts"
import { ProofKind } from "../proof/Proof.ts"
import { TreeDigest } from "../tree/Tree.ts"

/** A step of the gate's own state machine; touches nothing outside the log. */
export const AdvanceGate = Schema.TaggedStruct("AdvanceGate", {
  gate: GateId,
  round: Schema.Int,
  to: Schema.Literals(["open", "skip", "submit", "pass", "reopen"])
})
export type AdvanceGate = typeof AdvanceGate.Type

export const RunAgent = Schema.TaggedStruct("RunAgent", {
  gate: GateId,
  step: Schema.NonEmptyString,
  runId: AgentRunId,
  purpose: AgentPurpose,
  attempt: Schema.Int
})
export type RunAgent = typeof RunAgent.Type

export const CommitTree = Schema.TaggedStruct("CommitTree", { key: Schema.NonEmptyString })
export type CommitTree = typeof CommitTree.Type

/** Brings the files back to what they were at a version of the project's stream; `tree` is the digest they had. */
export const RestoreTree = Schema.TaggedStruct("RestoreTree", {
  gate: GateId,
  tree: TreeDigest,
  version: Schema.Int
})
export type RestoreTree = typeof RestoreTree.Type

/** Runs these steps of the build, in order. */
export const BuildTree = Schema.TaggedStruct("BuildTree", {
  gate: GateId,
  tree: TreeDigest,
  steps: Schema.Array(ProofKind)
})
export type BuildTree = typeof BuildTree.Type

export const CheckTree = Schema.TaggedStruct("CheckTree", { gate: GateId, tree: TreeDigest, kind: ProofKind })
export type CheckTree = typeof CheckTree.Type

export const PushTree = Schema.TaggedStruct("PushTree", { gate: GateId, tree: TreeDigest, kind: ProofKind })
export type PushTree = typeof PushTree.Type

/** Deploys the tree to the target, waits for its health, and makes whichever of the two proofs the gate asks for. */
export const DeployTree = Schema.TaggedStruct("DeployTree", {
  gate: GateId,
  tree: TreeDigest,
  target: DeploymentTarget
})
export type DeployTree = typeof DeployTree.Type

export const DueWork = Schema.Union([
  AdvanceGate,
  RunAgent,
  CommitTree,
  RestoreTree,
  BuildTree,
  CheckTree,
  PushTree,
  DeployTree
])
export type DueWork = typeof DueWork.Type
