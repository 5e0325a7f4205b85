/**
 * An API token lets a script or an agent act for an account, within a scope. It never stands for a person, so nothing
 * that only a person may decide can be asked for with it.
 */
import { Schema } from "effect"
import { Timestamp } from "../event/Timestamp.ts"
import { ProjectId } from "../project/Project.ts"

/** Names the token in the log; is no secret. */
export const TokenId = Schema.String.check(Schema.isPattern(/^t-[0-9a-f]{16}$/)).pipe(Schema.brand("TokenId"))
export type TokenId = typeof TokenId.Type

export const TokenKind = Schema.Literals(["automation", "agent"])
export type TokenKind = typeof TokenKind.Type

export const ToolsetName = Schema.String.check(Schema.isPattern(/^[a-z]{1,40}$/))

/** What a token was made for. Null where nothing is held back. */
export const tokenScope = {
  toolsets: Schema.NullOr(Schema.Array(ToolsetName)),
  projects: Schema.NullOr(Schema.Array(ProjectId)),
  readOnly: Schema.Boolean,
  /** Null for a token that lasts until it is revoked. */
  expiresAt: Schema.NullOr(Timestamp)
}
