/**
 * Gives each command to the decider of its subject.
 */
import { Result, Schema } from "effect"
import { MemberCommand } from "../account/MemberCommand.ts"
import * as MemberDecider from "../account/MemberDecider.ts"
import * as AgentRunDecider from "../agent/AgentRunDecider.ts"
import { AgentRunCommand } from "../agent/AgentRunCommand.ts"
import { ClaimCommand } from "../claim/ClaimCommand.ts"
import * as ClaimDecider from "../claim/ClaimDecider.ts"
import { CostCommand } from "../cost/CostCommand.ts"
import * as CostDecider from "../cost/CostDecider.ts"
import { DeploymentCommand } from "../deployment/DeploymentCommand.ts"
import * as DeploymentDecider from "../deployment/DeploymentDecider.ts"
import { ErasureCommand } from "../erasure/ErasureCommand.ts"
import * as ErasureDecider from "../erasure/ErasureDecider.ts"
import { GateCommand } from "../gate/GateCommand.ts"
import * as GateDecider from "../gate/GateDecider.ts"
import { RestoreFiles } from "../heal/HealCommand.ts"
import * as TreeRestoring from "../heal/TreeRestoring.ts"
import { HostCommand } from "../host/HostCommand.ts"
import * as HostDecider from "../host/HostDecider.ts"
import { ProjectCommand } from "../project/ProjectCommand.ts"
import * as ProjectDecider from "../project/ProjectDecider.ts"
import { ProofCommand } from "../proof/ProofCommand.ts"
import * as ProofDecider from "../proof/ProofDecider.ts"
import * as RegisterDecider from "../register/RegisterDecider.ts"
import { RejectTamper } from "../tamper/TamperCommand.ts"
import * as TamperDecider from "../tamper/TamperDecider.ts"
import type { Actor } from "../actor/Actor.ts"
import type { FactoryEvent } from "../event/FactoryEvent.ts"
import type { ProjectState } from "../project/ProjectState.ts"
import { CommandRefused } from "./CommandRefused.ts"
import type { FactoryCommand } from "./FactoryCommand.ts"

const isProject = Schema.is(ProjectCommand)
const isGate = Schema.is(GateCommand)
const isAgentRun = Schema.is(AgentRunCommand)
const isClaim = Schema.is(ClaimCommand)
const isProof = Schema.is(ProofCommand)
const isDeployment = Schema.is(DeploymentCommand)
const isCost = Schema.is(CostCommand)
const isErasure = Schema.is(ErasureCommand)
const isRestore = Schema.is(RestoreFiles)
const isMember = Schema.is(MemberCommand)
const isHost = Schema.is(HostCommand)
const isTamper = Schema.is(RejectTamper)

export const decide = (
  command: FactoryCommand,
  state: ProjectState,
  actor: Actor
): Result.Result<ReadonlyArray<FactoryEvent>, CommandRefused> =>
  Result.mapError(decideBySubject(command, state, actor), (reason) => new CommandRefused({ reason }))

const decideBySubject = (command: FactoryCommand, state: ProjectState, actor: Actor) => {
  if (isProject(command)) return ProjectDecider.decide(command, state, actor)
  if (isGate(command)) return GateDecider.decide(command, state, actor)
  if (isAgentRun(command)) return AgentRunDecider.decide(command, state, actor)
  if (isClaim(command)) return ClaimDecider.decide(command, state, actor)
  if (isProof(command)) return ProofDecider.decide(command, state, actor)
  if (isDeployment(command)) return DeploymentDecider.decide(command, state, actor)
  if (isCost(command)) return CostDecider.decide(command, state, actor)
  if (isErasure(command)) return ErasureDecider.decide(command, state, actor)
  if (isRestore(command)) return TreeRestoring.decide(command, state, actor)
  if (isMember(command)) return MemberDecider.decide(command, state, actor)
  if (isHost(command)) return HostDecider.decide(command, state, actor)
  if (isTamper(command)) return TamperDecider.decide(command, state, actor)
  return RegisterDecider.decide(command, state, actor)
}
