/**
 * What can happen to a session and to an API token. Neither has its secret in the log.
 */
import { Schema } from "effect"
import { Timestamp } from "../event/Timestamp.ts"
import { AccountId } from "./Account.ts"
import { SessionEnd, SessionId } from "./AccountSession.ts"
import { TokenId, TokenKind, tokenScope } from "./ApiToken.ts"

const session = { session: SessionId }

export class SessionBegun extends Schema.TaggedClass<SessionBegun>()("SessionBegun", {
  ...session,
  account: AccountId,
  /** When it is over unless it is refreshed before. */
  expiresAt: Timestamp
}) {}
export class SessionRefreshed extends Schema.TaggedClass<SessionRefreshed>()("SessionRefreshed", {
  ...session,
  expiresAt: Timestamp
}) {}
export class SessionEnded extends Schema.TaggedClass<SessionEnded>()("SessionEnded", {
  ...session,
  reason: SessionEnd
}) {}
/** A refresh token came a second time, so somebody has a copy of it. The session is over. */
export class SessionReused extends Schema.TaggedClass<SessionReused>()("SessionReused", session) {}

export class TokenIssued extends Schema.TaggedClass<TokenIssued>()("TokenIssued", {
  token: TokenId,
  account: AccountId,
  kind: TokenKind,
  ...tokenScope
}) {}
export class TokenRevoked extends Schema.TaggedClass<TokenRevoked>()("TokenRevoked", { token: TokenId }) {}

export const SessionEvent = Schema.Union([
  SessionBegun,
  SessionRefreshed,
  SessionEnded,
  SessionReused,
  TokenIssued,
  TokenRevoked
])
export type SessionEvent = typeof SessionEvent.Type
