/**
 * Operations that begin and end sessions. Whoever reaches LayerCake may call them; what they give is kept by the caller.
 */
import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import {
  LogInRefused,
  LoginTaken,
  ProviderUnknown,
  RefreshRefused,
  RegistrationClosed,
  TooManyAttempts
} from "../account/AccountError.ts"
import { GivenPassword } from "../account/Login.ts"
import { OAuthRefused, OAuthUnavailable } from "../port/OAuthProviders.ts"
import { SessionReport } from "./AccountReport.ts"
import { about } from "./OperationField.ts"
import { OperationError, OperationMark, reads, writes } from "./OperationMark.ts"

const secret = (description: string) => Schema.RedactedFromValue(Schema.String).annotate(about(description))
const provider = Schema.String.check(Schema.isPattern(/^[a-z][a-z0-9-]{0,40}$/)).annotate(
  about("The provider's name, for example github")
)

export const LogInStart = Schema.Struct({
  address: Schema.String.annotate(
    about("Where the person's browser goes; the provider sends it back with code and state")
  ),
  attempt: secret("Keep it with whoever began, and give it to accounts.oauthFinish")
})
export type LogInStart = typeof LogInStart.Type

export const LogOutReport = Schema.Struct({
  ended: Schema.Int.annotate(about("Sessions that were ended; 0 where none went on"))
})

export class SessionOperations extends RpcGroup.make(
  Rpc.make("accounts.login", {
    payload: {
      login: Schema.String.check(Schema.isMaxLength(200)).annotate(
        about("What the person logs in with, in any case")
      ),
      password: GivenPassword.annotate(about("The person's password"))
    },
    success: SessionReport,
    error: Schema.Union([LogInRefused, TooManyAttempts, ...OperationError.members])
  }).annotate(
    OperationMark,
    writes("Log in", "Begins a session with login and password.", { access: "public" })
  ),

  Rpc.make("accounts.refresh", {
    payload: { refreshToken: secret("The newest refresh token of the session") },
    success: SessionReport,
    error: Schema.Union([RefreshRefused, TooManyAttempts, ...OperationError.members])
  }).annotate(
    OperationMark,
    writes(
      "Refresh a session",
      "Gives new tokens for a refresh token; one that comes twice ends the session.",
      {
        access: "public"
      }
    )
  ),

  Rpc.make("accounts.logout", {
    payload: {
      refreshToken: Schema.optionalKey(
        secret("A refresh token of the session; the session of the call itself when left out")
      ),
      everywhere: Schema.optionalKey(Schema.Boolean.annotate(about("End every session of the account")))
    },
    success: LogOutReport,
    error: OperationError
  }).annotate(
    OperationMark,
    writes("Log out", "Ends the session: its tokens are taken nowhere any more, within seconds.", {
      access: "public",
      idempotent: true
    })
  ),

  Rpc.make("accounts.oauthStart", {
    payload: { provider },
    success: LogInStart,
    error: Schema.Union([ProviderUnknown, ...OperationError.members])
  }).annotate(
    OperationMark,
    reads("Begin a log-in elsewhere", "Where a browser goes so that a provider says who the person is.", {
      access: "public",
      idempotent: false
    })
  ),

  Rpc.make("accounts.oauthFinish", {
    payload: {
      provider,
      code: secret("As the provider sent it back"),
      state: Schema.String.check(Schema.isMaxLength(500)).annotate(about("As the provider sent it back")),
      attempt: secret("As accounts.oauthStart gave it")
    },
    success: SessionReport,
    error: Schema.Union([
      ProviderUnknown,
      OAuthRefused,
      OAuthUnavailable,
      LogInRefused,
      LoginTaken,
      RegistrationClosed,
      TooManyAttempts,
      ...OperationError.members
    ])
  }).annotate(
    OperationMark,
    writes(
      "End a log-in elsewhere",
      "Begins a session of whom the provider names; for somebody logged in, links the two.",
      {
        access: "public",
        openWorld: true
      }
    )
  )
) {}
