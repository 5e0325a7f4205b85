/**
 * Logging in through somebody who knows the person. Nothing is kept between beginning and end: whoever began has what
 * shows that the end is theirs.
 */
import { LinkIdentity } from "@layercake/core/account/AccountCommand"
import { LoginTaken, ProviderUnknown } from "@layercake/core/account/AccountError"
import { Email, Login, normalised } from "@layercake/core/account/Login"
import { person } from "@layercake/core/actor/Actor"
import { hostStream } from "@layercake/core/host/HostStream"
import { OAuthProviders, type OAuthPerson } from "@layercake/core/port/OAuthProviders"
import { AccountStore } from "@layercake/core/store/AccountStore"
import { Effect, Option, Redacted, Schema } from "effect"
import { Commands } from "../command/Commands.ts"
import { Session } from "../operation/Session.ts"
import * as Accounts from "./Accounts.ts"
import * as LogIn from "./LogIn.ts"
import { LogInLimits } from "./LogInLimits.ts"
import * as SecretText from "./SecretText.ts"

const isEmail = Schema.is(Email)
const isLogin = Schema.is(Login)

const find = Effect.fnUntraced(function* (name: string) {
  const providers = yield* OAuthProviders
  return yield* Option.match(providers.find(name), {
    onNone: () => Effect.fail(new ProviderUnknown({ provider: name, known: providers.names })),
    onSome: Effect.succeed
  })
})

export const start = Effect.fn("OAuthLogIn.start")(function* (name: string) {
  const provider = yield* find(name)
  const { address, state, verifier } = yield* provider.begin
  return { address, attempt: Redacted.make(`${state}.${Redacted.value(verifier)}`) }
})

export interface OAuthEnd {
  readonly provider: string
  readonly code: Redacted.Redacted
  readonly state: string
  readonly attempt: Redacted.Redacted
}

export const finish = Effect.fn("OAuthLogIn.finish")(function* ({
  attempt,
  code,
  provider: name,
  state
}: OAuthEnd) {
  const store = yield* AccountStore
  const limits = yield* LogInLimits
  const provider = yield* find(name)
  yield* limits.costly
  const [expectedState = "", verifier = ""] = Redacted.value(attempt).split(".", 2)
  const known = yield* provider.finish({ code, state, expectedState, verifier: Redacted.make(verifier) })
  const identity = { provider: name, subject: known.subject }
  const linked = yield* store.byIdentity(identity)
  const { actor, grant } = yield* Session
  const mine = grant._tag === "Account" && actor.kind === "person" ? grant.account : null
  if (Option.isSome(linked))
    return mine === null || mine === linked.value
      ? yield* LogIn.begin(linked.value)
      : yield* new LoginTaken({ field: "identity" })
  const account = mine ?? (yield* newcomer(name, known))
  yield* store.link(identity, account)
  const commands = yield* Commands
  yield* commands.execute(hostStream, new LinkIdentity({ account, provider: name }), {
    actor: person(account)
  })
  return yield* LogIn.begin(account)
})

/** Somebody who was not here before, called as at the provider where that is free. */
const newcomer = Effect.fnUntraced(function* (provider: string, known: OAuthPerson) {
  const given = normalised(known.login).replaceAll(/[^a-z0-9._@+-]/g, "-")
  const suffix = (yield* SecretText.newToken).slice(2, 8)
  const logins = [given, `${given}-${provider}`, `${provider}-${suffix}`].filter(isLogin)
  const { account } = yield* Accounts.registerAs(
    {
      email: known.email !== null && isEmail(known.email) ? known.email : null,
      displayName: known.displayName?.slice(0, 100) ?? null,
      passwordHash: null
    },
    logins
  )
  return account
})
