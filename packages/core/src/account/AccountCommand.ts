/**
 * What may be asked of accounts, on the stream of LayerCake itself. Only whoever keeps the names and secrets issues these.
 */
import { Schema } from "effect"
import { Timestamp } from "../event/Timestamp.ts"
import { AccountId } from "./Account.ts"
import { ProfileField } from "./AccountEvent.ts"
import { SessionId } from "./AccountSession.ts"
import { TokenId, TokenKind, tokenScope } from "./ApiToken.ts"

const account = { account: AccountId }
const session = { session: SessionId }

export class RegisterAccount extends Schema.TaggedClass<RegisterAccount>()("RegisterAccount", {
  ...account,
  administrator: Schema.Boolean,
  /** Whether it may be registered although there is an administrator who could do it. */
  admitted: Schema.Boolean
}) {}
export class DisableAccount extends Schema.TaggedClass<DisableAccount>()("DisableAccount", account) {}
export class EnableAccount extends Schema.TaggedClass<EnableAccount>()("EnableAccount", account) {}
export class SetAdministrator extends Schema.TaggedClass<SetAdministrator>()("SetAdministrator", {
  ...account,
  administrator: Schema.Boolean
}) {}
export class RecordProfileChange extends Schema.TaggedClass<RecordProfileChange>()("RecordProfileChange", {
  ...account,
  fields: Schema.Array(ProfileField)
}) {}
export class RecordPasswordChange extends Schema.TaggedClass<RecordPasswordChange>()(
  "RecordPasswordChange",
  account
) {}
export class LinkIdentity extends Schema.TaggedClass<LinkIdentity>()("LinkIdentity", {
  ...account,
  provider: Schema.String.check(Schema.isPattern(/^[a-z][a-z0-9-]{0,40}$/))
}) {}
export class EraseAccount extends Schema.TaggedClass<EraseAccount>()("EraseAccount", account) {}

export const AccountCommand = Schema.Union([
  RegisterAccount,
  DisableAccount,
  EnableAccount,
  SetAdministrator,
  RecordProfileChange,
  RecordPasswordChange,
  LinkIdentity,
  EraseAccount
])
export type AccountCommand = typeof AccountCommand.Type

export class BeginSession extends Schema.TaggedClass<BeginSession>()("BeginSession", {
  ...session,
  ...account,
  expiresAt: Timestamp
}) {}
export class RefreshSession extends Schema.TaggedClass<RefreshSession>()("RefreshSession", {
  ...session,
  expiresAt: Timestamp
}) {}
export class EndSession extends Schema.TaggedClass<EndSession>()("EndSession", session) {}
export class EndSessions extends Schema.TaggedClass<EndSessions>()("EndSessions", account) {}
export class RecordReuse extends Schema.TaggedClass<RecordReuse>()("RecordReuse", session) {}
export class IssueToken extends Schema.TaggedClass<IssueToken>()("IssueToken", {
  token: TokenId,
  ...account,
  kind: TokenKind,
  ...tokenScope
}) {}
export class RevokeToken extends Schema.TaggedClass<RevokeToken>()("RevokeToken", { token: TokenId }) {}

export const SessionCommand = Schema.Union([
  BeginSession,
  RefreshSession,
  EndSession,
  EndSessions,
  RecordReuse,
  IssueToken,
  RevokeToken
])
export type SessionCommand = typeof SessionCommand.Type
