/**
 * What can happen to an account. Names, addresses and secrets are in no event: `store/AccountStore` has them.
 */
import { Schema } from "effect"
import { AccountId } from "./Account.ts"

const account = { account: AccountId }

export class AccountRegistered extends Schema.TaggedClass<AccountRegistered>()("AccountRegistered", {
  ...account,
  administrator: Schema.Boolean
}) {}
export class AccountDisabled extends Schema.TaggedClass<AccountDisabled>()("AccountDisabled", account) {}
export class AccountEnabled extends Schema.TaggedClass<AccountEnabled>()("AccountEnabled", account) {}
export class AdministratorChanged extends Schema.TaggedClass<AdministratorChanged>()("AdministratorChanged", {
  ...account,
  administrator: Schema.Boolean
}) {}

export const ProfileField = Schema.Literals(["login", "email", "displayName"])
export type ProfileField = typeof ProfileField.Type

export class ProfileChanged extends Schema.TaggedClass<ProfileChanged>()("ProfileChanged", {
  ...account,
  /** Which, never what is in them. */
  fields: Schema.Array(ProfileField)
}) {}
export class PasswordChanged extends Schema.TaggedClass<PasswordChanged>()("PasswordChanged", account) {}
/** The account can be logged in to through another provider from now on. */
export class IdentityLinked extends Schema.TaggedClass<IdentityLinked>()("IdentityLinked", {
  ...account,
  provider: Schema.String.check(Schema.isPattern(/^[a-z][a-z0-9-]{0,40}$/))
}) {}
/** Name, address, password and tokens are gone for good; the id stays in what the account did. */
export class AccountErased extends Schema.TaggedClass<AccountErased>()("AccountErased", account) {}

export const AccountEvent = Schema.Union([
  AccountRegistered,
  AccountDisabled,
  AccountEnabled,
  AdministratorChanged,
  ProfileChanged,
  PasswordChanged,
  IdentityLinked,
  AccountErased
])
export type AccountEvent = typeof AccountEvent.Type
