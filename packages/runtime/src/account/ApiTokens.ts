/**
 * API tokens: issued with a scope, listed, revoked. The token itself is in one answer and kept as a digest.
 */
import type { AccountId } from "@layercake/core/account/Account"
import { IssueToken, RevokeToken } from "@layercake/core/account/AccountCommand"
import { AccessDenied } from "@layercake/core/account/AccessError"
import { TokenUnknown } from "@layercake/core/account/AccountError"
import type { TokenId, TokenKind } from "@layercake/core/account/ApiToken"
import type { ApiTokenRow } from "@layercake/core/account/ApiTokenBoard"
import { CommandRefused } from "@layercake/core/command/CommandRefused"
import { fromDateTime } from "@layercake/core/event/Timestamp"
import { hostStream } from "@layercake/core/host/HostStream"
import type { IssuedToken, TokenReport } from "@layercake/core/operation/AccountReport"
import type { ProjectId } from "@layercake/core/project/Project"
import { AccountStore, type TokenUse } from "@layercake/core/store/AccountStore"
import { DateTime, Effect, Option } from "effect"
import { Commands } from "../command/Commands.ts"
import { Session } from "../operation/Session.ts"
import * as AccountCaller from "./AccountCaller.ts"
import * as AccountRows from "./AccountRows.ts"
import * as SecretText from "./SecretText.ts"

export interface TokenWish {
  readonly account?: string
  readonly name: string
  readonly kind: TokenKind
  readonly toolsets?: ReadonlyArray<string>
  readonly projects?: ReadonlyArray<ProjectId>
  readonly readOnly?: boolean
  readonly days?: number
}

export const issue = Effect.fn("ApiTokens.issue")(function* (wish: TokenWish) {
  const store = yield* AccountStore
  const commands = yield* Commands
  const { actor } = yield* Session
  const { account } = yield* AccountCaller.meant("accounts.issueToken", wish.account)
  const token = yield* SecretText.newToken
  const secret = yield* SecretText.newTokenSecret(token)
  const expiresAt =
    wish.days === undefined ? null : fromDateTime(DateTime.add(yield* DateTime.now, { days: wish.days }))
  const issued = new IssueToken({
    token,
    account,
    kind: wish.kind,
    toolsets: wish.toolsets ?? null,
    projects: wish.projects ?? null,
    readOnly: wish.readOnly ?? false,
    expiresAt
  })
  yield* commands.execute(hostStream, issued, { actor })
  // Not before: a token that the log does not name opens nothing, and this one is told to nobody yet.
  yield* store.keepToken({ token, account, name: wish.name, digest: yield* SecretText.digestOf(secret) })
  return { ...(yield* reportById(account, token)), secret } satisfies IssuedToken
})

/** Newest first. */
export const list = Effect.fn("ApiTokens.list")(function* (name: string | undefined) {
  const store = yield* AccountStore
  const { account } = yield* AccountCaller.meant("accounts.listTokens", name)
  const uses = yield* store.tokens(account)
  const rows = (yield* AccountRows.tokens).filter((row) => row.account === account)
  return rows
    .map((row) => reportOf(row, uses))
    .toSorted((a, b) => (a.issuedAt === b.issuedAt ? 0 : a.issuedAt < b.issuedAt ? 1 : -1))
})

export const revoke = Effect.fn("ApiTokens.revoke")(function* (token: TokenId) {
  const commands = yield* Commands
  const { actor } = yield* Session
  const row = yield* AccountRows.token(token)
  const mine = yield* AccountCaller.own
  if (!(yield* AccountCaller.administers)) {
    if (mine === null)
      return yield* new AccessDenied({ operation: "accounts.revokeToken", reason: { _tag: "Administrator" } })
    if (Option.isNone(row) || row.value.account !== mine)
      return yield* new CommandRefused({ reason: new TokenUnknown({ token }) })
  }
  yield* commands.execute(hostStream, new RevokeToken({ token }), { actor })
  return yield* reportById(Option.isSome(row) ? row.value.account : null, token)
})

const reportOf = (row: ApiTokenRow, uses: ReadonlyArray<TokenUse>): TokenReport => {
  const use = uses.find(({ token }) => token === row.token)
  return { ...row, name: use?.name ?? "", lastUsedAt: use?.lastUsedAt ?? null }
}

const reportById = Effect.fnUntraced(function* (account: AccountId | null, token: TokenId) {
  const store = yield* AccountStore
  const row = yield* AccountRows.token(token)
  if (Option.isNone(row)) return yield* Effect.die(`${token} has no row`)
  return reportOf(row.value, account === null ? [] : yield* store.tokens(account))
})
