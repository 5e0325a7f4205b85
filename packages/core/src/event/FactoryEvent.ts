/**
 * Every kind of fact that a project's stream, or LayerCake's own, may hold. Past tense; never edited, only added to.
 */
import { Schema } from "effect"
import { AccountEvent } from "../account/AccountEvent.ts"
import { MemberEvent } from "../account/MemberEvent.ts"
import { SessionEvent } from "../account/SessionEvent.ts"
import { AgentRunEvent } from "../agent/AgentRunEvent.ts"
import { AgentTemplateRegistered } from "../agent/TemplateEvent.ts"
import { AskedBuildEvent } from "../build/AskedBuildEvent.ts"
import { BuildEvent } from "../build/BuildEvent.ts"
import { ClaimEvent } from "../claim/ClaimEvent.ts"
import { ContentEvent } from "../content/ContentEvent.ts"
import { CostEvent } from "../cost/CostEvent.ts"
import { DeploymentEvent } from "../deployment/DeploymentEvent.ts"
import { DocumentEvent } from "../document/DocumentEvent.ts"
import { ErasureEvent } from "../erasure/ErasureEvent.ts"
import { ErrorEvent } from "../error/ErrorEvent.ts"
import { ForgeEvent } from "../forge/ForgeEvent.ts"
import { GateEvent } from "../gate/GateEvent.ts"
import { HealEvent } from "../heal/HealEvent.ts"
import { HostEvent } from "../host/HostEvent.ts"
import { InstructionEvent } from "../instruction/InstructionEvent.ts"
import { HandoffMade } from "../memory/HandoffEvent.ts"
import { MemoryEvent } from "../memory/MemoryEvent.ts"
import { ProjectEvent } from "../project/ProjectEvent.ts"
import { ProofRecorded, ProofRequested } from "../proof/ProofEvent.ts"
import { RegisterEvent } from "../register/RegisterEvent.ts"
import { RequirementEvent } from "../requirement/RequirementEvent.ts"
import { TamperEvent } from "../tamper/TamperEvent.ts"
import { ManualTaskEvent } from "../task/ManualTaskEvent.ts"
import { TaskEvent } from "../task/TaskEvent.ts"
import { TreeEvent } from "../tree/TreeEvent.ts"
import { WebhookEvent } from "../webhook/WebhookEvent.ts"

export const FactoryEvent = Schema.Union([
  ...ProjectEvent.members,
  ...GateEvent.members,
  ...TaskEvent.members,
  ...ManualTaskEvent.members,
  ...AgentRunEvent.members,
  AgentTemplateRegistered,
  ...InstructionEvent.members,
  ...ClaimEvent.members,
  ...TreeEvent.members,
  ...DocumentEvent.members,
  ...BuildEvent.members,
  ...AskedBuildEvent.members,
  ProofRecorded,
  ProofRequested,
  ...RequirementEvent.members,
  ...HealEvent.members,
  ...TamperEvent.members,
  ...RegisterEvent.members,
  HandoffMade,
  ...MemoryEvent.members,
  ...CostEvent.members,
  ...ErrorEvent.members,
  ...DeploymentEvent.members,
  ...ForgeEvent.members,
  ...ErasureEvent.members,
  ...ContentEvent.members,
  ...MemberEvent.members,
  ...AccountEvent.members,
  ...SessionEvent.members,
  ...WebhookEvent.members,
  ...HostEvent.members
])
export type FactoryEvent = typeof FactoryEvent.Type

export type EventType = FactoryEvent["_tag"]

/** Every event type, in the order of the subjects. */
export const eventTypes: ReadonlyArray<EventType> = FactoryEvent.members.map(
  (member) => member.fields._tag.schema.literal
)
