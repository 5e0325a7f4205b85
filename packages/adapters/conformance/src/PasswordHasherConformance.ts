/**
 * The behaviour every `PasswordHasher` adapter must show.
 */
import { assert, layer as withLayer } from "@effect/vitest"
import { PasswordHasher } from "@layercake/core/port/PasswordHasher"
import { Effect, type Layer, Redacted } from "effect"

const password = Redacted.make("correct horse battery staple")

export const suite = <E>(name: string, layer: Layer.Layer<PasswordHasher, E>) =>
  withLayer(layer, { excludeTestServices: true })(`PasswordHasher (${name})`, (it) => {
    it.effect("knows the password that a hash was made of, and no other", () =>
      Effect.gen(function* () {
        const { hash, verify } = yield* PasswordHasher
        const kept = yield* hash(password)
        assert.isTrue(yield* verify(password, kept))
        for (const other of ["", "correct horse battery stapl", "Correct horse battery staple", "\u0000"])
          assert.isFalse(yield* verify(Redacted.make(other), kept), other)
      })
    )

    it.effect("makes another hash of the same password each time, without the password in it", () =>
      Effect.gen(function* () {
        const { hash } = yield* PasswordHasher
        const [one, two] = [Redacted.value(yield* hash(password)), Redacted.value(yield* hash(password))]
        assert.notStrictEqual(one, two)
        assert.notInclude(one, Redacted.value(password))
      })
    )

    it.effect("takes whatever people type", () =>
      Effect.gen(function* () {
        const { hash, verify } = yield* PasswordHasher
        for (const typed of ["\u{1f370}".repeat(20), "пароль с пробелами", "x".repeat(256)]) {
          const given = Redacted.make(typed)
          assert.isTrue(yield* verify(given, yield* hash(given)))
        }
      })
    )

    it.effect("is false where there is no hash, or none of its own", () =>
      Effect.gen(function* () {
        const { verify } = yield* PasswordHasher
        assert.isFalse(yield* verify(password, null))
        for (const strange of ["", "$argon2id$", "$2b$10$abcdefghijklmnopqrstuv"])
          assert.isFalse(yield* verify(password, Redacted.make(strange)))
      })
    )
  })
