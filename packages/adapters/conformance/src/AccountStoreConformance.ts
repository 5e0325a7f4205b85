/**
 * The behaviour every `AccountStore` adapter must show: people, and who they are elsewhere.
 */
import { assert, layer as withLayer } from "@effect/vitest"
import { AccountId } from "@layercake/core/account/Account"
import { Login } from "@layercake/core/account/Login"
import { Timestamp } from "@layercake/core/event/Timestamp"
import { AccountStore, type Person } from "@layercake/core/store/AccountStore"
import { Effect, Exit, type Layer, Option, Redacted } from "effect"
import { aName, raced } from "./StoreSample.ts"

const fresh = () => aName("x").replace(" ", "-")

export const aPerson = (more: Partial<Person> = {}): Person => ({
  account: AccountId.make(fresh()),
  login: Login.make(`ada-${fresh()}`),
  email: "ada@example.com",
  displayName: "Ada \u{1f370}",
  passwordHash: Redacted.make("$argon2id$v=19$..."),
  createdAt: Timestamp.make("2026-11-22T10:00:00.123Z"),
  ...more
})

/** With the hash in sight, so that persons can be compared. */
const shown = ({ passwordHash, ...person }: Person) => ({
  ...person,
  hash: passwordHash === null ? null : Redacted.value(passwordHash)
})

const get = (account: AccountId) =>
  Effect.flatMap(AccountStore, (store) => Effect.map(store.get(account), Option.map(shown)))

export const suite = <E>(name: string, layer: Layer.Layer<AccountStore, E>) =>
  withLayer(layer, { excludeTestServices: true, timeout: "60 seconds" })(`AccountStore (${name})`, (it) => {
    it.effect("finds a person by account and by login, exactly as they were added", () =>
      Effect.gen(function* () {
        const store = yield* AccountStore
        const [one, two] = [aPerson(), aPerson({ email: null, displayName: null, passwordHash: null })]
        yield* store.add(one)
        yield* store.add(two)

        for (const person of [one, two]) {
          assert.deepStrictEqual(yield* get(person.account), Option.some(shown(person)))
          assert.deepStrictEqual(
            Option.map(yield* store.byLogin(person.login), shown),
            Option.some(shown(person))
          )
        }
        assert.isTrue(Option.isNone(yield* store.get(AccountId.make(fresh()))))
        assert.isTrue(Option.isNone(yield* store.byLogin(Login.make(fresh()))))
        const people = yield* store.people([two.account, AccountId.make(fresh()), one.account])
        assert.sameMembers(
          people.map(({ account }) => account),
          [one.account, two.account]
        )
        assert.deepStrictEqual(yield* store.people([]), [])
      })
    )

    it.effect("gives a login to one account, also when many ask at once", () =>
      Effect.gen(function* () {
        const store = yield* AccountStore
        const login = Login.make(`ada-${fresh()}`)
        const outcomes = yield* raced(8, () => Effect.exit(store.add(aPerson({ login }))))
        assert.strictEqual(outcomes.filter(Exit.isSuccess).length, 1)

        const error = yield* Effect.flip(store.add(aPerson({ login })))
        assert.deepInclude(error, { _tag: "LoginTaken", field: "login" })
      })
    )

    it.effect("changes what is given and leaves the rest", () =>
      Effect.gen(function* () {
        const store = yield* AccountStore
        const [person, other] = [aPerson(), aPerson()]
        yield* store.add(person)
        yield* store.add(other)
        const login = Login.make(`new-${fresh()}`)
        yield* store.change(person.account, { login, email: null })
        assert.deepStrictEqual(
          yield* get(person.account),
          Option.some(shown({ ...person, login, email: null }))
        )
        yield* store.change(person.account, { passwordHash: Redacted.make("another"), displayName: "A" })
        assert.deepInclude(Option.getOrThrow(yield* get(person.account)), {
          hash: "another",
          displayName: "A",
          login
        })
        yield* store.change(person.account, {})
        yield* store.change(person.account, { login })
        yield* store.change(AccountId.make(fresh()), { email: "x@example.com" })

        const error = yield* Effect.flip(store.change(other.account, { login, email: "o@example.com" }))
        assert.strictEqual(error._tag, "LoginTaken")
        assert.deepStrictEqual(yield* get(other.account), Option.some(shown(other)))
        assert.isTrue(Option.isNone(yield* store.byLogin(person.login)))
      })
    )

    it.effect("links an identity to one account, and finds it again", () =>
      Effect.gen(function* () {
        const store = yield* AccountStore
        const [one, two] = [aPerson(), aPerson()]
        yield* store.add(one)
        yield* store.add(two)
        const identity = { provider: "github", subject: fresh() }
        yield* store.link(identity, one.account)
        yield* store.link(identity, one.account)
        const error = yield* Effect.flip(store.link(identity, two.account))
        assert.deepInclude(error, { _tag: "LoginTaken", field: "identity" })

        assert.deepStrictEqual(yield* store.byIdentity(identity), Option.some(one.account))
        assert.isTrue(Option.isNone(yield* store.byIdentity({ ...identity, provider: "other" })))
      })
    )
  })
