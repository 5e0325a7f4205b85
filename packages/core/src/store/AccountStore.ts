/**
 * Who the accounts are: names, addresses, digests of what is secret. They are no part of the log, whose events name
 * accounts, sessions and tokens by id alone, so that everything about a person can be taken away for good.
 */
import { Context, type Effect, type Option, type Redacted, Schema } from "effect"
import type { AccountId } from "../account/Account.ts"
import type { LoginTaken } from "../account/AccountError.ts"
import type { SessionId } from "../account/AccountSession.ts"
import type { TokenId } from "../account/ApiToken.ts"
import type { Login } from "../account/Login.ts"
import type { Timestamp } from "../event/Timestamp.ts"
import type { StoreUnavailable } from "./StoreUnavailable.ts"

/** SHA-256, lower-case hexadecimal, of a secret that is random enough to need nothing slower. */
export const SecretDigest = Schema.String.check(Schema.isPattern(/^[0-9a-f]{64}$/)).pipe(
  Schema.brand("SecretDigest")
)
export type SecretDigest = typeof SecretDigest.Type

export interface Person {
  readonly account: AccountId
  readonly login: Login
  readonly email: string | null
  readonly displayName: string | null
  /** Null for somebody who logs in through a provider only. */
  readonly passwordHash: Redacted.Redacted | null
  readonly createdAt: Timestamp
}

export type PersonChange = Partial<Pick<Person, "login" | "email" | "displayName" | "passwordHash">>

/** Who somebody is at a provider; `subject` never changes there. */
export interface Identity {
  readonly provider: string
  readonly subject: string
}

export interface RefreshSecret {
  readonly digest: SecretDigest
  readonly session: SessionId
  readonly account: AccountId
  readonly expiresAt: Timestamp
}

/** `Reused`: it had been rotated before. `Unknown`: also one that has expired. */
export type Rotation =
  | { readonly _tag: "Rotated"; readonly session: SessionId; readonly account: AccountId }
  | { readonly _tag: "Reused"; readonly session: SessionId }
  | { readonly _tag: "Unknown" }

export interface TokenSecret {
  readonly token: TokenId
  readonly account: AccountId
  /** What its owner calls it. */
  readonly name: string
  readonly digest: SecretDigest
}

export interface TokenUse {
  readonly token: TokenId
  readonly name: string
  readonly lastUsedAt: Timestamp | null
}

export class AccountStore extends Context.Service<
  AccountStore,
  {
    /** Fails, and adds nobody, when the login is another account's. */
    readonly add: (person: Person) => Effect.Effect<void, LoginTaken | StoreUnavailable>

    readonly get: (account: AccountId) => Effect.Effect<Option.Option<Person>, StoreUnavailable>

    readonly byLogin: (login: Login) => Effect.Effect<Option.Option<Person>, StoreUnavailable>

    /** Those of the accounts that there are, in any order. */
    readonly people: (
      accounts: ReadonlyArray<AccountId>
    ) => Effect.Effect<ReadonlyArray<Person>, StoreUnavailable>

    /** Changes the fields that are given; nothing where the account is not there. */
    readonly change: (
      account: AccountId,
      change: PersonChange
    ) => Effect.Effect<void, LoginTaken | StoreUnavailable>

    /** Everything that is kept here of the account. */
    readonly remove: (account: AccountId) => Effect.Effect<void, StoreUnavailable>

    /** Again for the same account changes nothing. */
    readonly link: (
      identity: Identity,
      account: AccountId
    ) => Effect.Effect<void, LoginTaken | StoreUnavailable>

    readonly byIdentity: (identity: Identity) => Effect.Effect<Option.Option<AccountId>, StoreUnavailable>

    /** The first secret of a session. What had expired before `now` is forgotten. */
    readonly keepRefresh: (secret: RefreshSecret, now: Timestamp) => Effect.Effect<void, StoreUnavailable>

    /** Puts the next secret in place of one, in one step: of two who come with the same one, one is told that it was reused. */
    readonly rotate: (
      digest: SecretDigest,
      next: { readonly digest: SecretDigest; readonly expiresAt: Timestamp },
      now: Timestamp
    ) => Effect.Effect<Rotation, StoreUnavailable>

    /** Every secret of these sessions. */
    readonly forget: (sessions: ReadonlyArray<SessionId>) => Effect.Effect<void, StoreUnavailable>

    readonly sessionOf: (digest: SecretDigest) => Effect.Effect<Option.Option<SessionId>, StoreUnavailable>

    readonly keepToken: (secret: TokenSecret) => Effect.Effect<void, StoreUnavailable>

    readonly tokenBy: (digest: SecretDigest) => Effect.Effect<Option.Option<TokenId>, StoreUnavailable>

    /** Of one account. */
    readonly tokens: (account: AccountId) => Effect.Effect<ReadonlyArray<TokenUse>, StoreUnavailable>

    readonly used: (token: TokenId, at: Timestamp) => Effect.Effect<void, StoreUnavailable>
  }
>()("@layercake/core/store/AccountStore") {}
