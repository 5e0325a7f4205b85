/**
 * An `AccountStore` on Postgres. Passwords come here hashed, and other secrets as digests.
 */
import * as PgClient from "@effect/sql-pg/PgClient"
import type { AccountId } from "@layercake/core/account/Account"
import { LoginTaken } from "@layercake/core/account/AccountError"
import type { Login } from "@layercake/core/account/Login"
import { Timestamp } from "@layercake/core/event/Timestamp"
import { AccountStore, type Person } from "@layercake/core/store/AccountStore"
import { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import { Effect, Layer, Option, Redacted } from "effect"
import type { SqlError } from "effect/sql/SqlError"
import * as PgAccountSecrets from "./PgAccountSecrets.ts"
import { texts } from "./PgArray.ts"
import { unavailable } from "./PgFailure.ts"

export const layer: Layer.Layer<AccountStore, never, PgClient.PgClient> = Layer.effect(
  AccountStore,
  Effect.gen(function* () {
    const sql = yield* PgClient.PgClient
    const columns = sql.literal("account, login, email, display_name, password_hash, created_at")

    return AccountStore.of({
      add: Effect.fn("PgAccountStore.add")(function* (person) {
        yield* sql`
          insert into layercake.people (account, login, email, display_name, password_hash, created_at)
          values (${person.account}, ${person.login}, ${person.email}, ${person.displayName},
            ${textOf(person.passwordHash)}, ${person.createdAt}::timestamptz)
        `.pipe(loginTaken("add"))
      }),

      get: Effect.fn("PgAccountStore.get")(function* (account) {
        const [row] = yield* sql<PersonRow>`
          select ${columns} from layercake.people where account = ${account}
        `.pipe(unavailable("get"))
        return Option.map(Option.fromUndefinedOr(row), personOf)
      }),

      byLogin: Effect.fn("PgAccountStore.byLogin")(function* (login) {
        const [row] = yield* sql<PersonRow>`
          select ${columns} from layercake.people where login = ${login}
        `.pipe(unavailable("byLogin"))
        return Option.map(Option.fromUndefinedOr(row), personOf)
      }),

      people: Effect.fn("PgAccountStore.people")(function* (accounts) {
        const rows = yield* sql<PersonRow>`
          select ${columns} from layercake.people where account = any (${texts(accounts)})
        `.pipe(unavailable("people"))
        return rows.map(personOf)
      }),

      change: Effect.fn("PgAccountStore.change")(function* (account, change) {
        const { displayName, email, login, passwordHash } = change
        yield* sql`
          update layercake.people set
            login = coalesce(${login ?? null}, login),
            email = case when ${email !== undefined} then ${email ?? null} else email end,
            display_name = case when ${displayName !== undefined} then ${displayName ?? null} else display_name end,
            password_hash = case when ${passwordHash !== undefined} then ${textOf(passwordHash ?? null)}
              else password_hash end
          where account = ${account}
        `.pipe(loginTaken("change"))
      }),

      remove: Effect.fn("PgAccountStore.remove")(function* (account) {
        yield* sql`delete from layercake.people where account = ${account}`.pipe(unavailable("remove"))
      }),

      link: Effect.fn("PgAccountStore.link")(function* ({ provider, subject }, account) {
        const [row] = yield* sql<{ readonly account: AccountId }>`
          insert into layercake.identities (provider, subject, account)
          values (${provider}, ${subject}, ${account})
          on conflict (provider, subject) do update set provider = excluded.provider
          returning account
        `.pipe(unavailable("link"))
        if (row?.account !== account) return yield* new LoginTaken({ field: "identity" })
      }),

      byIdentity: Effect.fn("PgAccountStore.byIdentity")(function* ({ provider, subject }) {
        const [row] = yield* sql<{ readonly account: AccountId }>`
          select account from layercake.identities where provider = ${provider} and subject = ${subject}
        `.pipe(unavailable("byIdentity"))
        return Option.fromUndefinedOr(row?.account)
      }),

      ...PgAccountSecrets.make(sql)
    })
  })
)

interface PersonRow {
  readonly account: AccountId
  readonly login: Login
  readonly email: string | null
  readonly display_name: string | null
  readonly password_hash: string | null
  readonly created_at: Date
}

const personOf = (row: PersonRow): Person => ({
  account: row.account,
  login: row.login,
  email: row.email,
  displayName: row.display_name,
  passwordHash: row.password_hash === null ? null : Redacted.make(row.password_hash),
  createdAt: Timestamp.make(row.created_at.toISOString())
})

const textOf = (secret: Redacted.Redacted | null) => (secret === null ? null : Redacted.value(secret))

const loginTaken =
  (operation: string) =>
  <A>(effect: Effect.Effect<A, SqlError>) =>
    Effect.mapError(effect, (cause) =>
      cause.reason._tag === "UniqueViolation"
        ? new LoginTaken({ field: "login" })
        : new StoreUnavailable({ operation, cause })
    )
