/**
 * Gates that somebody was shown, so that a test can decide about them.
 */
import type { Actor } from "@layercake/core/actor/Actor"
import type { Timestamp } from "@layercake/core/event/Timestamp"
import { OpenReview } from "@layercake/core/gate/GateCommand"
import { type ProjectState, rowOf } from "@layercake/core/project/ProjectState"
import { ada, after, at, digestOf, gateId } from "../project/GivenProject.ts"

export const opening = (state: ProjectState, gate: string, time: Timestamp = at(state.version)) =>
  new OpenReview({
    gate: gateId(gate),
    digest: rowOf(state, "gate", gate)?.digest ?? digestOf(state, gate),
    at: time
  })

/** After the actor has opened a review of the gate. */
export const shown = (state: ProjectState, gate: string, actor: Actor = ada): ProjectState =>
  after(state, opening(state, gate), actor)
