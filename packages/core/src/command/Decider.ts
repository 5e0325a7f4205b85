/**
 * Gives each command to the decider of its subject.
 */
import { Result, Schema } from "effect"
import * as AgentRunDecider from "../agent/AgentRunDecider.ts"
import { AgentRunCommand } from "../agent/AgentRunCommand.ts"
import { DeploymentCommand } from "../deployment/DeploymentCommand.ts"
import * as DeploymentDecider from "../deployment/DeploymentDecider.ts"
import { ErasureCommand } from "../erasure/ErasureCommand.ts"
import * as ErasureDecider from "../erasure/ErasureDecider.ts"
import { GateCommand } from "../gate/GateCommand.ts"
import * as GateDecider from "../gate/GateDecider.ts"
import { ProjectCommand } from "../project/ProjectCommand.ts"
import * as ProjectDecider from "../project/ProjectDecider.ts"
import { ProofCommand } from "../proof/ProofCommand.ts"
import * as ProofDecider from "../proof/ProofDecider.ts"
import * as RegisterDecider from "../register/RegisterDecider.ts"
import type { Actor } from "../actor/Actor.ts"
import type { FactoryEvent } from "../event/FactoryEvent.ts"
import type { ProjectState } from "../project/ProjectState.ts"
import { CommandRefused } from "./CommandRefused.ts"
import type { FactoryCommand } from "./FactoryCommand.ts"

const isProject = Schema.is(ProjectCommand)
const isGate = Schema.is(GateCommand)
const isAgentRun = Schema.is(AgentRunCommand)
const isProof = Schema.is(ProofCommand)
const isDeployment = Schema.is(DeploymentCommand)
const isErasure = Schema.is(ErasureCommand)

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
  if (isProof(command)) return ProofDecider.decide(command, state, actor)
  if (isDeployment(command)) return DeploymentDecider.decide(command, state, actor)
  if (isErasure(command)) return ErasureDecider.decide(command, state, actor)
  return RegisterDecider.decide(command, state, actor)
}
