/**
 * Who did something. The kind comes from the credential, never from what the caller says of itself.
 */
import { Schema } from "effect"

export const ActorKind = Schema.Literals(["person", "automation", "agent", "system"])
export type ActorKind = typeof ActorKind.Type

export const actorKinds: ReadonlyArray<ActorKind> = ActorKind.literals

export const Actor = Schema.Struct({
  kind: ActorKind,
  /** A person's account or login name, a policy's name, an agent's name, or a component of LayerCake. */
  id: Schema.NonEmptyString
})
export type Actor = typeof Actor.Type

/** LayerCake itself: planner, workers, runner. */
export const system: Actor = { kind: "system", id: "layercake" }

export const person = (id: string): Actor => ({ kind: "person", id })
export const automation = (id: string): Actor => ({ kind: "automation", id })
export const agent = (id: string): Actor => ({ kind: "agent", id })
