/**
 * Everything that can be asked of LayerCake, in one group. Faces derive themselves from it and have no logic of their
 * own.
 */
import { AccountOperations } from "./AccountOperations.ts"
import { AgentOperations } from "./AgentOperations.ts"
import { AgentRunOperations } from "./AgentRunOperations.ts"
import { DesignOperations } from "./DesignOperations.ts"
import { DocumentOperations } from "./DocumentOperations.ts"
import { HandoffOperations } from "./HandoffOperations.ts"
import { MemoryOperations } from "./MemoryOperations.ts"
import { SpecificationOperations } from "./SpecificationOperations.ts"
import { Authorisation } from "./Authorisation.ts"
import { ClaimOperations } from "./ClaimOperations.ts"
import { CostOperations } from "./CostOperations.ts"
import { ErasureOperations } from "./ErasureOperations.ts"
import { EventOperations } from "./EventOperations.ts"
import { GateDecisionOperations } from "./GateDecisionOperations.ts"
import { GateOperations } from "./GateOperations.ts"
import { HealOperations } from "./HealOperations.ts"
import { BuildOperations } from "./BuildOperations.ts"
import { ProofOperations } from "./ProofOperations.ts"
import { ForgeOperations } from "./ForgeOperations.ts"
import { DeploymentOperations } from "./DeploymentOperations.ts"
import { MetricOperations } from "./MetricOperations.ts"
import { AnalyticsOperations } from "./AnalyticsOperations.ts"
import { HistoryOperations } from "./HistoryOperations.ts"
import { IntakeOperations } from "./IntakeOperations.ts"
import { JobOperations } from "./JobOperations.ts"
import { OpenAnswers } from "./OpenAnswers.ts"
import { PipelineOperations } from "./PipelineOperations.ts"
import { ProjectionOperations } from "./ProjectionOperations.ts"
import { ProjectOperations } from "./ProjectOperations.ts"
import { ProjectStateOperations } from "./ProjectStateOperations.ts"
import { RequirementOperations } from "./RequirementOperations.ts"
import { StorageOperations } from "./StorageOperations.ts"
import { MemberOperations } from "./MemberOperations.ts"
import { SessionOperations } from "./SessionOperations.ts"
import { TokenOperations } from "./TokenOperations.ts"
import { SystemOperations } from "./SystemOperations.ts"
import { WebhookOperations } from "./WebhookOperations.ts"
import { TaskOperations } from "./TaskOperations.ts"
import { CodeOperations } from "./CodeOperations.ts"
import { DeliverableOperations } from "./DeliverableOperations.ts"
import { SearchOperations } from "./SearchOperations.ts"
import { StateFileOperations } from "./StateFileOperations.ts"
import { GitOperations } from "./GitOperations.ts"
import { WorkspaceChangeOperations } from "./WorkspaceChangeOperations.ts"
import { WorkspaceOperations } from "./WorkspaceOperations.ts"
import { BlockerOperations } from "./BlockerOperations.ts"
import { QueryOperations } from "./QueryOperations.ts"
import { EscalationOperations } from "./EscalationOperations.ts"
import { RiskOperations } from "./RiskOperations.ts"
import { RecordOperations } from "./RecordOperations.ts"
import { ErrorOperations } from "./ErrorOperations.ts"
import { LedgerOperations } from "./LedgerOperations.ts"

/** No class, whose type would be compared member by member wherever it is asked for its operations. */
export const Catalogue = ProjectOperations.merge(
  ProjectStateOperations,
  IntakeOperations,
  TaskOperations,
  PipelineOperations,
  GateOperations,
  GateDecisionOperations,
  EventOperations,
  HistoryOperations,
  HealOperations,
  BuildOperations,
  ProofOperations,
  ForgeOperations,
  DeploymentOperations,
  MetricOperations,
  AnalyticsOperations,
  JobOperations,
  ProjectionOperations,
  ErasureOperations,
  CostOperations,
  LedgerOperations,
  BlockerOperations,
  QueryOperations,
  EscalationOperations,
  RiskOperations,
  RecordOperations,
  ErrorOperations,
  AgentOperations,
  AgentRunOperations,
  HandoffOperations,
  MemoryOperations,
  DocumentOperations,
  SpecificationOperations,
  DesignOperations,
  ClaimOperations,
  RequirementOperations,
  WorkspaceOperations,
  WorkspaceChangeOperations,
  GitOperations,
  CodeOperations,
  StateFileOperations,
  SearchOperations,
  DeliverableOperations,
  StorageOperations,
  WebhookOperations,
  AccountOperations,
  SessionOperations,
  TokenOperations,
  MemberOperations,
  SystemOperations
)
  .middleware(OpenAnswers)
  .middleware(Authorisation)
export type Catalogue = typeof Catalogue
