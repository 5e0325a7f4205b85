/**
 * Everything that can be asked of LayerCake, in one group. Faces derive themselves from it and have no logic of their
 * own.
 */
import { EventOperations } from "./EventOperations.ts"
import { GateOperations } from "./GateOperations.ts"
import { ProjectOperations } from "./ProjectOperations.ts"

export class Catalogue extends ProjectOperations.merge(GateOperations, EventOperations) {}
