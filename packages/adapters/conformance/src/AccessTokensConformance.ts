/**
 * The behaviour every `AccessTokens` adapter must show. Runs on the test's clock.
 */
import { assert, layer as withLayer } from "@effect/vitest"
import { AccountId } from "@layercake/core/account/Account"
import { SessionId } from "@layercake/core/account/AccountSession"
import { fromDateTime } from "@layercake/core/event/Timestamp"
import { AccessTokens } from "@layercake/core/port/AccessTokens"
import { DateTime, Effect, type Layer, Redacted } from "effect"
import { TestClock } from "effect/testing"

const claims = {
  account: AccountId.make(`u-${"a".repeat(16)}`),
  session: SessionId.make(`s-${"b".repeat(32)}`)
}

/** Tokens that live 15 minutes. */
export const suite = <E>(name: string, layer: Layer.Layer<AccessTokens, E>) =>
  withLayer(layer)(`AccessTokens (${name})`, (it) => {
    it.effect("says again what was signed, until it has expired", () =>
      Effect.gen(function* () {
        const { sign, verify } = yield* AccessTokens
        const { expiresAt, token } = yield* sign(claims)
        const later = DateTime.add(yield* DateTime.now, { minutes: 15 })
        assert.strictEqual(expiresAt.slice(0, 19), fromDateTime(later).slice(0, 19))
        assert.deepStrictEqual(yield* verify(token), claims)
        yield* TestClock.adjust("899 seconds")
        assert.deepStrictEqual(yield* verify(token), claims)
        yield* TestClock.adjust("2 seconds")
        assert.deepInclude(yield* Effect.flip(verify(token)), {
          _tag: "AccessTokenInvalid",
          reason: "expired"
        })
      })
    )

    it.effect("signs each one for itself", () =>
      Effect.gen(function* () {
        const { sign } = yield* AccessTokens
        const [one, two] = [yield* sign(claims), yield* sign(claims)]
        assert.notStrictEqual(Redacted.value(one.token), Redacted.value(two.token))
      })
    )

    it.effect("knows nothing that was changed, or that it did not sign", () =>
      Effect.gen(function* () {
        const { sign, verify } = yield* AccessTokens
        const text = Redacted.value((yield* sign(claims)).token)
        const middle = Math.floor(text.length / 2)
        const other = text[middle] === "A" ? "B" : "A"
        for (const token of [
          "",
          "lck_abc",
          "a.b.c",
          text.slice(1),
          `${text.slice(0, middle)}${other}${text.slice(middle + 1)}`,
          `${text}x`
        ])
          assert.deepInclude(yield* Effect.flip(verify(Redacted.make(token))), { reason: "unknown" })
      })
    )
  })
