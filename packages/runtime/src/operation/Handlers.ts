/**
 * Answers to the whole catalogue.
 */
import { Layer } from "effect"
import * as AgentHandlers from "./AgentHandlers.ts"
import * as AnswerOpening from "./AnswerOpening.ts"
import * as Authority from "./Authority.ts"
import * as ClaimHandlers from "./ClaimHandlers.ts"
import * as CostHandlers from "./CostHandlers.ts"
import * as ErasureHandlers from "./ErasureHandlers.ts"
import * as EventHandlers from "./EventHandlers.ts"
import * as GateHandlers from "./GateHandlers.ts"
import * as HealHandlers from "./HealHandlers.ts"
import * as HistoryHandlers from "./HistoryHandlers.ts"
import * as JobHandlers from "./JobHandlers.ts"
import * as ProjectionHandlers from "./ProjectionHandlers.ts"
import * as ProjectHandlers from "./ProjectHandlers.ts"
import * as RequirementHandlers from "./RequirementHandlers.ts"
import * as SystemHandlers from "./SystemHandlers.ts"

export const layer = Layer.mergeAll(
  ProjectHandlers.layer,
  GateHandlers.layer,
  EventHandlers.layer,
  HistoryHandlers.layer,
  HealHandlers.layer,
  JobHandlers.layer,
  ProjectionHandlers.layer,
  ErasureHandlers.layer,
  CostHandlers.layer,
  AgentHandlers.layer,
  ClaimHandlers.layer,
  RequirementHandlers.layer,
  SystemHandlers.layer,
  AnswerOpening.layer,
  Authority.layer
)
