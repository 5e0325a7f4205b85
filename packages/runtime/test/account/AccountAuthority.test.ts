/**
 * What credentials of accounts can and cannot ask for: roles, scopes, kinds, several servers, and that no secret is ever
 * written down.
 */
import { assert, describe, it, layer } from "@effect/vitest"
import { defaultPolicy } from "@layercake/core/pipeline/Policy"
import { ProjectId } from "@layercake/core/project/Project"
import { AccountStore } from "@layercake/core/store/AccountStore"
import { Effect, Layer, Logger, Option, Redacted, Tracer } from "effect"
import { TestClock } from "effect/testing"
import * as Intake from "../../src/intake/Intake.ts"
import * as MemoryFactory from "../MemoryFactory.ts"
import {
  failure,
  holder,
  join,
  login,
  nobody,
  owner,
  password,
  server,
  serverOver,
  sessionOf
} from "./AccountWorld.ts"

const textOf = (value: unknown): string => JSON.stringify(value)

const begin = (id: string, account: string) =>
  Effect.as(
    Intake.take(
      { brief: MemoryFactory.brief, project: ProjectId.make(id), policy: defaultPolicy },
      { kind: "person", id: account }
    ),
    ProjectId.make(id)
  )

layer(server)("a member of a project", (it) => {
  it.effect("may do what the role says and what roles before it may, and strangers learn nothing", () =>
    Effect.gen(function* () {
      yield* join("admin")
      const [olga, tom] = [yield* join("olga"), yield* join("tom")]
      const project = yield* begin("roles", olga.account.account)
      const asks = {
        viewer: tom.client["gates.get"]({ project, gate: "G1" }),
        contributor: tom.client["notes.add"]({ project, text: "seen" }),
        approver: tom.client["gates.review"]({ project, gate: "G1" }),
        owner: tom.client["accounts.setMember"]({ project, account: "olga", role: "owner" })
      }
      for (const ask of Object.values(asks)) assert.strictEqual(yield* failure(ask), "ProjectNotFound")
      const roles = ["viewer", "contributor", "approver", "owner"] as const
      for (const [level, role] of roles.entries()) {
        yield* olga.client["accounts.setMember"]({ project, account: "tom", role })
        const denied = yield* Effect.forEach(roles, (name) =>
          Effect.map(failure(asks[name]), (tag) => tag === "AccessDenied")
        )
        assert.deepStrictEqual(
          denied,
          roles.map((_, index) => index > level),
          role
        )
      }
      assert.deepStrictEqual(
        (yield* tom.client["accounts.members"]({ project }))
          .map(({ login, role }) => [login, role])
          .toSorted(),
        [
          ["olga", "owner"],
          ["tom", "owner"]
        ]
      )
      yield* olga.client["accounts.removeMember"]({ project, account: "tom" })
      assert.strictEqual(yield* failure(asks.viewer), "ProjectNotFound")
      const last = olga.client["accounts.removeMember"]({ project, account: "olga" })
      assert.strictEqual(yield* failure(last), "CommandRefused")
      const unknown = olga.client["accounts.setMember"]({ project, account: "nobody", role: "viewer" })
      assert.strictEqual(yield* failure(unknown), "AccountUnknown")
    }).pipe(Effect.scoped)
  )

  it.effect("manages nobody else's account or tokens without being an administrator", () =>
    Effect.gen(function* () {
      yield* join("boss")
      const [uma, max] = [yield* join("uma"), yield* join("max")]
      const { account } = max.account
      const { token } = yield* max.client["accounts.issueToken"]({ name: "mine", kind: "agent" })
      const asks = [
        uma.client["accounts.list"]({}),
        uma.client["accounts.disable"]({ account }),
        uma.client["accounts.setAdministrator"]({ account: uma.account.account, administrator: true }),
        uma.client["accounts.update"]({ account, email: null }),
        uma.client["accounts.update"]({ account: "no-such-login", email: null }),
        uma.client["accounts.changePassword"]({ account, next: password }),
        uma.client["accounts.issueToken"]({ account, name: "x", kind: "agent" }),
        uma.client["accounts.listTokens"]({ account })
      ]
      for (const ask of asks) assert.strictEqual(yield* failure(ask), "AccessDenied")
      assert.strictEqual(yield* failure(uma.client["accounts.revokeToken"]({ token })), "CommandRefused")
      assert.strictEqual((yield* uma.client["accounts.update"]({ displayName: "Uma" })).displayName, "Uma")
      const taken = uma.client["accounts.update"]({ login: login("max") })
      assert.strictEqual(yield* failure(taken), "LoginTaken")
    }).pipe(Effect.scoped)
  )
})

layer(server)("an API token", (it) => {
  it.effect("is never a person, so it approves nothing and changes no member, whoever's it is", () =>
    Effect.gen(function* () {
      const ada = yield* join("ada")
      const project = yield* begin("tokens", ada.account.account)
      for (const kind of ["automation", "agent"] as const) {
        const { secret } = yield* ada.client["accounts.issueToken"]({ name: kind, kind })
        assert.match(Redacted.value(secret), /^lck_[0-9a-f]{16}_[\w-]{43}$/)
        const session = yield* sessionOf(secret)
        assert.deepStrictEqual(session.actor, { kind, id: ada.account.account })
        const client = yield* holder(secret)
        yield* client["gates.get"]({ project, gate: "G1" })
        const asks = [
          client["gates.review"]({ project, gate: "G1" }),
          client["gates.reject"]({ project, gate: "G1", reason: "no" }),
          client["accounts.setMember"]({ project, account: "ada", role: "owner" }),
          client["accounts.issueToken"]({ name: "more", kind }),
          client["accounts.changePassword"]({ current: password, next: password })
        ]
        for (const ask of asks) assert.strictEqual(yield* failure(ask), "AccessDenied")
      }
    }).pipe(Effect.scoped)
  )

  it.effect("does what it was made for: toolsets, projects, reading, until it expires", () =>
    Effect.gen(function* () {
      const ada = yield* join("ada2")
      yield* ada.client["accounts.me"]()
      const [one, two] = [yield* begin("one", ada.account.account), yield* begin("two", ada.account.account)]
      const { secret, token } = yield* ada.client["accounts.issueToken"]({
        name: "narrow",
        kind: "automation",
        toolsets: ["gates", "notes"],
        projects: [one],
        readOnly: true,
        days: 1
      })
      const client = yield* holder(secret)
      yield* client["gates.get"]({ project: one, gate: "G1" })
      assert.strictEqual(yield* failure(client["gates.get"]({ project: two, gate: "G1" })), "ProjectNotFound")
      assert.strictEqual(yield* failure(client["events.timeline"]({ project: one })), "AccessDenied")
      assert.strictEqual(yield* failure(client["notes.add"]({ project: one, text: "no" })), "AccessDenied")
      const [listed] = (yield* ada.client["accounts.listTokens"]({})).filter((row) => row.token === token)
      assert.deepInclude(listed, { name: "narrow", readOnly: true, projects: [one], revokedAt: null })
      assert.isNotNull(listed?.lastUsedAt)
      yield* TestClock.adjust("1 day")
      assert.deepInclude(yield* Effect.flip(sessionOf(secret)), { reason: "expired" })
    }).pipe(Effect.scoped)
  )

  it.effect("is taken nowhere once it is revoked, or another one", () =>
    Effect.gen(function* () {
      const ada = yield* join("ada3")
      const { secret, token } = yield* ada.client["accounts.issueToken"]({ name: "short", kind: "agent" })
      yield* sessionOf(secret)
      const revoked = yield* ada.client["accounts.revokeToken"]({ token })
      assert.isNotNull(revoked.revokedAt)
      yield* TestClock.adjust("5 seconds")
      assert.deepInclude(yield* Effect.flip(sessionOf(secret)), { reason: "revoked" })
      const text = Redacted.value(secret)
      const others = [
        "",
        "lck_",
        text.slice(0, -1),
        `${text.slice(0, -1)}${text.endsWith("A") ? "B" : "A"}`,
        "a.b.c"
      ]
      for (const other of others)
        assert.deepInclude(yield* Effect.flip(sessionOf(Redacted.make(other))), { reason: "unknown" })
    }).pipe(Effect.scoped)
  )
})

describe("two servers over one store", () => {
  it.effect(
    "take each other's sessions and tokens, and each other's word that they ended, within 5 seconds",
    () =>
      Effect.gen(function* () {
        const world = MemoryFactory.makeWorld()
        const [one, two] = [yield* Layer.build(serverOver(world)), yield* Layer.build(serverOver(world))]
        const { ada, issued } = yield* Effect.gen(function* () {
          const ada = yield* join("ada")
          return { ada, issued: yield* ada.client["accounts.issueToken"]({ name: "n", kind: "automation" }) }
        }).pipe(Effect.provide(one))
        const there = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.provide(effect, two)
        assert.strictEqual((yield* there(sessionOf(ada.accessToken))).actor.kind, "person")
        assert.strictEqual((yield* there(sessionOf(issued.secret))).actor.kind, "automation")
        yield* ada.client["accounts.revokeToken"]({ token: issued.token })
        yield* ada.client["accounts.logout"]({})
        yield* TestClock.adjust("5 seconds")
        for (const bearer of [ada.accessToken, issued.secret])
          assert.deepInclude(yield* there(Effect.flip(sessionOf(bearer))), { reason: "revoked" })
      }).pipe(Effect.scoped)
  )
})

describe("what is kept of accounts", () => {
  it.effect("has no secret and no name in it: not in events, rows, logs or spans", () => {
    const world = MemoryFactory.makeWorld()
    const written: Array<string> = []
    const logger = Logger.make(
      (entry) => void written.push(JSON.stringify(entry.message), String(entry.cause))
    )
    const tracer = Tracer.make({
      span: (options) => {
        const span = new Tracer.NativeSpan(options)
        const attribute = span.attribute.bind(span)
        span.attribute = (key: string, value: unknown) => {
          written.push(`${key} ${JSON.stringify(value)}`)
          attribute(key, value)
        }
        written.push(options.name)
        return span
      }
    })
    return Effect.gen(function* () {
      const ada = yield* join("ada-lovelace")
      const client = yield* nobody
      const next = yield* client["accounts.refresh"]({ refreshToken: ada.refreshToken })
      const issued = yield* ada.client["accounts.issueToken"]({ name: "nightly", kind: "automation" })
      yield* sessionOf(issued.secret)
      yield* ada.client["accounts.update"]({ email: "ada@example.com", displayName: "Countess" })
      const wrong = Redacted.make("a password that is wrong")
      const errors = [
        yield* Effect.flip(client["accounts.login"]({ login: "ada-lovelace", password: wrong })),
        yield* Effect.flip(client["accounts.refresh"]({ refreshToken: ada.refreshToken })),
        yield* Effect.flip(sessionOf(Redacted.make(`${Redacted.value(issued.secret)}x`)))
      ]
      yield* Effect.logError("what went wrong", errors)
      const kept = textOf([
        world.store.events,
        Array.from(world.store.views),
        Array.from(world.store.accounts.refresh),
        Array.from(world.store.accounts.tokens),
        errors.map((error) => `${error.message} ${textOf(error)}`)
      ])
      assert.include(kept, "SessionBegun")
      assert.isAbove(written.length, 10)
      const secrets = [
        password,
        wrong,
        ada.accessToken,
        ada.refreshToken,
        next.accessToken,
        next.refreshToken,
        issued.secret
      ].map(Redacted.value)
      for (const secret of secrets)
        for (const text of [kept, ...written]) assert.isFalse(text.includes(secret), "a secret was written")
      const log = textOf([world.store.events, Array.from(world.store.views)])
      for (const name of ["ada-lovelace", "ada@example.com", "Countess", "nightly"])
        assert.notInclude(log, name)
    }).pipe(
      Effect.scoped,
      Effect.provide(Layer.provideMerge(serverOver(world), Logger.layer([logger]))),
      Effect.withTracer(tracer)
    )
  })

  it.effect("goes with the person who is erased, and the log says so", () =>
    Effect.gen(function* () {
      const ada = yield* join("ada")
      const client = yield* owner
      const { account } = ada.account
      const { secret } = yield* ada.client["accounts.issueToken"]({ name: "n", kind: "agent" })
      yield* client["erasure.person"]({ person: account, reason: "asked for" })
      yield* client["erasure.person"]({ person: account, reason: "asked for again" })
      const store = yield* AccountStore
      assert.isTrue(Option.isNone(yield* store.get(account)))
      yield* TestClock.adjust("5 seconds")
      assert.strictEqual(yield* failure(sessionOf(ada.accessToken)), "CredentialRefused")
      assert.strictEqual(yield* failure(sessionOf(secret)), "CredentialRefused")
      const [row] = (yield* client["accounts.list"]({})).accounts
      assert.deepInclude(row, { account, login: null, email: null, status: "erased", administrator: false })
      yield* (yield* nobody)["accounts.register"]({ login: login("ada"), password })
    }).pipe(Effect.scoped, Effect.provide(server))
  )

  it.effect("is listed page by page", () =>
    Effect.gen(function* () {
      const client = yield* owner
      for (const name of ["a", "b", "c"]) yield* client["accounts.register"]({ login: login(name), password })
      const first = yield* client["accounts.list"]({ limit: 2 })
      assert.strictEqual(first.accounts.length, 2)
      const second = yield* client["accounts.list"]({ limit: 2, after: first.next! })
      assert.deepStrictEqual([second.accounts.length, second.next], [1, null])
      const logins = [...first.accounts, ...second.accounts].map((account) => account.login)
      assert.sameMembers(logins, ["a", "b", "c"])
    }).pipe(Effect.scoped, Effect.provide(server))
  )
})
