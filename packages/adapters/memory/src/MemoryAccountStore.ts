/**
 * An `AccountStore` over the memory state.
 */
import { LoginTaken } from "@layercake/core/account/AccountError"
import {
  AccountStore,
  type Identity,
  type Person,
  type RefreshSecret,
  type SecretDigest,
  type TokenSecret
} from "@layercake/core/store/AccountStore"
import type { AccountId } from "@layercake/core/account/Account"
import type { TokenId } from "@layercake/core/account/ApiToken"
import type { Timestamp } from "@layercake/core/event/Timestamp"
import { Effect, Option } from "effect"

export interface MemoryAccounts {
  readonly people: Map<AccountId, Person>
  /** By `identityKey`. */
  readonly identities: Map<string, AccountId>
  readonly refresh: Map<SecretDigest, RefreshSecret & { readonly isUsed: boolean }>
  readonly tokens: Map<TokenId, TokenSecret & { readonly lastUsedAt: Timestamp | null }>
}

export const makeAccounts = (): MemoryAccounts => ({
  people: new Map(),
  identities: new Map(),
  refresh: new Map(),
  tokens: new Map()
})

export const make = ({ identities, people, refresh, tokens }: MemoryAccounts): AccountStore["Service"] => {
  const find = (login: string) => Array.from(people.values()).find((person) => person.login === login)
  const taken = new LoginTaken({ field: "login" })

  return AccountStore.of({
    add: (person) =>
      Effect.suspend(() => {
        if (find(person.login) !== undefined) return Effect.fail(taken)
        people.set(person.account, person)
        return Effect.void
      }),
    get: (account) => Effect.sync(() => Option.fromUndefinedOr(people.get(account))),
    byLogin: (login) => Effect.sync(() => Option.fromUndefinedOr(find(login))),
    people: (accounts) =>
      Effect.sync(() =>
        accounts.flatMap((account) => Option.toArray(Option.fromUndefinedOr(people.get(account))))
      ),
    change: (account, change) =>
      Effect.suspend(() => {
        const person = people.get(account)
        if (person === undefined) return Effect.void
        const holder = change.login === undefined ? undefined : find(change.login)
        if (holder !== undefined && holder.account !== account) return Effect.fail(taken)
        people.set(account, { ...person, ...change })
        return Effect.void
      }),
    remove: (account) =>
      Effect.sync(() => {
        people.delete(account)
        for (const [key, of] of identities) if (of === account) identities.delete(key)
        for (const [key, secret] of refresh) if (secret.account === account) refresh.delete(key)
        for (const [key, secret] of tokens) if (secret.account === account) tokens.delete(key)
      }),
    link: (identity, account) =>
      Effect.suspend(() => {
        const holder = identities.get(identityKey(identity))
        if (holder !== undefined && holder !== account)
          return Effect.fail(new LoginTaken({ field: "identity" }))
        identities.set(identityKey(identity), account)
        return Effect.void
      }),
    byIdentity: (identity) =>
      Effect.sync(() => Option.fromUndefinedOr(identities.get(identityKey(identity)))),

    keepRefresh: (secret, now) =>
      Effect.sync(() => {
        for (const [key, { expiresAt }] of refresh) if (expiresAt <= now) refresh.delete(key)
        refresh.set(secret.digest, { ...secret, isUsed: false })
      }),
    rotate: (digest, next, now) =>
      Effect.sync(() => {
        const held = refresh.get(digest)
        if (held === undefined || held.expiresAt <= now) return { _tag: "Unknown" }
        const { account, session } = held
        if (held.isUsed) return { _tag: "Reused", session }
        refresh.set(digest, { ...held, isUsed: true })
        refresh.set(next.digest, { ...next, session, account, isUsed: false })
        return { _tag: "Rotated", session, account }
      }),
    forget: (sessions) =>
      Effect.sync(() => {
        for (const [key, { session }] of refresh) if (sessions.includes(session)) refresh.delete(key)
      }),
    sessionOf: (digest) => Effect.sync(() => Option.fromUndefinedOr(refresh.get(digest)?.session)),

    keepToken: (secret) => Effect.sync(() => void tokens.set(secret.token, { ...secret, lastUsedAt: null })),
    tokenBy: (digest) =>
      Effect.sync(() =>
        Option.fromUndefinedOr(Array.from(tokens.values()).find((secret) => secret.digest === digest)?.token)
      ),
    tokens: (account) =>
      Effect.sync(() =>
        Array.from(tokens.values())
          .filter((secret) => secret.account === account)
          .map(({ lastUsedAt, name, token }) => ({ token, name, lastUsedAt }))
          .toSorted((a, b) => (a.token < b.token ? -1 : 1))
      ),
    used: (token, at) =>
      Effect.sync(() => {
        const secret = tokens.get(token)
        if (secret !== undefined) tokens.set(token, { ...secret, lastUsedAt: at })
      })
  })
}

const identityKey = ({ provider, subject }: Identity) => `${provider}\u0000${subject}`
