/**
 * What a member may do in a project. Each role may do all that the ones before it may.
 */
import { Schema } from "effect"

/** `viewer` reads, `contributor` works, `approver` decides at gates, `owner` also settles who is a member. */
export const Role = Schema.Literals(["viewer", "contributor", "approver", "owner"])
export type Role = typeof Role.Type

export const isAtLeast = (role: Role, wanted: Role): boolean =>
  Role.literals.indexOf(role) >= Role.literals.indexOf(wanted)
