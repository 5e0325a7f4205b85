/**
 * The behaviour every `SecretStore` adapter must show.
 */
import { assert, layer as withLayer } from "@effect/vitest"
import { SecretScope, SecretStore } from "@layercake/core/store/SecretStore"
import { Effect, type Layer, Option, Redacted } from "effect"
import { raced } from "./StoreSample.ts"

let count = 0
const aScope = () => SecretScope.make(`suite/${(count += 1)}`)

export const suite = <E>(name: string, layer: Layer.Layer<SecretStore, E>) =>
  withLayer(layer, { excludeTestServices: true, timeout: "60 seconds" })(`SecretStore (${name})`, (it) => {
    it.effect("gives back what was kept, every character of it", () =>
      Effect.gen(function* () {
        const secrets = yield* SecretStore
        const scope = aScope()
        for (const [name, value] of [
          ["SHORT", "s"],
          ["EMPTY", ""],
          ["UNICODE", "clé\u{1F511}\n\ttab and  spaces "],
          ["LONG", "x".repeat(100_000)]
        ] as const) {
          yield* secrets.put(scope, name, Redacted.make(value))
          const found = Option.getOrThrow(yield* secrets.get(scope, name))
          assert.strictEqual(Redacted.value(found), value)
        }
      })
    )

    it.effect("takes a new value in place of the old one", () =>
      Effect.gen(function* () {
        const secrets = yield* SecretStore
        const scope = aScope()
        yield* secrets.put(scope, "TOKEN", Redacted.make("old"))
        yield* secrets.put(scope, "TOKEN", Redacted.make("new"))

        assert.strictEqual(Redacted.value(Option.getOrThrow(yield* secrets.get(scope, "TOKEN"))), "new")
        assert.deepStrictEqual(yield* secrets.names(scope), ["TOKEN"])
      })
    )

    it.effect("keeps scopes apart", () =>
      Effect.gen(function* () {
        const secrets = yield* SecretStore
        const [here, elsewhere] = [aScope(), aScope()]
        yield* secrets.put(here, "TOKEN", Redacted.make("here"))
        yield* secrets.put(elsewhere, "TOKEN", Redacted.make("elsewhere"))

        assert.strictEqual(Redacted.value(Option.getOrThrow(yield* secrets.get(here, "TOKEN"))), "here")
        assert.isTrue(yield* secrets.remove(here, "TOKEN"))
        assert.isTrue(Option.isSome(yield* secrets.get(elsewhere, "TOKEN")))
      })
    )

    it.effect("has nothing under a name that was never kept or was removed", () =>
      Effect.gen(function* () {
        const secrets = yield* SecretStore
        const scope = aScope()
        assert.deepStrictEqual(yield* secrets.get(scope, "TOKEN"), Option.none())
        assert.isFalse(yield* secrets.remove(scope, "TOKEN"))
        assert.deepStrictEqual(yield* secrets.names(scope), [])

        yield* secrets.put(scope, "TOKEN", Redacted.make("t"))
        assert.isTrue(yield* secrets.remove(scope, "TOKEN"))
        assert.isFalse(yield* secrets.remove(scope, "TOKEN"))
        assert.deepStrictEqual(yield* secrets.get(scope, "TOKEN"), Option.none())
      })
    )

    it.effect("lists names in the order of their characters and clears a scope", () =>
      Effect.gen(function* () {
        const secrets = yield* SecretStore
        const [scope, other] = [aScope(), aScope()]
        yield* secrets.put(other, "KEPT", Redacted.make("k"))
        for (const name of ["b", "a", "B", "_", "__proto__"])
          yield* secrets.put(scope, name, Redacted.make(name))

        assert.deepStrictEqual(yield* secrets.names(scope), ["B", "_", "__proto__", "a", "b"])
        assert.strictEqual(yield* secrets.clear(scope), 5)
        assert.strictEqual(yield* secrets.clear(scope), 0)
        assert.deepStrictEqual(yield* secrets.names(scope), [])
        assert.deepStrictEqual(yield* secrets.names(other), ["KEPT"])
      })
    )

    it.effect("has one of the values when many are kept at the same time", () =>
      Effect.gen(function* () {
        const secrets = yield* SecretStore
        const scope = aScope()
        const values = ["0", "1", "2", "3", "4", "5", "6", "7"]

        yield* raced(8, (index) => secrets.put(scope, "TOKEN", Redacted.make(values[index] ?? "")))

        assert.include(values, Redacted.value(Option.getOrThrow(yield* secrets.get(scope, "TOKEN"))))
        assert.deepStrictEqual(yield* secrets.names(scope), ["TOKEN"])
      })
    )

    it.effect("shows no value when it is printed", () =>
      Effect.gen(function* () {
        const secrets = yield* SecretStore
        const scope = aScope()
        yield* secrets.put(scope, "TOKEN", Redacted.make("s3cret"))
        assert.notInclude(String(yield* secrets.get(scope, "TOKEN")), "s3cret")
      })
    )
  })
