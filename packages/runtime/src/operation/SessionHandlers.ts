/**
 * Answers the operations that begin and end sessions, and those on API tokens.
 */
import { SessionOperations } from "@layercake/core/operation/SessionOperations"
import { TokenOperations } from "@layercake/core/operation/TokenOperations"
import { Layer } from "effect"
import * as ApiTokens from "../account/ApiTokens.ts"
import * as LogIn from "../account/LogIn.ts"
import * as OAuthLogIn from "../account/OAuthLogIn.ts"

const sessions = SessionOperations.toLayer({
  "accounts.login": ({ login, password }) => LogIn.logIn(login, password),
  "accounts.refresh": ({ refreshToken }) => LogIn.refresh(refreshToken),
  "accounts.logout": ({ everywhere = false, refreshToken }) => LogIn.logOut(refreshToken, everywhere),
  "accounts.oauthStart": ({ provider }) => OAuthLogIn.start(provider),
  "accounts.oauthFinish": OAuthLogIn.finish
})

const tokens = TokenOperations.toLayer({
  "accounts.issueToken": ApiTokens.issue,
  "accounts.listTokens": ({ account }) => ApiTokens.list(account),
  "accounts.revokeToken": ({ token }) => ApiTokens.revoke(token)
})

export const layer = Layer.merge(sessions, tokens)
