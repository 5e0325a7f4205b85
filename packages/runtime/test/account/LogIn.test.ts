import { assert, describe, it } from "@effect/vitest"
import { EventStore } from "@layercake/core/store/EventStore"
import { hostStream } from "@layercake/core/host/HostStream"
import { Effect, Layer, Redacted, Stream } from "effect"
import { TestClock } from "effect/testing"
import { Registration } from "../../src/account/Registration.ts"
import {
  clientWith,
  failure,
  holder,
  join,
  login,
  nobody,
  owner,
  password,
  server,
  sessionOf
} from "./AccountWorld.ts"

const hostEvents = Effect.flatMap(EventStore, (store) =>
  Effect.map(Stream.runCollect(store.readStream(hostStream)), (events) => events.map(({ type }) => type))
)

describe("registering", () => {
  it.effect("makes the first account an administrator, whoever asks, and is closed then", () =>
    Effect.gen(function* () {
      const client = yield* nobody
      const ada = yield* client["accounts.register"]({ login: login("ada"), password })
      assert.deepInclude(ada, { login: "ada", administrator: true, status: "active" })
      assert.match(ada.account, /^u-[0-9a-f]{16}$/)
      const refused = yield* Effect.flip(client["accounts.register"]({ login: login("eve"), password }))
      assert.strictEqual(refused._tag, "RegistrationClosed")
      assert.deepStrictEqual(yield* hostEvents, ["AccountRegistered"])
    }).pipe(Effect.scoped, Effect.provide(server))
  )

  it.effect("is open to everybody where the host says so, and gives no more than an account", () =>
    Effect.gen(function* () {
      const client = yield* nobody
      yield* client["accounts.register"]({ login: login("ada"), password })
      const eve = yield* client["accounts.register"]({ login: login("eve"), password })
      assert.isFalse(eve.administrator)
      const greedy = client["accounts.register"]({ login: login("max"), password, administrator: true })
      assert.strictEqual(yield* failure(greedy), "AccessDenied")
      const taken = client["accounts.register"]({ login: login("ada"), password })
      assert.strictEqual(yield* failure(taken), "LoginTaken")
    }).pipe(Effect.scoped, Effect.provide(Layer.provideMerge(server, Layer.succeed(Registration, "open"))))
  )

  it.effect("is an administrator's right, and no token's", () =>
    Effect.gen(function* () {
      const admin = yield* join("ada")
      yield* admin.client["accounts.register"]({ login: login("grace"), password })
      const grace = yield* (yield* nobody)["accounts.login"]({ login: "GRACE ", password })
      const other = (yield* holder(grace.accessToken))["accounts.register"]({ login: login("eve"), password })
      assert.strictEqual(yield* failure(other), "RegistrationClosed")
      for (const kind of ["automation", "agent"] as const) {
        const { secret } = yield* admin.client["accounts.issueToken"]({ name: "all", kind })
        const asked = (yield* holder(secret))["accounts.register"]({ login: login("eve"), password })
        assert.strictEqual(yield* failure(asked), "RegistrationClosed")
      }
    }).pipe(Effect.scoped, Effect.provide(server))
  )
})

describe("logging in", () => {
  it.effect("gives tokens that are a person, with what their account may", () =>
    Effect.gen(function* () {
      const ada = yield* join("ada")
      assert.deepStrictEqual(yield* sessionOf(ada.accessToken), {
        actor: { kind: "person", id: ada.account.account },
        grant: { _tag: "Account", account: ada.account.account, administrator: true, scope: null },
        session: (yield* sessionOf(ada.accessToken)).session!
      })
      const me = yield* ada.client["accounts.me"]()
      assert.deepInclude(me, { kind: "person", administrator: true, scope: null })
      assert.strictEqual(me.account?.login, "ada")
    }).pipe(Effect.scoped, Effect.provide(server))
  )

  it.effect("fails in the same way for a wrong password, an unknown login and a disabled account", () =>
    Effect.gen(function* () {
      const ada = yield* join("ada")
      const eve = yield* join("eve")
      yield* ada.client["accounts.disable"]({ account: "eve" })
      const client = yield* nobody
      const wrong = Redacted.make("not the right password")
      const errors = yield* Effect.forEach(
        [
          { login: "ada", password: wrong },
          { login: "nobody", password },
          { login: "\u0000 not a login", password },
          { login: "eve", password }
        ],
        (payload) => Effect.flip(client["accounts.login"](payload))
      )
      assert.deepStrictEqual(new Set(errors.map((error) => `${error._tag} ${error.message}`)).size, 1)
      assert.strictEqual(errors[0]?._tag, "LogInRefused")
      yield* TestClock.adjust("5 seconds")
      assert.deepInclude(yield* Effect.flip(sessionOf(eve.accessToken)), { reason: "revoked" })
    }).pipe(Effect.scoped, Effect.provide(server))
  )

  it.effect("is looked at ten times and then only now and then, by login, and says when", () =>
    Effect.gen(function* () {
      yield* join("ada")
      const client = yield* nobody
      const wrong = { login: "ada", password: Redacted.make("not the right password") }
      for (let attempt = 0; attempt < 9; attempt += 1)
        assert.strictEqual(yield* failure(client["accounts.login"](wrong)), "LogInRefused")
      const error = yield* Effect.flip(client["accounts.login"]({ login: "ada", password }))
      assert.strictEqual(error._tag, "TooManyAttempts")
      assert.isAbove(error._tag === "TooManyAttempts" ? error.retryAfterMillis : 0, 0)
      assert.strictEqual(
        yield* failure(client["accounts.login"]({ login: "other", password })),
        "LogInRefused"
      )
      yield* TestClock.adjust("6 minutes")
      yield* client["accounts.login"]({ login: "ada", password })
    }).pipe(Effect.scoped, Effect.provide(server))
  )
})

describe("a session", () => {
  it.effect("goes on with new tokens each time, and its access token ends after 15 minutes", () =>
    Effect.gen(function* () {
      const ada = yield* join("ada")
      const client = yield* nobody
      yield* TestClock.adjust("16 minutes")
      assert.deepInclude(yield* Effect.flip(sessionOf(ada.accessToken)), { reason: "expired" })
      const next = yield* client["accounts.refresh"]({ refreshToken: ada.refreshToken })
      assert.notStrictEqual(Redacted.value(next.refreshToken), Redacted.value(ada.refreshToken))
      assert.strictEqual((yield* sessionOf(next.accessToken)).actor.id, ada.account.account)
    }).pipe(Effect.scoped, Effect.provide(server))
  )

  it.effect("ends for everybody when a refresh token comes twice", () =>
    Effect.gen(function* () {
      const ada = yield* join("ada")
      const client = yield* nobody
      const next = yield* client["accounts.refresh"]({ refreshToken: ada.refreshToken })
      const stolen = yield* Effect.flip(client["accounts.refresh"]({ refreshToken: ada.refreshToken }))
      assert.deepInclude(stolen, { _tag: "RefreshRefused", reason: "reused" })
      assert.include(yield* hostEvents, "SessionReused")
      const after = yield* Effect.flip(client["accounts.refresh"]({ refreshToken: next.refreshToken }))
      assert.deepInclude(after, { _tag: "RefreshRefused", reason: "unknown" })
      yield* TestClock.adjust("5 seconds")
      assert.deepInclude(yield* Effect.flip(sessionOf(next.accessToken)), { reason: "revoked" })
    }).pipe(Effect.scoped, Effect.provide(server))
  )

  it.effect("ends by logging out, one or all, and when the password changes", () =>
    Effect.gen(function* () {
      const first = yield* join("ada")
      const client = yield* nobody
      const again = () => client["accounts.login"]({ login: "ada", password })
      const [second, third] = [yield* again(), yield* again()]
      assert.deepStrictEqual(yield* first.client["accounts.logout"]({}), { ended: 1 })
      assert.deepStrictEqual(yield* client["accounts.logout"]({}), { ended: 0 })
      assert.deepStrictEqual(
        yield* client["accounts.logout"]({ refreshToken: second.refreshToken, everywhere: true }),
        { ended: 2 }
      )
      yield* TestClock.adjust("5 seconds")
      for (const { accessToken } of [first, second, third])
        assert.deepInclude(yield* Effect.flip(sessionOf(accessToken)), { reason: "revoked" })

      const fourth = yield* again()
      const mine = yield* holder(fourth.accessToken)
      const next = Redacted.make("another good password")
      assert.strictEqual(yield* failure(mine["accounts.changePassword"]({ next })), "LogInRefused")
      yield* mine["accounts.changePassword"]({ current: password, next })
      yield* TestClock.adjust("5 seconds")
      assert.deepInclude(yield* Effect.flip(sessionOf(fourth.accessToken)), { reason: "revoked" })
      assert.strictEqual(yield* failure(again()), "LogInRefused")
      yield* client["accounts.login"]({ login: "ada", password: next })
    }).pipe(Effect.scoped, Effect.provide(server))
  )
})

describe("logging in through a provider", () => {
  const through = Effect.fnUntraced(function* (client: Effect.Success<typeof nobody>, name: string) {
    const { address, attempt } = yield* client["accounts.oauthStart"]({ provider: "memory" })
    const state = address.split("state=")[1] ?? ""
    return { provider: "memory", code: Redacted.make(name), state, attempt }
  })

  it.effect("registers the first, then knows them again, and nobody else while that is closed", () =>
    Effect.gen(function* () {
      const client = yield* nobody
      const first = yield* client["accounts.oauthFinish"](yield* through(client, "Octo Cat"))
      assert.deepInclude(first.account, { login: "octo-cat", administrator: true })
      const again = yield* client["accounts.oauthFinish"](yield* through(client, "Octo Cat"))
      assert.strictEqual(again.account.account, first.account.account)
      const other = client["accounts.oauthFinish"](yield* through(client, "other"))
      assert.strictEqual(yield* failure(other), "RegistrationClosed")
      const unknown = client["accounts.oauthStart"]({ provider: "elsewhere" })
      assert.strictEqual(yield* failure(unknown), "ProviderUnknown")
    }).pipe(Effect.scoped, Effect.provide(server))
  )

  it.effect("links the two for somebody who is logged in, and no identity to two accounts", () =>
    Effect.gen(function* () {
      const [ada, eve] = [yield* join("ada"), yield* join("eve")]
      const client = yield* nobody
      const linked = yield* ada.client["accounts.oauthFinish"](yield* through(ada.client, "octocat"))
      assert.strictEqual(linked.account.account, ada.account.account)
      const later = yield* client["accounts.oauthFinish"](yield* through(client, "octocat"))
      assert.strictEqual(later.account.account, ada.account.account)
      const stolen = eve.client["accounts.oauthFinish"](yield* through(eve.client, "octocat"))
      assert.strictEqual(yield* failure(stolen), "LoginTaken")
    }).pipe(Effect.scoped, Effect.provide(server))
  )

  it.effect("refuses an end that belongs to another beginning", () =>
    Effect.gen(function* () {
      const client = yield* nobody
      const [mine, theirs] = [yield* through(client, "octocat"), yield* through(client, "octocat")]
      const mixed = client["accounts.oauthFinish"]({ ...theirs, attempt: mine.attempt })
      assert.strictEqual(yield* failure(mixed), "OAuthRefused")
      const bare = client["accounts.oauthFinish"]({ ...theirs, attempt: Redacted.make("") })
      assert.strictEqual(yield* failure(bare), "OAuthRefused")
      assert.deepStrictEqual(yield* hostEvents, [])
    }).pipe(Effect.scoped, Effect.provide(server))
  )

  it.effect("leaves the login to whom it belongs and takes another", () =>
    Effect.gen(function* () {
      yield* join("octocat")
      const client = yield* owner
      const made = yield* client["accounts.oauthFinish"](yield* through(client, "octocat"))
      assert.strictEqual(made.account.login, "octocat-memory")
      assert.strictEqual(yield* failure(Effect.flatMap(sessionOf(made.accessToken), clientWith)), "")
    }).pipe(Effect.scoped, Effect.provide(server))
  )
})
