/**
 * An `OAuthProvider` for GitHub, or whatever speaks as it does: authorisation code with PKCE and state, through
 * oauth4webapi. The provider's access token is used once, for who the person is, and then forgotten.
 */
import {
  type OAuthPerson,
  type OAuthProvider,
  OAuthRefused,
  OAuthUnavailable
} from "@layercake/core/port/OAuthProviders"
import { Effect, Redacted, Schema } from "effect"
import * as oauth from "oauth4webapi"

export interface GitHubOAuthOptions {
  readonly clientId: string
  readonly clientSecret: Redacted.Redacted
  /** Where GitHub sends the person back to: a page of whoever uses LayerCake. */
  readonly redirect: string
  /** GitHub's own where left out. */
  readonly endpoints?: Partial<GitHubEndpoints>
}

export interface GitHubEndpoints {
  readonly authorise: string
  readonly token: string
  readonly user: string
  /** Null where the user's own record has to do. */
  readonly emails: string | null
}

/** https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps */
const github: GitHubEndpoints = {
  authorise: "https://github.com/login/oauth/authorize",
  token: "https://github.com/login/oauth/access_token",
  user: "https://api.github.com/user",
  emails: "https://api.github.com/user/emails"
}

const name = "github"
const scope = "read:user user:email"
const patience = "10 seconds"

const User = Schema.Struct({
  id: Schema.Union([Schema.Int, Schema.NonEmptyString]),
  login: Schema.NonEmptyString,
  name: Schema.optionalKey(Schema.NullOr(Schema.String))
})
const Emails = Schema.Array(
  Schema.Struct({ email: Schema.String, primary: Schema.Boolean, verified: Schema.Boolean })
)
const decodeUser = Schema.decodeUnknownEffect(User)
const decodeEmails = Schema.decodeUnknownEffect(Emails)
/** GitHub refuses with status 200. */
const isRefusal = Schema.is(Schema.Struct({ error: Schema.String }))

export const make = (options: GitHubOAuthOptions): OAuthProvider => {
  const endpoints = { ...github, ...options.endpoints }
  const server: oauth.AuthorizationServer = {
    issuer: new URL(endpoints.authorise).origin,
    authorization_endpoint: endpoints.authorise,
    token_endpoint: endpoints.token
  }
  const client: oauth.Client = { client_id: options.clientId }
  const unavailable = (cause: unknown) => new OAuthUnavailable({ provider: name, cause })
  const asking = {
    // Against a server of one's own on this machine only: GitHub's addresses are https.
    [oauth.allowInsecureRequests]: endpoints.token.startsWith("http://"),
    headers: { accept: "application/json", "user-agent": "layercake" }
  }
  const bounded = <A>(ask: (signal: AbortSignal) => Promise<A>) =>
    Effect.tryPromise({ try: ask, catch: unavailable }).pipe(
      Effect.timeoutOrElse({
        duration: patience,
        orElse: () => Effect.fail(unavailable(new Error("no answer in 10 seconds")))
      })
    )

  const ask = (token: string, address: string) =>
    bounded((signal) =>
      oauth
        .protectedResourceRequest(token, "GET", new URL(address), new Headers(asking.headers), null, {
          ...asking,
          signal
        })
        .then((response) =>
          response.ok ? response.json() : Promise.reject(new Error(`status ${response.status}`))
        )
    )

  const emailOf = (token: string) =>
    endpoints.emails === null
      ? Effect.succeed(null)
      : ask(token, endpoints.emails).pipe(
          Effect.flatMap(decodeEmails),
          Effect.map((emails) => emails.find(({ primary, verified }) => primary && verified)?.email ?? null),
          // Not everybody lets their addresses be seen.
          Effect.orElseSucceed(() => null)
        )

  return {
    name,
    begin: Effect.promise(async () => {
      const [state, verifier] = [oauth.generateRandomState(), oauth.generateRandomCodeVerifier()]
      const address = new URL(endpoints.authorise)
      const parameters = {
        client_id: options.clientId,
        redirect_uri: options.redirect,
        response_type: "code",
        scope,
        state,
        code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
        code_challenge_method: "S256"
      }
      for (const [key, value] of Object.entries(parameters)) address.searchParams.set(key, value)
      return { address: address.href, state, verifier: Redacted.make(verifier) }
    }),

    finish: Effect.fn("GitHubOAuthProvider.finish")(function* ({ code, expectedState, state, verifier }) {
      const refused = (code: string) => new OAuthRefused({ provider: name, code })
      if (state !== expectedState) return yield* refused("state")
      const callback = yield* Effect.try({
        try: () =>
          oauth.validateAuthResponse(
            server,
            client,
            new URLSearchParams({ code: Redacted.value(code), state }),
            expectedState
          ),
        catch: () => refused("invalid_request")
      })
      const response = yield* bounded((signal) =>
        oauth.authorizationCodeGrantRequest(
          server,
          client,
          oauth.ClientSecretPost(Redacted.value(options.clientSecret)),
          callback,
          options.redirect,
          Redacted.value(verifier),
          { ...asking, signal }
        )
      )
      const said: unknown = yield* bounded(() =>
        response
          .clone()
          .json()
          .catch(() => null)
      )
      if (isRefusal(said)) return yield* refused(said.error.slice(0, 100))
      if (response.status >= 400 && response.status < 500) return yield* refused(`status_${response.status}`)
      const { access_token: token } = yield* Effect.tryPromise({
        try: () => oauth.processAuthorizationCodeResponse(server, client, response),
        catch: unavailable
      })
      const user = yield* Effect.flatMap(ask(token, endpoints.user), (json) =>
        Effect.mapError(decodeUser(json), unavailable)
      )
      return {
        subject: String(user.id),
        login: user.login,
        displayName: user.name ?? null,
        email: yield* emailOf(token)
      } satisfies OAuthPerson
    })
  }
}
