/**
 * What may be asked of a project's members.
 */
import { Schema } from "effect"
import { AccountId } from "./Account.ts"
import { Role } from "./Role.ts"

/** Adds the account, or gives it another role. */
export class SetMember extends Schema.TaggedClass<SetMember>()("SetMember", {
  account: AccountId,
  role: Role
}) {}
export class RemoveMember extends Schema.TaggedClass<RemoveMember>()("RemoveMember", {
  account: AccountId
}) {}

export const MemberCommand = Schema.Union([SetMember, RemoveMember])
export type MemberCommand = typeof MemberCommand.Type
