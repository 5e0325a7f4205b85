/**
 * `Credentials` of accounts: an access token is the person who logged in, an API token a script or an agent that acts for
 * an account. Rows of the store that all hosts share say whether it is so now; an answer is kept for a moment.
 */
import type { AccountId } from "@layercake/core/account/Account"
import type { TokenId } from "@layercake/core/account/ApiToken"
import { agent, automation, person } from "@layercake/core/actor/Actor"
import { fromDateTime } from "@layercake/core/event/Timestamp"
import { AccessTokens } from "@layercake/core/port/AccessTokens"
import { AccountStore } from "@layercake/core/store/AccountStore"
import type { ReadModelStore } from "@layercake/core/store/ReadModelStore"
import { Cache, Clock, DateTime, Duration, Effect, Exit, Layer, Option, Redacted } from "effect"
import type { Digest } from "effect/crypto"
import { Session } from "../operation/Session.ts"
import * as AccountRows from "./AccountRows.ts"
import { CredentialRefused, Credentials } from "./Credentials.ts"
import * as SecretText from "./SecretText.ts"

/** How long a credential that was revoked may still be taken. */
const moment = Duration.seconds(3)

/** Credentials remembered at one time. */
const capacity = 10_000

/** How exactly it is known when a token was used last. */
const useInterval = 60_000

const refused = (reason: CredentialRefused["reason"]) => new CredentialRefused({ reason })

const activeAccount = Effect.fnUntraced(function* (account: AccountId) {
  const row = yield* AccountRows.account(account)
  return Option.isSome(row) && row.value.status === "active" ? row.value : yield* refused("revoked")
})

const now = Effect.map(DateTime.now, fromDateTime)

/** Somebody who logged in. */
const ofLogIn = Effect.fnUntraced(function* (bearer: Redacted.Redacted) {
  const tokens = yield* AccessTokens
  const claims = yield* Effect.mapError(tokens.verify(bearer), ({ reason }) => refused(reason))
  const session = yield* AccountRows.session(claims.session)
  if (Option.isNone(session) || session.value.account !== claims.account) return yield* refused("revoked")
  if (session.value.expiresAt <= (yield* now)) return yield* refused("expired")
  const { account, administrator } = yield* activeAccount(claims.account)
  return Session.of({
    actor: person(account),
    grant: { _tag: "Account", account, administrator, scope: null },
    session: claims.session
  })
})

/** A script or an agent. Events name the account, so that what its person erases or wrote is known as theirs. */
const ofToken = Effect.fnUntraced(function* (
  bearer: Redacted.Redacted,
  wasUsed: (token: TokenId) => Effect.Effect<void>
) {
  const store = yield* AccountStore
  const token = yield* store.tokenBy(yield* SecretText.digestOf(bearer))
  if (Option.isNone(token)) return yield* refused("unknown")
  const row = yield* AccountRows.token(token.value)
  if (Option.isNone(row)) return yield* refused("unknown")
  const { expiresAt, kind, projects, readOnly, revokedAt, toolsets } = row.value
  if (revokedAt !== null) return yield* refused("revoked")
  if (expiresAt !== null && expiresAt <= (yield* now)) return yield* refused("expired")
  const { account, administrator } = yield* activeAccount(row.value.account)
  yield* wasUsed(token.value)
  return Session.of({
    actor: kind === "agent" ? agent(account) : automation(account),
    grant: { _tag: "Account", account, administrator, scope: { toolsets, projects, readOnly } }
  })
})

export const layer: Layer.Layer<
  Credentials,
  never,
  AccessTokens | AccountStore | ReadModelStore | Digest.Digest
> = Layer.effect(
  Credentials,
  Effect.gen(function* () {
    const context = yield* Effect.context<AccessTokens | AccountStore | ReadModelStore | Digest.Digest>()
    const store = yield* AccountStore
    const told = new Map<TokenId, number>()
    const wasUsed = Effect.fnUntraced(function* (token: TokenId) {
      const time = yield* Clock.currentTimeMillis
      if (time - (told.get(token) ?? -Infinity) < useInterval) return
      told.set(token, time)
      // A token is taken although that cannot be told.
      yield* Effect.ignore(store.used(token, yield* now))
    })
    const sessions = yield* Cache.makeWith(
      (bearer: string) =>
        Effect.gen(function* () {
          const secret = Redacted.make(bearer)
          if (SecretText.isTokenSecret(bearer)) return yield* ofToken(secret, wasUsed)
          return yield* ofLogIn(secret)
        }).pipe(Effect.provideContext(context)),
      { capacity, timeToLive: (exit) => (Exit.isSuccess(exit) ? moment : 0) }
    )
    return Credentials.of({ sessionOf: (bearer) => Cache.get(sessions, Redacted.value(bearer)) })
  })
)
