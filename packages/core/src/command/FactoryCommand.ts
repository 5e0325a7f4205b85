/**
 * Everything that may be asked of a project's stream. Ids and digests arrive in the command; time and actor beside it.
 */
import { Schema } from "effect"
import { AgentRunCommand } from "../agent/AgentRunCommand.ts"
import { DeploymentCommand } from "../deployment/DeploymentCommand.ts"
import { ErasureCommand } from "../erasure/ErasureCommand.ts"
import { GateCommand } from "../gate/GateCommand.ts"
import { ProjectCommand } from "../project/ProjectCommand.ts"
import { ProofCommand } from "../proof/ProofCommand.ts"
import { RegisterCommand } from "../register/RegisterCommand.ts"

export const FactoryCommand = Schema.Union([
  ...ProjectCommand.members,
  ...GateCommand.members,
  ...AgentRunCommand.members,
  ...ProofCommand.members,
  ...RegisterCommand.members,
  ...DeploymentCommand.members,
  ...ErasureCommand.members
])
export type FactoryCommand = typeof FactoryCommand.Type
