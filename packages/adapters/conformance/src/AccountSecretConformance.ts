/**
 * The behaviour every `AccountStore` adapter must show: refresh secrets, API tokens, and that nothing is left of somebody
 * who was removed.
 */
import { assert, layer as withLayer } from "@effect/vitest"
import { SessionId } from "@layercake/core/account/AccountSession"
import { TokenId } from "@layercake/core/account/ApiToken"
import { Timestamp } from "@layercake/core/event/Timestamp"
import { AccountStore, SecretDigest } from "@layercake/core/store/AccountStore"
import { Effect, type Layer, Option } from "effect"
import { aPerson } from "./AccountStoreConformance.ts"
import { aName, raced } from "./StoreSample.ts"

let serial = 0
const hex = (length: number) => (++serial).toString(16).padStart(length, "0")
const aDigest = () => SecretDigest.make(hex(64))
const aSession = () => SessionId.make(`s-${hex(32)}`)
const aToken = () => TokenId.make(`t-${hex(16)}`)

const at = (minute: number) => Timestamp.make(`2026-11-22T10:${String(minute).padStart(2, "0")}:00.000Z`)

/** Somebody with a session whose secret lasts to minute 30. */
const loggedIn = Effect.gen(function* () {
  const store = yield* AccountStore
  const person = aPerson()
  yield* store.add(person)
  const [digest, session] = [aDigest(), aSession()]
  yield* store.keepRefresh({ digest, session, account: person.account, expiresAt: at(30) }, at(0))
  return { account: person.account, login: person.login, digest, session }
})

export const suite = <E>(name: string, layer: Layer.Layer<AccountStore, E>) =>
  withLayer(layer, { excludeTestServices: true, timeout: "60 seconds" })(
    `AccountStore secrets (${name})`,
    (it) => {
      it.effect("rotates a secret, and says when one comes again", () =>
        Effect.gen(function* () {
          const store = yield* AccountStore
          const { account, digest, session } = yield* loggedIn
          const next = { digest: aDigest(), expiresAt: at(40) }
          assert.deepStrictEqual(yield* store.sessionOf(digest), Option.some(session))
          assert.deepStrictEqual(yield* store.rotate(digest, next, at(1)), {
            _tag: "Rotated",
            session,
            account
          })
          assert.deepStrictEqual(yield* store.rotate(digest, { ...next, digest: aDigest() }, at(2)), {
            _tag: "Reused",
            session
          })
          const third = { digest: aDigest(), expiresAt: at(50) }
          assert.strictEqual((yield* store.rotate(next.digest, third, at(39)))._tag, "Rotated")
          assert.deepStrictEqual(yield* store.sessionOf(third.digest), Option.some(session))
        })
      )

      it.effect("knows no secret that has expired, nor one that was never kept", () =>
        Effect.gen(function* () {
          const store = yield* AccountStore
          const { digest } = yield* loggedIn
          const next = () => ({ digest: aDigest(), expiresAt: at(59) })
          assert.deepStrictEqual(yield* store.rotate(aDigest(), next(), at(1)), { _tag: "Unknown" })
          assert.deepStrictEqual(yield* store.rotate(digest, next(), at(30)), { _tag: "Unknown" })
          assert.isTrue(Option.isNone(yield* store.sessionOf(aDigest())))
        })
      )

      it.effect("lets one of many who come with the same secret have the next", () =>
        Effect.gen(function* () {
          const store = yield* AccountStore
          const { digest } = yield* loggedIn
          const outcomes = yield* raced(8, () =>
            store.rotate(digest, { digest: aDigest(), expiresAt: at(40) }, at(1))
          )
          const tags = outcomes.map(({ _tag }) => _tag).toSorted()
          assert.deepStrictEqual(tags, [...Array.from({ length: 7 }, () => "Reused"), "Rotated"])
        })
      )

      it.effect("forgets every secret of a session, and leaves others", () =>
        Effect.gen(function* () {
          const store = yield* AccountStore
          const [one, two, three] = [yield* loggedIn, yield* loggedIn, yield* loggedIn]
          const next = { digest: aDigest(), expiresAt: at(40) }
          yield* store.rotate(one.digest, next, at(1))
          yield* store.forget([one.session, two.session])
          yield* store.forget([])
          for (const digest of [one.digest, next.digest, two.digest])
            assert.strictEqual(
              (yield* store.rotate(digest, { ...next, digest: aDigest() }, at(2)))._tag,
              "Unknown"
            )
          assert.isTrue(Option.isSome(yield* store.sessionOf(three.digest)))
        })
      )

      it.effect("finds a token by its digest, and says when it was used last", () =>
        Effect.gen(function* () {
          const store = yield* AccountStore
          const { account } = yield* loggedIn
          const secrets = [aToken(), aToken()].map((token) => ({
            token,
            account,
            name: aName("nightly"),
            digest: aDigest()
          }))
          for (const secret of secrets) yield* store.keepToken(secret)
          const [one, two] = [secrets[0]!, secrets[1]!]
          assert.deepStrictEqual(yield* store.tokenBy(one.digest), Option.some(one.token))
          assert.isTrue(Option.isNone(yield* store.tokenBy(aDigest())))
          yield* store.used(two.token, at(5))
          yield* store.used(aToken(), at(5))
          assert.sameDeepMembers(Array.from(yield* store.tokens(account)), [
            { token: one.token, name: one.name, lastUsedAt: null },
            { token: two.token, name: two.name, lastUsedAt: at(5) }
          ])
          assert.deepStrictEqual(yield* store.tokens((yield* loggedIn).account), [])
        })
      )

      it.effect("keeps nothing of somebody who was removed, and everything of others", () =>
        Effect.gen(function* () {
          const store = yield* AccountStore
          const [gone, left] = [yield* loggedIn, yield* loggedIn]
          const identity = (of: typeof gone) => ({ provider: "github", subject: of.account })
          const digests = [aDigest(), aDigest()]
          for (const [index, person] of [gone, left].entries()) {
            yield* store.link(identity(person), person.account)
            yield* store.keepToken({
              token: aToken(),
              account: person.account,
              name: "n",
              digest: digests[index]!
            })
          }
          yield* store.remove(gone.account)
          yield* store.remove(gone.account)

          const found = (of: typeof gone, digest: SecretDigest) =>
            Effect.all([
              Effect.map(store.get(of.account), Option.isSome),
              Effect.map(store.byLogin(of.login), Option.isSome),
              Effect.map(store.byIdentity(identity(of)), Option.isSome),
              Effect.map(store.sessionOf(of.digest), Option.isSome),
              Effect.map(store.tokenBy(digest), Option.isSome),
              Effect.map(store.tokens(of.account), (tokens) => tokens.length > 0)
            ])
          assert.deepStrictEqual(
            yield* found(gone, digests[0]!),
            Array.from({ length: 6 }, () => false)
          )
          assert.deepStrictEqual(
            yield* found(left, digests[1]!),
            Array.from({ length: 6 }, () => true)
          )
          yield* store.add(aPerson({ login: gone.login }))
        })
      )
    }
  )
