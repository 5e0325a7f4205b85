/**
 * Answers to the whole catalogue.
 */
import { Layer } from "effect"
import * as AnswerOpening from "./AnswerOpening.ts"
import * as ErasureHandlers from "./ErasureHandlers.ts"
import * as EventHandlers from "./EventHandlers.ts"
import * as GateHandlers from "./GateHandlers.ts"
import * as HistoryHandlers from "./HistoryHandlers.ts"
import * as JobHandlers from "./JobHandlers.ts"
import * as ProjectionHandlers from "./ProjectionHandlers.ts"
import * as ProjectHandlers from "./ProjectHandlers.ts"

export const layer = Layer.mergeAll(
  ProjectHandlers.layer,
  GateHandlers.layer,
  EventHandlers.layer,
  HistoryHandlers.layer,
  JobHandlers.layer,
  ProjectionHandlers.layer,
  ErasureHandlers.layer,
  AnswerOpening.layer
)
