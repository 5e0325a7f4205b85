/**
 * Signs who is logged in, for a short time, so that a call need not ask where sessions are kept whether it is so. Whether
 * the session goes on is looked up by whoever takes the token.
 */
import { Context, type Effect, type Redacted, Schema } from "effect"
import type { AccountId } from "../account/Account.ts"
import type { SessionId } from "../account/AccountSession.ts"
import type { Timestamp } from "../event/Timestamp.ts"

export interface AccessClaims {
  readonly account: AccountId
  readonly session: SessionId
}

/** `unknown`: not one of ours, or changed. */
export class AccessTokenInvalid extends Schema.TaggedError<AccessTokenInvalid>()("AccessTokenInvalid", {
  reason: Schema.Literals(["unknown", "expired"])
}) {
  override get message() {
    return this.reason === "expired" ? "The access token has expired." : "The access token is none of ours."
  }
}

export class AccessTokens extends Context.Service<
  AccessTokens,
  {
    readonly sign: (
      claims: AccessClaims
    ) => Effect.Effect<{ readonly token: Redacted.Redacted; readonly expiresAt: Timestamp }>

    readonly verify: (token: Redacted.Redacted) => Effect.Effect<AccessClaims, AccessTokenInvalid>
  }
>()("@layercake/core/port/AccessTokens") {}
