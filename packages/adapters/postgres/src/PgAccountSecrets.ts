/**
 * The part of `AccountStore` on Postgres that keeps digests of refresh secrets and API tokens.
 */
import type { PgClient } from "@effect/sql-pg/PgClient"
import type { AccountId } from "@layercake/core/account/Account"
import type { SessionId } from "@layercake/core/account/AccountSession"
import type { TokenId } from "@layercake/core/account/ApiToken"
import { Timestamp } from "@layercake/core/event/Timestamp"
import type { AccountStore, Rotation } from "@layercake/core/store/AccountStore"
import { Effect, Option } from "effect"
import { texts } from "./PgArray.ts"
import { unavailable } from "./PgFailure.ts"

type Part = Pick<
  AccountStore["Service"],
  "keepRefresh" | "rotate" | "forget" | "sessionOf" | "keepToken" | "tokenBy" | "tokens" | "used"
>

export const make = (sql: PgClient): Part => ({
  keepRefresh: Effect.fn("PgAccountStore.keepRefresh")(function* (secret, now) {
    yield* sql`delete from layercake.refresh_secrets where expires_at <= ${now}::timestamptz`.pipe(
      unavailable("keepRefresh")
    )
    yield* sql`
      insert into layercake.refresh_secrets (digest, session, account, expires_at)
      values (${secret.digest}, ${secret.session}, ${secret.account}, ${secret.expiresAt}::timestamptz)
    `.pipe(unavailable("keepRefresh"))
  }),

  rotate: Effect.fn("PgAccountStore.rotate")(function* (digest, next, now) {
    // Whoever comes second waits for the row and then finds it used.
    const [rotated] = yield* sql<{ readonly session: SessionId; readonly account: AccountId }>`
      with taken as (
        update layercake.refresh_secrets set is_used = true
        where digest = ${digest} and not is_used and expires_at > ${now}::timestamptz
        returning session, account
      ), given as (
        insert into layercake.refresh_secrets (digest, session, account, expires_at)
        select ${next.digest}, session, account, ${next.expiresAt}::timestamptz from taken
      )
      select session, account from taken
    `.pipe(unavailable("rotate"))
    if (rotated !== undefined) return { _tag: "Rotated", ...rotated } satisfies Rotation
    const [used] = yield* sql<{ readonly session: SessionId }>`
      select session from layercake.refresh_secrets
      where digest = ${digest} and is_used and expires_at > ${now}::timestamptz
    `.pipe(unavailable("rotate"))
    const rotation: Rotation =
      used === undefined ? { _tag: "Unknown" } : { _tag: "Reused", session: used.session }
    return rotation
  }),

  forget: Effect.fn("PgAccountStore.forget")(function* (sessions) {
    yield* sql`delete from layercake.refresh_secrets where session = any (${texts(sessions)})`.pipe(
      unavailable("forget")
    )
  }),

  sessionOf: Effect.fn("PgAccountStore.sessionOf")(function* (digest) {
    const [row] = yield* sql<{ readonly session: SessionId }>`
      select session from layercake.refresh_secrets where digest = ${digest}
    `.pipe(unavailable("sessionOf"))
    return Option.fromUndefinedOr(row?.session)
  }),

  keepToken: Effect.fn("PgAccountStore.keepToken")(function* ({ account, digest, name, token }) {
    yield* sql`
      insert into layercake.token_secrets (token, account, name, digest)
      values (${token}, ${account}, ${name}, ${digest})
    `.pipe(unavailable("keepToken"))
  }),

  tokenBy: Effect.fn("PgAccountStore.tokenBy")(function* (digest) {
    const [row] = yield* sql<{ readonly token: TokenId }>`
      select token from layercake.token_secrets where digest = ${digest}
    `.pipe(unavailable("tokenBy"))
    return Option.fromUndefinedOr(row?.token)
  }),

  tokens: Effect.fn("PgAccountStore.tokens")(function* (account) {
    const rows = yield* sql<{
      readonly token: TokenId
      readonly name: string
      readonly last_used_at: Date | null
    }>`
      select token, name, last_used_at from layercake.token_secrets
      where account = ${account} order by token
    `.pipe(unavailable("tokens"))
    return rows.map(({ last_used_at, name, token }) => ({
      token,
      name,
      lastUsedAt: last_used_at === null ? null : Timestamp.make(last_used_at.toISOString())
    }))
  }),

  used: Effect.fn("PgAccountStore.used")(function* (token, at) {
    yield* sql`
      update layercake.token_secrets set last_used_at = ${at}::timestamptz where token = ${token}
    `.pipe(unavailable("used"))
  })
})
