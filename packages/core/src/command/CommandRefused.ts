/**
 * The one failure of deciding: the command was understood and refused. Nothing was changed; trying again does not help.
 */
import { Schema } from "effect"
import { LastOwner, MemberUnknown } from "../account/MemberError.ts"
import { AgentRunNotOpen } from "../agent/AgentRunError.ts"
import { ClaimLost, ClaimNotYours, RunClaimed, RunNotClaimable } from "../claim/ClaimError.ts"
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
import {
  PipelineInvalid,
  PolicyNeedsPerson,
  ProjectExists,
  ProjectNotActive,
  ProjectNotFound
} from "../project/ProjectError.ts"
import { EntryNotForAgent, EntryNotOpen } from "../register/RegisterError.ts"

export const RefusalReason = Schema.Union([
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
  AgentRunNotOpen,
  RunClaimed,
  RunNotClaimable,
  ClaimLost,
  ClaimNotYours,
  EntryNotOpen,
  EntryNotForAgent,
  AllowanceNeedsPerson,
  NothingToAllow,
  ErasureNeedsPerson,
  ContentInUse,
  MemberUnknown,
  LastOwner
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
