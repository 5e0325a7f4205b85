/**
 * What the catalogue says of each operation besides its schemas. Every face is derived from these.
 */
import { Context, Schema } from "effect"
import { AccessDenied } from "../account/AccessError.ts"
import { Role } from "../account/Role.ts"
import { type ActorKind, actorKinds } from "../actor/Actor.ts"
import { CommandRefused } from "../command/CommandRefused.ts"
import { EventUnreadable } from "../event/EventCodec.ts"
import { ProjectNotFound } from "../project/ProjectError.ts"
import { StoreUnavailable } from "../store/StoreUnavailable.ts"

/**
 * Who may call. `public`: whoever reaches LayerCake. `account`: whoever is known. `administrator`: who looks after
 * LayerCake itself. A role: members of the named project who have at least that role; where the project is left out of a
 * call that may leave it out, administrators.
 */
export const OperationAccess = Schema.Literals(["public", "account", "administrator", ...Role.literals])
export type OperationAccess = typeof OperationAccess.Type

export interface OperationInfo {
  readonly title: string
  /** One sentence, at most 140 characters. */
  readonly description: string
  /** `read` changes nothing; `destructive` takes something away that cannot be brought back by the same means. */
  readonly effect: "read" | "write" | "destructive"
  /** Calling it twice with the same input is the same as once. */
  readonly idempotent: boolean
  /** It reaches beyond LayerCake: a model, a forge, a deployment target, a registry, somebody else's server. */
  readonly openWorld: boolean
  readonly access: OperationAccess
  /** As what a caller may be known. Approving is for persons alone. */
  readonly callers: ReadonlyArray<ActorKind>
}

export class OperationMark extends Context.Service<OperationMark, OperationInfo>()(
  "@layercake/core/operation/OperationMark"
) {}

/** Every operation may fail with these. */
export const OperationError = Schema.Union([
  CommandRefused,
  ProjectNotFound,
  StoreUnavailable,
  EventUnreadable,
  AccessDenied
])
export type OperationError = typeof OperationError.Type

/** What is not as usual for its kind. */
export type OperationOptions = Partial<Pick<OperationInfo, "access" | "callers" | "idempotent" | "openWorld">>

const marked =
  (effect: OperationInfo["effect"], access: OperationAccess, idempotent: boolean) =>
  (title: string, description: string, options: OperationOptions = {}): OperationInfo => ({
    title,
    description,
    effect,
    idempotent,
    openWorld: false,
    access,
    callers: actorKinds,
    ...options
  })

/** For viewers of the project, unless said otherwise. */
export const reads = marked("read", "viewer", true)

/** For contributors to the project, unless said otherwise. */
export const writes = marked("write", "contributor", false)

/** For owners of the project, unless said otherwise. Twice is the same as once. */
export const erases = marked("destructive", "owner", true)

/** Callers of what only a person may decide. */
export const persons: Pick<OperationInfo, "callers"> = { callers: ["person"] }

/** The named group that an operation belongs to: what stands before the dot. */
export const toolsetOf = (operation: string): string => operation.slice(0, operation.indexOf("."))
