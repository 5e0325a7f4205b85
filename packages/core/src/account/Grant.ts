/**
 * What a credential lets its holder do, whoever that is. Made by the host, never by the caller.
 */
import { Schema } from "effect"
import { ProjectId } from "../project/Project.ts"
import { AccountId } from "./Account.ts"

/** What a token was made for; null for no limit. */
export const GrantScope = Schema.Struct({
  toolsets: Schema.NullOr(Schema.Array(Schema.NonEmptyString)),
  projects: Schema.NullOr(Schema.Array(ProjectId)),
  readOnly: Schema.Boolean
})
export type GrantScope = typeof GrantScope.Type

/**
 * `Everything`: the operating system's user in a data folder of their own, and LayerCake itself. `Nothing`: no credential.
 * `Account`: what the account may, within the scope.
 */
export const Grant = Schema.Union([
  Schema.TaggedStruct("Everything", {}),
  Schema.TaggedStruct("Nothing", {}),
  Schema.TaggedStruct("Account", {
    account: AccountId,
    administrator: Schema.Boolean,
    scope: Schema.NullOr(GrantScope)
  })
])
export type Grant = typeof Grant.Type

export const everything: Grant = { _tag: "Everything" }
export const nothing: Grant = { _tag: "Nothing" }
