/**
 * Accounts: what there is of each, and how one comes to be. The person is added beside the log first and the log told
 * after, so that a login is only ever one account's; a person whom the log never heard of is nobody and makes room.
 */
import { AccessDenied } from "@layercake/core/account/AccessError"
import type { AccountId } from "@layercake/core/account/Account"
import type { AccountRow } from "@layercake/core/account/AccountBoard"
import { RegisterAccount } from "@layercake/core/account/AccountCommand"
import { LoginTaken, RegistrationClosed } from "@layercake/core/account/AccountError"
import { fromDateTime, millisBetween } from "@layercake/core/event/Timestamp"
import { hostStream } from "@layercake/core/host/HostStream"
import type { AccountReport } from "@layercake/core/operation/AccountReport"
import { AccountStore, type Person } from "@layercake/core/store/AccountStore"
import { DateTime, Effect, Option } from "effect"
import { Commands } from "../command/Commands.ts"
import * as AccountCaller from "./AccountCaller.ts"
import * as AccountRows from "./AccountRows.ts"
import { Registration } from "./Registration.ts"
import * as SecretText from "./SecretText.ts"

export const reportOf = (row: AccountRow, person: Person | undefined): AccountReport => ({
  account: row.account,
  login: person?.login ?? null,
  email: person?.email ?? null,
  displayName: person?.displayName ?? null,
  administrator: row.administrator,
  status: row.status,
  registeredAt: row.registeredAt
})

export const report = Effect.fnUntraced(function* (row: AccountRow) {
  const store = yield* AccountStore
  return reportOf(row, Option.getOrUndefined(yield* store.get(row.account)))
})

/** The account as it is now; it was there a moment ago. */
export const reportById = Effect.fnUntraced(function* (account: AccountId) {
  const row = yield* AccountRows.account(account)
  return yield* Option.match(row, {
    onNone: () => Effect.die(`${account} has no row`),
    onSome: report
  })
})

/** Whether an account may be made now, without any being made. */
export const admission = Effect.gen(function* () {
  const administers = yield* AccountCaller.administers
  const admitted = administers || (yield* Registration) === "open"
  if (admitted) return { administers, admitted }
  const rows = yield* AccountRows.accounts
  if (rows.some(({ administrator, status }) => administrator && status === "active"))
    return yield* new RegistrationClosed({})
  return { administers, admitted }
})

export interface Newcomer extends Pick<Person, "login" | "email" | "displayName" | "passwordHash"> {
  readonly administrator?: boolean | undefined
}

export const register = Effect.fn("Accounts.register")(function* (newcomer: Newcomer) {
  const { administrator = false, ...known } = newcomer
  const store = yield* AccountStore
  const commands = yield* Commands
  const { administers, admitted } = yield* admission
  if (administrator && !administers)
    return yield* new AccessDenied({ operation: "accounts.register", reason: { _tag: "Administrator" } })
  const account = yield* SecretText.newAccount
  const person: Person = { ...known, account, createdAt: fromDateTime(yield* DateTime.now) }
  yield* store
    .add(person)
    .pipe(
      Effect.catchTag("LoginTaken", (error) =>
        Effect.flatMap(makeRoom(person), (isFree) => (isFree ? store.add(person) : Effect.fail(error)))
      )
    )
  const actor = yield* AccountCaller.actorFor(account)
  yield* commands
    .execute(hostStream, new RegisterAccount({ account, administrator, admitted }), { actor })
    .pipe(Effect.tapErrorTag("CommandRefused", () => store.remove(account)))
  return yield* reportById(account)
})

/** After so long nobody is still about to tell the log of somebody. */
const telling = 60_000

/** True when the login was that of somebody of whom the log was never told. */
const makeRoom = Effect.fnUntraced(function* ({ createdAt, login }: Person) {
  const store = yield* AccountStore
  const held = yield* store.byLogin(login)
  if (Option.isNone(held)) return true
  const row = yield* AccountRows.account(held.value.account)
  if (Option.isSome(row) || millisBetween(held.value.createdAt, createdAt) < telling) return false
  yield* store.remove(held.value.account)
  return true
})

/** With the first of these logins that is free. */
export const registerAs = Effect.fnUntraced(function* (
  newcomer: Omit<Newcomer, "login">,
  logins: ReadonlyArray<Person["login"]>
) {
  for (const login of logins) {
    const made = yield* register({ ...newcomer, login }).pipe(
      Effect.map(Option.some),
      Effect.catchTag("LoginTaken", () => Effect.succeedNone)
    )
    if (Option.isSome(made)) return made.value
  }
  return yield* new LoginTaken({ field: "login" })
})
