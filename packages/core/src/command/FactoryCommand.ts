/**
 * Everything that may be asked of a project's stream, or of LayerCake's own. Ids and digests arrive in the command; time and actor beside it.
 */
import { Schema } from "effect"
import { MemberCommand } from "../account/MemberCommand.ts"
import { AgentRunCommand } from "../agent/AgentRunCommand.ts"
import { ClaimCommand } from "../claim/ClaimCommand.ts"
import { CostCommand } from "../cost/CostCommand.ts"
import { DeploymentCommand } from "../deployment/DeploymentCommand.ts"
import { ErasureCommand } from "../erasure/ErasureCommand.ts"
import { GateCommand } from "../gate/GateCommand.ts"
import { RestoreFiles } from "../heal/HealCommand.ts"
import { HostCommand } from "../host/HostCommand.ts"
import { ProjectCommand } from "../project/ProjectCommand.ts"
import { ProofCommand } from "../proof/ProofCommand.ts"
import { RegisterCommand } from "../register/RegisterCommand.ts"
import { RejectTamper } from "../tamper/TamperCommand.ts"

export const FactoryCommand = Schema.Union([
  ...ProjectCommand.members,
  ...GateCommand.members,
  ...AgentRunCommand.members,
  ...ClaimCommand.members,
  ...ProofCommand.members,
  ...RegisterCommand.members,
  ...CostCommand.members,
  ...DeploymentCommand.members,
  ...ErasureCommand.members,
  RestoreFiles,
  RejectTamper,
  ...MemberCommand.members,
  ...HostCommand.members
])
export type FactoryCommand = typeof FactoryCommand.Type
