/**
 * Every kind of fact that a project's stream, or LayerCake's own, may hold. Past tense; never edited, only added to.
 */
import { Schema } from "effect"
import { MemberEvent } from "../account/MemberEvent.ts"
import { AgentRunEvent } from "../agent/AgentRunEvent.ts"
import { BuildEvent } from "../build/BuildEvent.ts"
import { ClaimEvent } from "../claim/ClaimEvent.ts"
import { CostEvent } from "../cost/CostEvent.ts"
import { DeploymentEvent } from "../deployment/DeploymentEvent.ts"
import { DocumentEvent } from "../document/DocumentEvent.ts"
import { ErasureEvent } from "../erasure/ErasureEvent.ts"
import { ErrorEvent } from "../error/ErrorEvent.ts"
import { GateEvent } from "../gate/GateEvent.ts"
import { HealEvent } from "../heal/HealEvent.ts"
import { HostEvent } from "../host/HostEvent.ts"
import { HandoffMade } from "../memory/HandoffEvent.ts"
import { ProjectEvent } from "../project/ProjectEvent.ts"
import { ProofRecorded } from "../proof/ProofEvent.ts"
import { RegisterEvent } from "../register/RegisterEvent.ts"
import { RequirementEvent } from "../requirement/RequirementEvent.ts"
import { TamperEvent } from "../tamper/TamperEvent.ts"
import { TaskEvent } from "../task/TaskEvent.ts"
import { TreeEvent } from "../tree/TreeEvent.ts"

export const FactoryEvent = Schema.Union([
  ...ProjectEvent.members,
  ...GateEvent.members,
  ...TaskEvent.members,
  ...AgentRunEvent.members,
  ...ClaimEvent.members,
  ...TreeEvent.members,
  ...DocumentEvent.members,
  ...BuildEvent.members,
  ProofRecorded,
  ...RequirementEvent.members,
  ...HealEvent.members,
  ...TamperEvent.members,
  ...RegisterEvent.members,
  HandoffMade,
  ...CostEvent.members,
  ...ErrorEvent.members,
  ...DeploymentEvent.members,
  ...ErasureEvent.members,
  ...MemberEvent.members,
  ...HostEvent.members
])
export type FactoryEvent = typeof FactoryEvent.Type

export type EventType = FactoryEvent["_tag"]

/** Every event type, in the order of the subjects. */
export const eventTypes: ReadonlyArray<EventType> = FactoryEvent.members.map(
  (member) => member.fields._tag.schema.literal
)
