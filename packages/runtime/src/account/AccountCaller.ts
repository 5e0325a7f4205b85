/**
 * Whose call it is, for operations on accounts that everybody may call, each for themselves and administrators for others.
 */
import { AccessDenied } from "@layercake/core/account/AccessError"
import { AccountId } from "@layercake/core/account/Account"
import { AccountNeeded, AccountUnknown } from "@layercake/core/account/AccountError"
import { Login, normalised } from "@layercake/core/account/Login"
import type { Actor } from "@layercake/core/actor/Actor"
import { person } from "@layercake/core/actor/Actor"
import { AccountStore } from "@layercake/core/store/AccountStore"
import { Effect, Option, Schema } from "effect"
import { Session } from "../operation/Session.ts"
import * as AccountRows from "./AccountRows.ts"

const isAccount = Schema.is(AccountId)
const isLogin = Schema.is(Login)

/** The account that the call is of; null for the operating system's user, and where nobody is known. */
export const own = Effect.map(Session, ({ grant }) => (grant._tag === "Account" ? grant.account : null))

/** Whether the caller may do to others' accounts what they may do to their own. An agent never may, nor a narrowed token. */
export const administers = Effect.map(Session, ({ actor, grant }) => {
  if (actor.kind === "agent") return false
  if (grant._tag === "Account") return grant.administrator && grant.scope === null
  return grant._tag === "Everything"
})

/** As whom it is recorded: somebody who is not known yet is the account that they turn out to be. */
export const actorFor = (account: AccountId): Effect.Effect<Actor, never, Session> =>
  Effect.map(Session, ({ actor, grant }) => (grant._tag === "Nothing" ? person(account) : actor))

/** The account of this id or login. */
export const find = Effect.fnUntraced(function* (name: string) {
  const store = yield* AccountStore
  if (isAccount(name)) {
    const row = yield* AccountRows.account(name)
    if (Option.isSome(row)) return row.value
  }
  const login = normalised(name)
  const found = isLogin(login) ? yield* store.byLogin(login) : Option.none()
  const row = Option.isSome(found) ? yield* AccountRows.account(found.value.account) : Option.none()
  return yield* Option.match(row, {
    onNone: () => Effect.fail(new AccountUnknown({ account: name })),
    onSome: Effect.succeed
  })
})

/** The account that is meant: the named one, where the caller may, or the caller's own. */
export const meant = Effect.fnUntraced(function* (operation: string, name: string | undefined) {
  const mine = yield* own
  if (name === undefined) return mine === null ? yield* new AccountNeeded({}) : yield* find(mine)
  if (yield* administers) return yield* find(name)
  const found = yield* Effect.option(find(name))
  // Whether there is another account of that name is nobody's business.
  return Option.isSome(found) && found.value.account === mine
    ? found.value
    : yield* new AccessDenied({ operation, reason: { _tag: "Administrator" } })
})
