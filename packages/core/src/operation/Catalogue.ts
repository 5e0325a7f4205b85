/**
 * Everything that can be asked of LayerCake, in one group. Faces derive themselves from it and have no logic of their
 * own.
 */
import { AgentOperations } from "./AgentOperations.ts"
import { Authorisation } from "./Authorisation.ts"
import { ClaimOperations } from "./ClaimOperations.ts"
import { CostOperations } from "./CostOperations.ts"
import { ErasureOperations } from "./ErasureOperations.ts"
import { EventOperations } from "./EventOperations.ts"
import { GateOperations } from "./GateOperations.ts"
import { HealOperations } from "./HealOperations.ts"
import { HistoryOperations } from "./HistoryOperations.ts"
import { JobOperations } from "./JobOperations.ts"
import { OpenAnswers } from "./OpenAnswers.ts"
import { ProjectionOperations } from "./ProjectionOperations.ts"
import { ProjectOperations } from "./ProjectOperations.ts"
import { RequirementOperations } from "./RequirementOperations.ts"
import { SystemOperations } from "./SystemOperations.ts"

export class Catalogue extends ProjectOperations.merge(
  GateOperations,
  EventOperations,
  HistoryOperations,
  HealOperations,
  JobOperations,
  ProjectionOperations,
  ErasureOperations,
  CostOperations,
  AgentOperations,
  ClaimOperations,
  RequirementOperations,
  SystemOperations
)
  .middleware(OpenAnswers)
  .middleware(Authorisation) {}
