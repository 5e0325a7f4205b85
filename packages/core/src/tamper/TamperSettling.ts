/**
 * Who may settle the blocker that a tamper fact raised: a person, never an agent, a script or LayerCake itself.
 */
import type { Actor } from "../actor/Actor.ts"
import type { RefusalReason } from "../command/CommandRefused.ts"
import { PersonRequired } from "../gate/GateError.ts"
import { type ProjectState, rowOf } from "../project/ProjectState.ts"

/** Why this actor may not settle the entry; undefined when they may. */
export const refusalFor = (state: ProjectState, id: string, actor: Actor): RefusalReason | undefined => {
  const tamper = rowOf(state, "tamper", id)
  return tamper === undefined || actor.kind === "person"
    ? undefined
    : new PersonRequired({ gate: tamper.gate, actor })
}
