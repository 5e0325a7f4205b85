/**
 * The API tokens that were issued and what each was made for, by id. A revoked one stays, so that it can be told.
 */
import { Schema } from "effect"
import { Timestamp } from "../event/Timestamp.ts"
import * as Projection from "../projection/Projection.ts"
import { AccountId } from "./Account.ts"
import { TokenId, TokenKind, tokenScope } from "./ApiToken.ts"

export const ApiTokenRow = Schema.Struct({
  token: TokenId,
  account: AccountId,
  kind: TokenKind,
  ...tokenScope,
  issuedAt: Timestamp,
  revokedAt: Schema.NullOr(Timestamp)
})
export type ApiTokenRow = typeof ApiTokenRow.Type

export const apiTokenBoard = Projection.make<ApiTokenRow>("apiToken", ApiTokenRow, {
  TokenIssued: Projection.put(
    (event) => event.token,
    ({ account, expiresAt, kind, projects, readOnly, token, toolsets }, { at }) => ({
      token,
      account,
      kind,
      toolsets,
      projects,
      readOnly,
      expiresAt,
      issuedAt: at,
      revokedAt: null
    })
  ),
  TokenRevoked: Projection.change(
    (event) => event.token,
    (row, _event, { at }) => ({ ...row, revokedAt: at })
  )
})
