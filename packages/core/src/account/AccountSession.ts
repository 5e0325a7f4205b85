/**
 * A session begins when a person logs in and ends when they log out, or when somebody else turns out to have its token.
 */
import { Schema } from "effect"

/** Names the session in the log; is no secret. */
export const SessionId = Schema.String.check(Schema.isPattern(/^s-[0-9a-f]{32}$/)).pipe(
  Schema.brand("SessionId")
)
export type SessionId = typeof SessionId.Type

export const SessionEnd = Schema.Literals(["logout", "password", "disabled", "erased"])
export type SessionEnd = typeof SessionEnd.Type
