/**
 * The kinds of work the planner asks for, as the payload of a job. Everything needed to check later that the work is
 * still due is in here.
 */
import { Schema } from "effect"
import { AgentPurpose, AgentRunId } from "../agent/AgentCall.ts"
import { BuildId } from "../build/BuildEvent.ts"
import { DeploymentKey } from "../deployment/DeploymentEvent.ts"
import { PullRequestId } from "../forge/Publication.ts"
import { GateId } from "../gate/Gate.ts"
import { DeploymentTarget } from "../port/Deployer.ts"
import { CommitSha } from "../port/Repository.ts"
import { ProofKind } from "../proof/Proof.ts"
import { RefKind, RefName } from "../tree/RefName.ts"
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

/** Puts a branch or a tag at a commit of the project's repository. */
export const MarkCommit = Schema.TaggedStruct("MarkCommit", { kind: RefKind, name: RefName, sha: CommitSha })
export type MarkCommit = typeof MarkCommit.Type

/** Runs a build that somebody asked for; its steps are no proofs. */
export const RunAskedBuild = Schema.TaggedStruct("RunAskedBuild", { buildId: BuildId })
export type RunAskedBuild = typeof RunAskedBuild.Type

/** Publishes the commits because somebody asked for it. */
export const RunAskedPush = Schema.TaggedStruct("RunAskedPush", { key: DeploymentKey })
export type RunAskedPush = typeof RunAskedPush.Type

/** Deploys a tree because somebody asked for it; makes no proof. */
export const RunAskedDeployment = Schema.TaggedStruct("RunAskedDeployment", { key: DeploymentKey })
export type RunAskedDeployment = typeof RunAskedDeployment.Type

export const OpenPullRequest = Schema.TaggedStruct("OpenPullRequest", { id: PullRequestId })
export type OpenPullRequest = typeof OpenPullRequest.Type

export const MakeRelease = Schema.TaggedStruct("MakeRelease", { tag: RefName })
export type MakeRelease = typeof MakeRelease.Type

export const DueWork = Schema.Union([
  AdvanceGate,
  RunAgent,
  CommitTree,
  MarkCommit,
  RestoreTree,
  BuildTree,
  CheckTree,
  PushTree,
  DeployTree,
  RunAskedBuild,
  RunAskedPush,
  RunAskedDeployment,
  OpenPullRequest,
  MakeRelease
])
export type DueWork = typeof DueWork.Type
