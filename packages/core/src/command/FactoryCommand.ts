/**
 * Everything that may be asked of a project's stream, or of LayerCake's own. Ids and digests arrive in the command; time and actor beside it.
 */
import { Schema } from "effect"
import { MemberCommand } from "../account/MemberCommand.ts"
import { AgentRunCommand } from "../agent/AgentRunCommand.ts"
import { RegisterTemplate } from "../agent/TemplateCommand.ts"
import { DocumentCommand } from "../document/DocumentCommand.ts"
import { InstructionCommand } from "../instruction/InstructionCommand.ts"
import { MemoryCommand } from "../memory/MemoryCommand.ts"
import { AskedBuildCommand } from "../build/AskedBuildCommand.ts"
import { ClaimCommand } from "../claim/ClaimCommand.ts"
import { ContentCommand } from "../content/ContentCommand.ts"
import { CostCommand } from "../cost/CostCommand.ts"
import { DeploymentCommand } from "../deployment/DeploymentCommand.ts"
import { ErasureCommand } from "../erasure/ErasureCommand.ts"
import { ForgeCommand } from "../forge/ForgeCommand.ts"
import { GateCommand } from "../gate/GateCommand.ts"
import { RestoreFiles, RetryHealing } from "../heal/HealCommand.ts"
import { HostCommand } from "../host/HostCommand.ts"
import { ProjectCommand } from "../project/ProjectCommand.ts"
import { ProofCommand } from "../proof/ProofCommand.ts"
import { EntryCommand } from "../register/EntryCommand.ts"
import { RegisterCommand } from "../register/RegisterCommand.ts"
import { RejectTamper } from "../tamper/TamperCommand.ts"
import { ManualTaskCommand } from "../task/ManualTaskCommand.ts"
import { TreeCommand } from "../tree/TreeCommand.ts"

export const FactoryCommand = Schema.Union([
  ...ProjectCommand.members,
  ...GateCommand.members,
  ...AgentRunCommand.members,
  RegisterTemplate,
  ...InstructionCommand.members,
  ...MemoryCommand.members,
  ...DocumentCommand.members,
  ...ClaimCommand.members,
  ...ProofCommand.members,
  ...RegisterCommand.members,
  ...EntryCommand.members,
  ...CostCommand.members,
  ...DeploymentCommand.members,
  ...ForgeCommand.members,
  ...AskedBuildCommand.members,
  ...ErasureCommand.members,
  ...ContentCommand.members,
  ...TreeCommand.members,
  ...ManualTaskCommand.members,
  RestoreFiles,
  RetryHealing,
  RejectTamper,
  ...MemberCommand.members,
  ...HostCommand.members
])
export type FactoryCommand = typeof FactoryCommand.Type
