/**
 * Who may do what in a project. Whoever creates or forks it owns it, by that event alone.
 */
import { Schema } from "effect"
import { AccountId } from "./Account.ts"
import { Role } from "./Role.ts"

export class MemberAdded extends Schema.TaggedClass<MemberAdded>()("MemberAdded", {
  account: AccountId,
  role: Role
}) {}
export class MemberChanged extends Schema.TaggedClass<MemberChanged>()("MemberChanged", {
  account: AccountId,
  role: Role
}) {}
export class MemberRemoved extends Schema.TaggedClass<MemberRemoved>()("MemberRemoved", {
  account: AccountId
}) {}

export const MemberEvent = Schema.Union([MemberAdded, MemberChanged, MemberRemoved])
export type MemberEvent = typeof MemberEvent.Type
