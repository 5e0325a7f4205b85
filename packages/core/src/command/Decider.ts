/**
 * Gives each command to the decider of its subject.
 */
import { Result, Schema } from "effect"
import { MemberCommand } from "../account/MemberCommand.ts"
import * as MemberDecider from "../account/MemberDecider.ts"
import * as AgentRunDecider from "../agent/AgentRunDecider.ts"
import { AgentRunCommand } from "../agent/AgentRunCommand.ts"
import { RegisterTemplate } from "../agent/TemplateCommand.ts"
import * as TemplateDecider from "../agent/TemplateDecider.ts"
import { DocumentCommand } from "../document/DocumentCommand.ts"
import * as DocumentDecider from "../document/DocumentDecider.ts"
import { InstructionCommand } from "../instruction/InstructionCommand.ts"
import * as InstructionDecider from "../instruction/InstructionDecider.ts"
import { MemoryCommand } from "../memory/MemoryCommand.ts"
import * as MemoryDecider from "../memory/MemoryDecider.ts"
import { AskedBuildCommand } from "../build/AskedBuildCommand.ts"
import * as AskedBuildDecider from "../build/AskedBuildDecider.ts"
import { ClaimCommand } from "../claim/ClaimCommand.ts"
import * as ClaimDecider from "../claim/ClaimDecider.ts"
import { ContentCommand } from "../content/ContentCommand.ts"
import * as ContentDecider from "../content/ContentDecider.ts"
import { CostCommand } from "../cost/CostCommand.ts"
import * as CostDecider from "../cost/CostDecider.ts"
import { DeploymentCommand } from "../deployment/DeploymentCommand.ts"
import * as DeploymentDecider from "../deployment/DeploymentDecider.ts"
import { ErasureCommand } from "../erasure/ErasureCommand.ts"
import * as ErasureDecider from "../erasure/ErasureDecider.ts"
import { ForgeCommand } from "../forge/ForgeCommand.ts"
import * as ForgeDecider from "../forge/ForgeDecider.ts"
import { GateCommand } from "../gate/GateCommand.ts"
import * as GateDecider from "../gate/GateDecider.ts"
import { RestoreFiles, RetryHealing } from "../heal/HealCommand.ts"
import * as HealRetrying from "../heal/HealRetrying.ts"
import * as TreeRestoring from "../heal/TreeRestoring.ts"
import { HostCommand } from "../host/HostCommand.ts"
import * as HostDecider from "../host/HostDecider.ts"
import { ProjectCommand } from "../project/ProjectCommand.ts"
import * as ProjectDecider from "../project/ProjectDecider.ts"
import { ProofCommand } from "../proof/ProofCommand.ts"
import * as ProofDecider from "../proof/ProofDecider.ts"
import { EntryCommand } from "../register/EntryCommand.ts"
import * as EntryDecider from "../register/EntryDecider.ts"
import * as RegisterDecider from "../register/RegisterDecider.ts"
import { RejectTamper } from "../tamper/TamperCommand.ts"
import * as TamperDecider from "../tamper/TamperDecider.ts"
import * as FileDecider from "../tree/FileDecider.ts"
import { TreeCommand } from "../tree/TreeCommand.ts"
import { ManualTaskCommand } from "../task/ManualTaskCommand.ts"
import * as ManualTaskDecider from "../task/ManualTaskDecider.ts"
import type { Actor } from "../actor/Actor.ts"
import type { FactoryEvent } from "../event/FactoryEvent.ts"
import type { ProjectState } from "../project/ProjectState.ts"
import { CommandRefused } from "./CommandRefused.ts"
import type { FactoryCommand } from "./FactoryCommand.ts"

const isProject = Schema.is(ProjectCommand)
const isGate = Schema.is(GateCommand)
const isAgentRun = Schema.is(AgentRunCommand)
const isTemplate = Schema.is(RegisterTemplate)
const isInstruction = Schema.is(InstructionCommand)
const isMemory = Schema.is(MemoryCommand)
const isDocument = Schema.is(DocumentCommand)
const isClaim = Schema.is(ClaimCommand)
const isProof = Schema.is(ProofCommand)
const isDeployment = Schema.is(DeploymentCommand)
const isCost = Schema.is(CostCommand)
const isContent = Schema.is(ContentCommand)
const isErasure = Schema.is(ErasureCommand)
const isTree = Schema.is(TreeCommand)
const isRestore = Schema.is(RestoreFiles)
const isRetry = Schema.is(RetryHealing)
const isAskedBuild = Schema.is(AskedBuildCommand)
const isForge = Schema.is(ForgeCommand)
const isMember = Schema.is(MemberCommand)
const isHost = Schema.is(HostCommand)
const isTamper = Schema.is(RejectTamper)
const isManualTask = Schema.is(ManualTaskCommand)
const isEntry = Schema.is(EntryCommand)

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
  if (isTemplate(command)) return TemplateDecider.decide(command, state, actor)
  if (isInstruction(command)) return InstructionDecider.decide(command, state, actor)
  if (isMemory(command)) return MemoryDecider.decide(command, state, actor)
  if (isDocument(command)) return DocumentDecider.decide(command, state, actor)
  if (isClaim(command)) return ClaimDecider.decide(command, state, actor)
  if (isProof(command)) return ProofDecider.decide(command, state, actor)
  if (isDeployment(command)) return DeploymentDecider.decide(command, state, actor)
  if (isCost(command)) return CostDecider.decide(command, state, actor)
  if (isContent(command)) return ContentDecider.decide(command, state, actor)
  if (isErasure(command)) return ErasureDecider.decide(command, state, actor)
  if (isTree(command)) return FileDecider.decide(command, state, actor)
  if (isRetry(command)) return HealRetrying.decide(command, state, actor)
  if (isAskedBuild(command)) return AskedBuildDecider.decide(command, state, actor)
  if (isForge(command)) return ForgeDecider.decide(command, state, actor)
  if (isRestore(command)) return TreeRestoring.decide(command, state, actor)
  if (isMember(command)) return MemberDecider.decide(command, state, actor)
  if (isHost(command)) return HostDecider.decide(command, state, actor)
  if (isTamper(command)) return TamperDecider.decide(command, state, actor)
  if (isManualTask(command)) return ManualTaskDecider.decide(command, state, actor)
  if (isEntry(command)) return EntryDecider.decide(command, state, actor)
  return RegisterDecider.decide(command, state, actor)
}
