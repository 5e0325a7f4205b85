/**
 * Answers to the whole catalogue.
 */
import { Layer } from "effect"
import * as EventHandlers from "./EventHandlers.ts"
import * as GateHandlers from "./GateHandlers.ts"
import * as ProjectHandlers from "./ProjectHandlers.ts"

export const layer = Layer.mergeAll(ProjectHandlers.layer, GateHandlers.layer, EventHandlers.layer)
