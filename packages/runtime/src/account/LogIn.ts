/**
 * Beginning, keeping and ending sessions. A session is in the log by its id; its refresh secret is kept as a digest, and
 * is good for one use: one that comes twice ends the session for everybody.
 */
import type { AccountId } from "@layercake/core/account/Account"
import {
  BeginSession,
  EndSession,
  EndSessions,
  RecordReuse,
  RefreshSession
} from "@layercake/core/account/AccountCommand"
import { LogInRefused, RefreshRefused } from "@layercake/core/account/AccountError"
import type { SessionId } from "@layercake/core/account/AccountSession"
import { Login, normalised } from "@layercake/core/account/Login"
import { person, system } from "@layercake/core/actor/Actor"
import type { CommandRefused } from "@layercake/core/command/CommandRefused"
import { fromDateTime, type Timestamp } from "@layercake/core/event/Timestamp"
import { hostStream } from "@layercake/core/host/HostStream"
import type { SessionReport } from "@layercake/core/operation/AccountReport"
import { AccessTokens } from "@layercake/core/port/AccessTokens"
import { PasswordHasher } from "@layercake/core/port/PasswordHasher"
import { AccountStore } from "@layercake/core/store/AccountStore"
import { DateTime, Effect, Option, type Redacted, Schema } from "effect"
import { Commands } from "../command/Commands.ts"
import { Session } from "../operation/Session.ts"
import * as AccountRows from "./AccountRows.ts"
import * as Accounts from "./Accounts.ts"
import { LogInLimits } from "./LogInLimits.ts"
import * as SecretText from "./SecretText.ts"

/** How long a session goes on without being refreshed. */
const days = 30

const isLogin = Schema.is(Login)

const moments = Effect.map(DateTime.now, (now) => ({
  now: fromDateTime(now),
  expiresAt: fromDateTime(DateTime.add(now, { days }))
}))

export const logIn = Effect.fn("LogIn.logIn")(function* (given: string, password: Redacted.Redacted) {
  const store = yield* AccountStore
  const limits = yield* LogInLimits
  const hasher = yield* PasswordHasher
  const login = normalised(given)
  yield* limits.attempt(login)
  const found = isLogin(login) ? yield* store.byLogin(login) : Option.none()
  const hash = Option.match(found, { onNone: () => null, onSome: ({ passwordHash }) => passwordHash })
  const matches = yield* hasher.verify(password, hash)
  if (Option.isNone(found) || !matches) return yield* new LogInRefused({})
  return yield* begin(found.value.account)
})

/** For somebody who has shown who they are. */
export const begin = Effect.fn("LogIn.begin")(function* (account: AccountId) {
  const store = yield* AccountStore
  const commands = yield* Commands
  const session = yield* SecretText.newSession
  const { expiresAt, now } = yield* moments
  yield* commands
    .execute(hostStream, new BeginSession({ session, account, expiresAt }), { actor: person(account) })
    .pipe(Effect.catchTag("CommandRefused", refusedLogIn))
  const refreshToken = yield* SecretText.newRefresh
  const digest = yield* SecretText.digestOf(refreshToken)
  yield* store.keepRefresh({ digest, session, account, expiresAt }, now)
  return yield* reportOf(account, session, refreshToken, expiresAt)
})

/** Disabled, or unknown to the log: to whoever tries it is as a wrong password. */
const refusedLogIn = (error: CommandRefused): Effect.Effect<never, CommandRefused | LogInRefused> =>
  Effect.fail(
    error.reason._tag === "AccountInactive" || error.reason._tag === "AccountUnknown"
      ? new LogInRefused({})
      : error
  )

export const refresh = Effect.fn("LogIn.refresh")(function* (refreshToken: Redacted.Redacted) {
  const store = yield* AccountStore
  const commands = yield* Commands
  const limits = yield* LogInLimits
  const digest = yield* SecretText.digestOf(refreshToken)
  yield* limits.costly
  const next = yield* SecretText.newRefresh
  const { expiresAt, now } = yield* moments
  const rotation = yield* store.rotate(digest, { digest: yield* SecretText.digestOf(next), expiresAt }, now)
  if (rotation._tag === "Unknown") return yield* new RefreshRefused({ reason: "unknown" })
  const { session } = rotation
  if (rotation._tag === "Reused") {
    yield* commands.execute(hostStream, new RecordReuse({ session }), { actor: system })
    yield* store.forget([session])
    return yield* new RefreshRefused({ reason: "reused" })
  }
  const { account } = rotation
  yield* commands
    .execute(hostStream, new RefreshSession({ session, expiresAt }), { actor: person(account) })
    .pipe(
      Effect.catchTag("CommandRefused", (error): Effect.Effect<never, CommandRefused | RefreshRefused> =>
        Effect.fail(error.reason._tag === "SessionOver" ? new RefreshRefused({ reason: "unknown" }) : error)
      )
    )
  return yield* reportOf(account, session, next, expiresAt)
})

/** How many sessions went on until now. */
export const logOut = Effect.fn("LogIn.logOut")(function* (
  refreshToken: Redacted.Redacted | undefined,
  everywhere: boolean
) {
  const store = yield* AccountStore
  const commands = yield* Commands
  const named =
    refreshToken === undefined
      ? Option.fromUndefinedOr((yield* Session).session)
      : yield* Effect.flatMap(SecretText.digestOf(refreshToken), store.sessionOf)
  const row = Option.isSome(named) ? yield* AccountRows.session(named.value) : Option.none()
  if (Option.isNone(row)) return { ended: 0 }
  const { account, session } = row.value
  const command = everywhere ? new EndSessions({ account }) : new EndSession({ session })
  const { positions } = yield* commands.execute(hostStream, command, { actor: person(account) })
  yield* store.forget([session])
  return { ended: positions.length }
})

const reportOf = Effect.fnUntraced(function* (
  account: AccountId,
  session: SessionId,
  refreshToken: Redacted.Redacted,
  refreshExpiresAt: Timestamp
) {
  const tokens = yield* AccessTokens
  const { expiresAt, token } = yield* tokens.sign({ account, session })
  const report: SessionReport = {
    account: yield* Accounts.reportById(account),
    accessToken: token,
    accessExpiresAt: expiresAt,
    refreshToken,
    refreshExpiresAt
  }
  return report
})
