/**
 * Takes away who an account is. The log is told first; the account's id stays in what it did.
 */
import { AccountId } from "@layercake/core/account/Account"
import { EraseAccount } from "@layercake/core/account/AccountCommand"
import type { Actor } from "@layercake/core/actor/Actor"
import { hostStream } from "@layercake/core/host/HostStream"
import { AccountStore } from "@layercake/core/store/AccountStore"
import { Effect, Option, Schema } from "effect"
import { Commands } from "../command/Commands.ts"
import * as AccountRows from "./AccountRows.ts"

const isAccount = Schema.is(AccountId)

/** Nothing where the person is no account of LayerCake's. Again changes nothing. */
export const erase = Effect.fn("AccountErasure.erase")(function* (person: string, actor: Actor) {
  if (!isAccount(person) || Option.isNone(yield* AccountRows.account(person))) return
  const store = yield* AccountStore
  const commands = yield* Commands
  yield* commands.execute(hostStream, new EraseAccount({ account: person }), { actor })
  yield* store.remove(person)
})
