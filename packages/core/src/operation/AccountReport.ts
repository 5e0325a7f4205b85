/**
 * What the operations on accounts answer. Secrets are in two answers only, redacted until a face writes them out.
 */
import { Schema } from "effect"
import { AccountId } from "../account/Account.ts"
import { AccountStatus } from "../account/AccountBoard.ts"
import { TokenId, TokenKind, tokenScope } from "../account/ApiToken.ts"
import { GrantScope } from "../account/Grant.ts"
import { Role } from "../account/Role.ts"
import { ActorKind } from "../actor/Actor.ts"
import { Timestamp } from "../event/Timestamp.ts"
import { about } from "./OperationField.ts"

const known = (description: string) => Schema.NullOr(Schema.String).annotate(about(description))
const secret = (description: string) => Schema.RedactedFromValue(Schema.String).annotate(about(description))

export const AccountReport = Schema.Struct({
  account: AccountId.annotate(about("The account's id, as events name it")),
  login: known("What the person logs in with; null once the account is erased"),
  email: known("Where the person can be reached; null where nobody said"),
  displayName: known("How others see the person; null where nobody said"),
  administrator: Schema.Boolean.annotate(about("Whether it may look after LayerCake itself")),
  status: AccountStatus.annotate(about("active, disabled or erased")),
  registeredAt: Timestamp.annotate(about("When it was registered"))
})
export type AccountReport = typeof AccountReport.Type

export const AccountPage = Schema.Struct({
  accounts: Schema.Array(AccountReport).annotate(about("In order of their ids")),
  next: Schema.NullOr(AccountId).annotate(about("Give it as `after` for the next ones; null at the end"))
})
export type AccountPage = typeof AccountPage.Type

export const CallerReport = Schema.Struct({
  kind: ActorKind.annotate(about("As what the caller is known: person, automation or agent")),
  id: Schema.String.annotate(about("As events name the caller")),
  account: Schema.NullOr(AccountReport).annotate(
    about("The caller's account; null for the user of the operating system")
  ),
  administrator: Schema.Boolean.annotate(about("Whether the caller may look after LayerCake itself")),
  scope: Schema.NullOr(GrantScope).annotate(about("What the token was made for; null for no limit"))
})
export type CallerReport = typeof CallerReport.Type

export const SessionReport = Schema.Struct({
  account: AccountReport.annotate(about("Who logged in")),
  accessToken: secret("For the header `Authorization: Bearer`; short-lived"),
  accessExpiresAt: Timestamp.annotate(about("Until when the access token is taken")),
  refreshToken: secret("For accounts.refresh, once: each use gives another one"),
  refreshExpiresAt: Timestamp.annotate(about("When the session is over unless it is refreshed before"))
})
export type SessionReport = typeof SessionReport.Type

export const TokenReport = Schema.Struct({
  token: TokenId.annotate(about("The token's id, as events name it")),
  name: Schema.String.annotate(about("What its owner calls it")),
  account: AccountId.annotate(about("For whom it acts")),
  kind: TokenKind.annotate(about("As what its holder is known: automation or agent, never a person")),
  toolsets: tokenScope.toolsets.annotate(about("Toolsets that it may call; null for all")),
  projects: tokenScope.projects.annotate(about("Projects that it may see; null for all of the account's")),
  readOnly: tokenScope.readOnly.annotate(about("Whether it may only read")),
  expiresAt: tokenScope.expiresAt.annotate(about("When it ends by itself; null for never")),
  issuedAt: Timestamp.annotate(about("When it was issued")),
  revokedAt: Schema.NullOr(Timestamp).annotate(about("When it was revoked; null while it was not")),
  lastUsedAt: Schema.NullOr(Timestamp).annotate(about("When it was used last, to the minute; null for never"))
})
export type TokenReport = typeof TokenReport.Type

export const IssuedToken = Schema.Struct({
  ...TokenReport.fields,
  secret: secret("The token itself, `lck_...`. It is shown now and never again")
})
export type IssuedToken = typeof IssuedToken.Type

export const MemberReport = Schema.Struct({
  account: AccountId.annotate(about("The account's id, or the name of the operating system's user")),
  login: known("What the person logs in with; null where the account is none of LayerCake's"),
  displayName: known("How others see the person"),
  role: Role.annotate(
    about("viewer, contributor, approver or owner; each may do what the ones before it may")
  ),
  addedAt: Timestamp.annotate(about("Since when"))
})
export type MemberReport = typeof MemberReport.Type
