/**
 * The one failure of deciding: the command was understood and refused. Nothing was changed; trying again does not help.
 */
import { Schema } from "effect"
import {
  AccountInactive,
  AccountUnknown,
  LastAdministrator,
  RegistrationClosed,
  SessionOver,
  TokenUnknown
} from "../account/AccountError.ts"
import { LastOwner, MemberUnknown } from "../account/MemberError.ts"
import { StepUnknown } from "../agent/AgentError.ts"
import { AgentRunNotOpen, AgentRunNotRetryable } from "../agent/AgentRunError.ts"
import { DocumentOwn, DocumentStale, DocumentUnknown } from "../document/DocumentError.ts"
import { InstructionEmpty } from "../instruction/InstructionError.ts"
import { PersonNeeded } from "./PersonNeeded.ts"
import { ClaimLost, ClaimNotYours, RunClaimed, RunNotClaimable } from "../claim/ClaimError.ts"
import { BuildNotCancellable, BuildUnknown, TreeEmpty } from "../build/BuildError.ts"
import { DeploymentRefused, DeploymentUnknown, VariableUnknown } from "../deployment/DeploymentError.ts"
import { RefTaken } from "../forge/PublicationError.ts"
import { HealingNotExhausted } from "../heal/HealError.ts"
import { ProofNotNeeded, ProofUnknown } from "../proof/ProofError.ts"
import { AllowanceNeedsPerson, NothingToAllow } from "../cost/CostError.ts"
import { ContentInUse, ErasureNeedsPerson } from "../erasure/ErasureError.ts"
import {
  DesignNotChosen,
  EvidenceStale,
  GateNotPassed,
  GateNotReady,
  GateUnknown,
  PersonRequired
} from "../gate/GateError.ts"
import { NotInBatch, ReviewExpired, ReviewNotYours, ReviewOver, ReviewUnknown } from "../gate/ReviewError.ts"
import {
  PipelineInvalid,
  PolicyNeedsPerson,
  ProjectExists,
  ProjectNotActive,
  ProjectNotFound
} from "../project/ProjectError.ts"
import {
  EntryNotForAgent,
  EntryNotOpen,
  EntryNotSettled,
  EntryUnknown,
  RiskNeedsPerson
} from "../register/RegisterError.ts"
import { VersionDiffers } from "./VersionDiffers.ts"
import {
  CommitUnknown,
  FileRefused,
  FileStale,
  FileUnknown,
  NothingToCommit,
  RefExists,
  SnapshotExists,
  TreeOvertaken
} from "../tree/TreeError.ts"
import {
  TaskNeedsGate,
  TaskNeedsPerson,
  TaskNotManual,
  TaskNotReady,
  TaskTooLate,
  TaskUnknown
} from "../task/TaskError.ts"
import { WebhookNotFound } from "../webhook/WebhookError.ts"

export const RefusalReason = Schema.Union([
  WebhookNotFound,
  ProjectNotFound,
  ProjectExists,
  ProjectNotActive,
  PipelineInvalid,
  PolicyNeedsPerson,
  GateUnknown,
  GateNotReady,
  GateNotPassed,
  EvidenceStale,
  PersonRequired,
  DesignNotChosen,
  ReviewUnknown,
  ReviewNotYours,
  ReviewOver,
  ReviewExpired,
  NotInBatch,
  TaskUnknown,
  TaskNotManual,
  TaskNotReady,
  TaskTooLate,
  TaskNeedsGate,
  TaskNeedsPerson,
  AgentRunNotOpen,
  AgentRunNotRetryable,
  StepUnknown,
  InstructionEmpty,
  PersonNeeded,
  DocumentUnknown,
  DocumentStale,
  DocumentOwn,
  RunClaimed,
  RunNotClaimable,
  ClaimLost,
  ClaimNotYours,
  EntryNotOpen,
  EntryNotForAgent,
  EntryUnknown,
  EntryNotSettled,
  RiskNeedsPerson,
  AllowanceNeedsPerson,
  NothingToAllow,
  ErasureNeedsPerson,
  ContentInUse,
  VersionDiffers,
  TreeEmpty,
  BuildUnknown,
  BuildNotCancellable,
  ProofUnknown,
  ProofNotNeeded,
  DeploymentUnknown,
  DeploymentRefused,
  VariableUnknown,
  RefTaken,
  HealingNotExhausted,
  MemberUnknown,
  TreeOvertaken,
  FileStale,
  FileRefused,
  FileUnknown,
  SnapshotExists,
  RefExists,
  CommitUnknown,
  NothingToCommit,
  LastOwner,
  AccountUnknown,
  AccountInactive,
  LastAdministrator,
  RegistrationClosed,
  SessionOver,
  TokenUnknown
])
export type RefusalReason = typeof RefusalReason.Type

export class CommandRefused extends Schema.TaggedError<CommandRefused>()("CommandRefused", {
  reason: RefusalReason
}) {
  readonly isRetryable = false
  override get message() {
    return this.reason.message
  }
}
