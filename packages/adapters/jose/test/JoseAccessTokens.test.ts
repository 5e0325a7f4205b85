import { assert, it } from "@effect/vitest"
import * as AccessTokensConformance from "@layercake/conformance/AccessTokensConformance"
import { AccountId } from "@layercake/core/account/Account"
import { SessionId } from "@layercake/core/account/AccountSession"
import { AccessTokens } from "@layercake/core/port/AccessTokens"
import { Effect, Redacted } from "effect"
import { decodeJwt, decodeProtectedHeader, type JWTPayload, SignJWT, UnsecuredJWT } from "jose"
import * as JoseAccessTokens from "../src/JoseAccessTokens.ts"

const keyOf = (byte: number) => new Uint8Array(32).fill(byte)
const key = keyOf(1)
const layer = JoseAccessTokens.layer({ key: Redacted.make(key) })

AccessTokensConformance.suite("JWT", layer)

const [account, session] = [AccountId.make(`u-${"a".repeat(16)}`), SessionId.make(`s-${"b".repeat(32)}`)]

it.effect("writes a token with issuer, audience, subject, session, id and times", () =>
  Effect.gen(function* () {
    const { token } = yield* (yield* AccessTokens).sign({ account, session })
    const text = Redacted.value(token)
    assert.deepStrictEqual(decodeProtectedHeader(text), { alg: "HS256", typ: "at+jwt" })
    const { jti, ...claims } = decodeJwt(text)
    assert.isNotEmpty(jti)
    assert.deepStrictEqual(claims, {
      iss: "layercake",
      aud: "layercake-api",
      sub: account,
      sid: session,
      iat: 0,
      exp: 900
    })
  }).pipe(Effect.provide(layer))
)

it.effect("takes no token of another key, issuer, audience, kind or algorithm, nor one without a claim", () =>
  Effect.gen(function* () {
    const { verify } = yield* AccessTokens
    const full: JWTPayload = {
      iss: "layercake",
      aud: "layercake-api",
      sub: account,
      sid: session,
      jti: "1",
      iat: 0,
      exp: 900
    }
    const signed = (claims: JWTPayload, header: { alg?: string; typ?: string } = {}, secret = key) =>
      Effect.promise(() =>
        new SignJWT(claims).setProtectedHeader({ alg: "HS256", typ: "at+jwt", ...header }).sign(secret)
      )
    assert.deepStrictEqual(yield* verify(Redacted.make(yield* signed(full))), { account, session })
    const without = (claim: string) => {
      const { [claim]: _, ...rest } = full
      return rest
    }
    const tokens = [
      yield* signed(full, {}, keyOf(2)),
      yield* signed({ ...full, iss: "somebody" }),
      yield* signed({ ...full, aud: "another" }),
      yield* signed({ ...full, sub: "not an account!" }),
      yield* signed({ ...full, sid: "s-1" }),
      yield* signed(full, { typ: "JWT" }),
      yield* signed(full, { alg: "HS512" }, new Uint8Array(64).fill(1)),
      new UnsecuredJWT(full).encode(),
      ...(yield* Effect.forEach(["iss", "aud", "sub", "sid", "jti", "iat", "exp"], (claim) =>
        signed(without(claim))
      ))
    ]
    for (const token of tokens)
      assert.deepInclude(yield* Effect.flip(verify(Redacted.make(token))), { reason: "unknown" }, token)
  }).pipe(Effect.provide(layer))
)
