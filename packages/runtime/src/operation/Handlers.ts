/**
 * Answers to the whole catalogue.
 */
import { Layer } from "effect"
import * as AccountHandlers from "./AccountHandlers.ts"
import * as AgentHandlers from "./AgentHandlers.ts"
import * as AgentRunHandlers from "./AgentRunHandlers.ts"
import * as DesignHandlers from "./DesignHandlers.ts"
import * as DocumentHandlers from "./DocumentHandlers.ts"
import * as HandoffHandlers from "./HandoffHandlers.ts"
import * as MemoryHandlers from "./MemoryHandlers.ts"
import * as SpecificationHandlers from "./SpecificationHandlers.ts"
import * as AnswerOpening from "./AnswerOpening.ts"
import * as Authority from "./Authority.ts"
import * as ClaimHandlers from "./ClaimHandlers.ts"
import * as CostHandlers from "./CostHandlers.ts"
import * as ErasureHandlers from "./ErasureHandlers.ts"
import * as EventHandlers from "./EventHandlers.ts"
import * as GateDecisionHandlers from "./GateDecisionHandlers.ts"
import * as GateHandlers from "./GateHandlers.ts"
import * as HealHandlers from "./HealHandlers.ts"
import * as BuildHandlers from "./BuildHandlers.ts"
import * as ProofHandlers from "./ProofHandlers.ts"
import * as ForgeHandlers from "./ForgeHandlers.ts"
import * as DeploymentHandlers from "./DeploymentHandlers.ts"
import * as MetricHandlers from "./MetricHandlers.ts"
import * as AnalyticsHandlers from "./AnalyticsHandlers.ts"
import * as HistoryHandlers from "./HistoryHandlers.ts"
import * as IntakeHandlers from "./IntakeHandlers.ts"
import * as JobHandlers from "./JobHandlers.ts"
import * as PipelineHandlers from "./PipelineHandlers.ts"
import * as ProjectionHandlers from "./ProjectionHandlers.ts"
import * as ProjectHandlers from "./ProjectHandlers.ts"
import * as ProjectStateHandlers from "./ProjectStateHandlers.ts"
import * as RequirementHandlers from "./RequirementHandlers.ts"
import * as StorageHandlers from "./StorageHandlers.ts"
import * as MemberHandlers from "./MemberHandlers.ts"
import * as SessionHandlers from "./SessionHandlers.ts"
import * as SystemHandlers from "./SystemHandlers.ts"
import * as WebhookHandlers from "./WebhookHandlers.ts"
import * as TaskHandlers from "./TaskHandlers.ts"
import * as CodeHandlers from "./CodeHandlers.ts"
import * as DeliverableHandlers from "./DeliverableHandlers.ts"
import * as SearchHandlers from "./SearchHandlers.ts"
import * as StateFileHandlers from "./StateFileHandlers.ts"
import * as GitHandlers from "./GitHandlers.ts"
import * as WorkspaceChangeHandlers from "./WorkspaceChangeHandlers.ts"
import * as WorkspaceHandlers from "./WorkspaceHandlers.ts"
import * as HoldHandlers from "./HoldHandlers.ts"
import * as RecordHandlers from "./RecordHandlers.ts"
import * as ErrorHandlers from "./ErrorHandlers.ts"
import * as LedgerHandlers from "./LedgerHandlers.ts"

export const layer = Layer.mergeAll(
  ProjectHandlers.layer,
  ProjectStateHandlers.layer,
  IntakeHandlers.layer,
  TaskHandlers.layer,
  PipelineHandlers.layer,
  GateHandlers.layer,
  GateDecisionHandlers.layer,
  EventHandlers.layer,
  HistoryHandlers.layer,
  HealHandlers.layer,
  BuildHandlers.layer,
  ProofHandlers.layer,
  ForgeHandlers.layer,
  DeploymentHandlers.layer,
  MetricHandlers.layer,
  AnalyticsHandlers.layer,
  JobHandlers.layer,
  ProjectionHandlers.layer,
  ErasureHandlers.layer,
  CostHandlers.layer,
  HoldHandlers.layer,
  RecordHandlers.layer,
  ErrorHandlers.layer,
  LedgerHandlers.layer,
  AgentHandlers.layer,
  AgentRunHandlers.layer,
  HandoffHandlers.layer,
  MemoryHandlers.layer,
  DocumentHandlers.layer,
  SpecificationHandlers.layer,
  DesignHandlers.layer,
  ClaimHandlers.layer,
  RequirementHandlers.layer,
  WorkspaceHandlers.layer,
  WorkspaceChangeHandlers.layer,
  GitHandlers.layer,
  CodeHandlers.layer,
  StateFileHandlers.layer,
  SearchHandlers.layer,
  DeliverableHandlers.layer,
  StorageHandlers.layer,
  WebhookHandlers.layer,
  AccountHandlers.layer,
  SessionHandlers.layer,
  MemberHandlers.layer,
  SystemHandlers.layer,
  AnswerOpening.layer,
  Authority.layer
)
