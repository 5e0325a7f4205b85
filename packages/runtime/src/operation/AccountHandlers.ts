/**
 * Answers the operations on accounts.
 */
import type { AccountId } from "@layercake/core/account/Account"
import {
  type AccountCommand,
  DisableAccount,
  EnableAccount,
  RecordPasswordChange,
  RecordProfileChange,
  SetAdministrator
} from "@layercake/core/account/AccountCommand"
import { LogInRefused } from "@layercake/core/account/AccountError"
import type { ProfileField } from "@layercake/core/account/AccountEvent"
import { hostStream } from "@layercake/core/host/HostStream"
import { AccountOperations } from "@layercake/core/operation/AccountOperations"
import type { AccountPage, CallerReport } from "@layercake/core/operation/AccountReport"
import { PasswordHasher } from "@layercake/core/port/PasswordHasher"
import { AccountStore, type PersonChange } from "@layercake/core/store/AccountStore"
import { Effect, Option, type Redacted } from "effect"
import * as AccountCaller from "../account/AccountCaller.ts"
import * as AccountRows from "../account/AccountRows.ts"
import * as Accounts from "../account/Accounts.ts"
import { LogInLimits } from "../account/LogInLimits.ts"
import { Commands } from "../command/Commands.ts"
import { Session } from "./Session.ts"

/** Accounts on a page when no limit is given. */
const usual = 100

const me = Effect.gen(function* () {
  const { actor, grant } = yield* Session
  const mine = yield* AccountCaller.own
  const row = mine === null ? Option.none() : yield* AccountRows.account(mine)
  const report: CallerReport = {
    kind: actor.kind,
    id: actor.id,
    account: Option.isSome(row) ? yield* Accounts.report(row.value) : null,
    administrator: grant._tag === "Everything" || (grant._tag === "Account" && grant.administrator),
    scope: grant._tag === "Account" ? grant.scope : null
  }
  return report
})

const update = Effect.fnUntraced(function* (name: string | undefined, change: PersonChange) {
  const store = yield* AccountStore
  const commands = yield* Commands
  const { actor } = yield* Session
  const { account } = yield* AccountCaller.meant("accounts.update", name)
  const before = Option.getOrUndefined(yield* store.get(account))
  const fields = (["login", "email", "displayName"] satisfies ReadonlyArray<ProfileField>).filter(
    (field) => change[field] !== undefined && change[field] !== before?.[field]
  )
  yield* store.change(account, change)
  yield* commands.execute(hostStream, new RecordProfileChange({ account, fields }), { actor })
  return yield* Accounts.reportById(account)
})

const changePassword = Effect.fnUntraced(function* (request: {
  readonly account?: string
  readonly current?: Redacted.Redacted
  readonly next: Redacted.Redacted
}) {
  const store = yield* AccountStore
  const commands = yield* Commands
  const hasher = yield* PasswordHasher
  const { attempt } = yield* LogInLimits
  const { actor } = yield* Session
  const { account } = yield* AccountCaller.meant("accounts.changePassword", request.account)
  const kept = Option.getOrUndefined(yield* store.get(account))?.passwordHash ?? null
  yield* attempt(account)
  if (account === (yield* AccountCaller.own) && kept !== null) {
    const { current } = request
    if (current === undefined || !(yield* hasher.verify(current, kept))) return yield* new LogInRefused({})
  }
  const passwordHash = yield* hasher.hash(request.next)
  yield* store.change(account, { passwordHash }).pipe(Effect.catchTag("LoginTaken", Effect.die))
  yield* commands.execute(hostStream, new RecordPasswordChange({ account }), { actor })
  return yield* Accounts.reportById(account)
})

const list = Effect.fnUntraced(function* (after: AccountId | undefined, limit: number) {
  const store = yield* AccountStore
  const rows = (yield* AccountRows.accounts).filter(({ account }) => after === undefined || account > after)
  const shown = rows.slice(0, limit)
  const people = new Map(
    (yield* store.people(shown.map(({ account }) => account))).map((person) => [person.account, person])
  )
  const page: AccountPage = {
    accounts: shown.map((row) => Accounts.reportOf(row, people.get(row.account))),
    next: rows.length > limit ? (shown.at(-1)?.account ?? null) : null
  }
  return page
})

/** The account after what an administrator asked for. */
const changed = Effect.fnUntraced(function* (name: string, ask: (account: AccountId) => AccountCommand) {
  const commands = yield* Commands
  const { actor } = yield* Session
  const { account } = yield* AccountCaller.find(name)
  yield* commands.execute(hostStream, ask(account), { actor })
  return yield* Accounts.reportById(account)
})

const register = Effect.fnUntraced(function* ({
  password,
  ...newcomer
}: Omit<Accounts.Newcomer, "email" | "displayName" | "passwordHash"> & {
  readonly password: Redacted.Redacted
  readonly email?: string
  readonly displayName?: string
}) {
  const hasher = yield* PasswordHasher
  const { costly } = yield* LogInLimits
  yield* costly
  // Before anything that costs.
  yield* Accounts.admission
  return yield* Accounts.register({
    ...newcomer,
    email: newcomer.email ?? null,
    displayName: newcomer.displayName ?? null,
    passwordHash: yield* hasher.hash(password)
  })
})

export const layer = AccountOperations.toLayer({
  "accounts.register": register,
  "accounts.me": () => me,
  "accounts.update": ({ account, ...change }) => update(account, change),
  "accounts.changePassword": changePassword,
  "accounts.list": ({ after, limit = usual }) => list(after, limit),
  "accounts.disable": ({ account }) => changed(account, (account) => new DisableAccount({ account })),
  "accounts.enable": ({ account }) => changed(account, (account) => new EnableAccount({ account })),
  "accounts.setAdministrator": ({ account, administrator }) =>
    changed(account, (account) => new SetAdministrator({ account, administrator }))
})
