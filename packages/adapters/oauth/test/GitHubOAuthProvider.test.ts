import { assert, layer } from "@effect/vitest"
import type { OAuthAttempt } from "@layercake/core/port/OAuthProviders"
import { Context, Effect, Layer, Redacted } from "effect"
import { get } from "node:http"
import { Events, OAuth2Server } from "oauth2-mock-server"
import * as GitHubOAuthProvider from "../src/GitHubOAuthProvider.ts"

const clientSecret = "a secret of the test"

/** Speaks OAuth 2 on this machine, and answers about users and addresses as GitHub does. */
class Provider extends Context.Service<Provider, OAuth2Server>()(
  "@layercake/oauth/test/GitHubOAuthProvider.test/Provider"
) {}

const people = {
  user: { id: 583_231, login: "octocat", name: "Mona", email: "public@example.com" } as Record<
    string,
    unknown
  >,
  emails: [
    { email: "other@example.com", primary: false, verified: true },
    { email: "mona@example.com", primary: true, verified: true }
  ] as unknown
}

const provider = Layer.effect(
  Provider,
  Effect.acquireRelease(
    Effect.promise(async () => {
      const server = new OAuth2Server()
      await server.issuer.keys.generate("RS256")
      const reply = (answer: () => unknown) =>
        server.service.addRoute(
          "GET",
          answer === answerUser ? "/user" : "/user/emails",
          (request, response) => {
            const isKnown = request.headers.authorization?.startsWith("Bearer ") === true
            response.writeHead(isKnown ? 200 : 401, { "content-type": "application/json" })
            response.end(JSON.stringify(isKnown ? answer() : { message: "Requires authentication" }))
          }
        )
      const answerUser = () => people.user
      reply(answerUser)
      reply(() => people.emails)
      await server.start(0, "localhost")
      return server
    }),
    (server) => Effect.promise(() => server.stop())
  )
)

const github = Effect.map(Provider, ({ issuer }) =>
  GitHubOAuthProvider.make({
    clientId: "layercake-test",
    clientSecret: Redacted.make(clientSecret),
    redirect: "http://localhost:4400/finish",
    endpoints: {
      authorise: `${issuer.url}/authorize`,
      token: `${issuer.url}/token`,
      user: `${issuer.url}/user`,
      emails: `${issuer.url}/user/emails`
    }
  })
)

/** What a browser does: it goes there, and the provider sends it back with a code. */
const visit = async (attempt: OAuthAttempt) => {
  const address = await new Promise<string>((resolve, reject) =>
    get(attempt.address, (response) => {
      response.resume()
      resolve(response.headers.location ?? "")
    }).on("error", reject)
  )
  const { searchParams } = new URL(address)
  return { code: Redacted.make(searchParams.get("code") ?? ""), state: searchParams.get("state") ?? "" }
}

const answerOf = Effect.fnUntraced(function* (attempt: OAuthAttempt) {
  const back = yield* Effect.promise(() => visit(attempt))
  return { ...back, expectedState: attempt.state, verifier: attempt.verifier }
})

layer(provider, { excludeTestServices: true })("GitHub log-in", (it) => {
  it.effect("asks for a code with state and a challenge, and never shows the verifier", () =>
    Effect.gen(function* () {
      const { begin } = yield* github
      const [one, two] = [yield* begin, yield* begin]
      const { searchParams } = new URL(one.address)
      assert.strictEqual(searchParams.get("state"), one.state)
      assert.strictEqual(searchParams.get("code_challenge_method"), "S256")
      assert.strictEqual(searchParams.get("scope"), "read:user user:email")
      assert.notInclude(one.address, Redacted.value(one.verifier))
      assert.notInclude(one.address, clientSecret)
      assert.notStrictEqual(one.state, two.state)
    })
  )

  it.effect("says who the person is, with the address that the provider has verified", () =>
    Effect.gen(function* () {
      const { begin, finish } = yield* github
      const asked: Array<Record<string, unknown>> = []
      const { service } = yield* Provider
      service.once(Events.BeforeResponse, (_response: unknown, request: { body: Record<string, unknown> }) =>
        asked.push(request.body)
      )
      const attempt = yield* begin
      assert.deepStrictEqual(yield* finish(yield* answerOf(attempt)), {
        subject: "583231",
        login: "octocat",
        displayName: "Mona",
        email: "mona@example.com"
      })
      assert.deepInclude(asked[0], {
        grant_type: "authorization_code",
        client_id: "layercake-test",
        client_secret: clientSecret,
        code_verifier: Redacted.value(attempt.verifier)
      })
    })
  )

  it.effect("has no address where none is verified, or none may be seen", () =>
    Effect.gen(function* () {
      const { begin, finish } = yield* github
      const emails = people.emails
      for (const others of [
        [{ email: "m@example.com", primary: true, verified: false }],
        [],
        { message: "no" }
      ]) {
        people.emails = others
        assert.isNull((yield* finish(yield* answerOf(yield* begin))).email)
      }
      people.emails = emails
    })
  )

  it.effect("refuses what another attempt brought back", () =>
    Effect.gen(function* () {
      const { begin, finish } = yield* github
      const [mine, theirs] = [yield* begin, yield* begin]
      const back = yield* answerOf(theirs)
      const state = yield* Effect.flip(finish({ ...back, expectedState: mine.state }))
      assert.deepInclude(state, { _tag: "OAuthRefused", code: "state" })
      const verifier = yield* Effect.flip(finish({ ...back, verifier: mine.verifier }))
      assert.strictEqual(verifier._tag, "OAuthRefused")
    })
  )

  it.effect("refuses a code as GitHub does, which says so with status 200", () =>
    Effect.gen(function* () {
      const { begin, finish } = yield* github
      const { service } = yield* Provider
      service.once(Events.BeforeResponse, (response: { body: unknown; statusCode: number }) => {
        response.body = { error: "bad_verification_code", error_description: "incorrect or expired" }
        response.statusCode = 200
      })
      const error = yield* Effect.flip(finish(yield* answerOf(yield* begin)))
      assert.deepInclude(error, { _tag: "OAuthRefused", code: "bad_verification_code" })
      assert.include(error.message, "Begin the log-in again")
    })
  )

  it.effect("says so when the provider fails, without any secret", () =>
    Effect.gen(function* () {
      const { begin, finish } = yield* github
      const { service } = yield* Provider
      service.once(Events.BeforeResponse, (response: { body: unknown; statusCode: number }) => {
        response.body = ""
        response.statusCode = 500
      })
      const failed = yield* Effect.flip(finish(yield* answerOf(yield* begin)))
      assert.strictEqual(failed._tag, "OAuthUnavailable")
      const { user } = people
      people.user = { message: "down" }
      const odd = yield* Effect.flip(finish(yield* answerOf(yield* begin)))
      people.user = user
      assert.strictEqual(odd._tag, "OAuthUnavailable")
      for (const error of [failed, odd])
        assert.notInclude(`${error.message} ${String(error.cause)}`, clientSecret)
    })
  )
})
