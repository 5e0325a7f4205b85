/**
 * Everything that can be asked of LayerCake, in one group. Faces derive themselves from it and have no logic of their
 * own.
 */
import { ErasureOperations } from "./ErasureOperations.ts"
import { EventOperations } from "./EventOperations.ts"
import { GateOperations } from "./GateOperations.ts"
import { HistoryOperations } from "./HistoryOperations.ts"
import { JobOperations } from "./JobOperations.ts"
import { OpenAnswers } from "./OpenAnswers.ts"
import { ProjectionOperations } from "./ProjectionOperations.ts"
import { ProjectOperations } from "./ProjectOperations.ts"

export class Catalogue extends ProjectOperations.merge(
  GateOperations,
  EventOperations,
  HistoryOperations,
  JobOperations,
  ProjectionOperations,
  ErasureOperations
).middleware(OpenAnswers) {}
