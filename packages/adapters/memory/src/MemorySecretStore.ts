/**
 * A `SecretStore` over the memory state. Nothing is ever written down.
 */
import { SecretStore } from "@layercake/core/store/SecretStore"
import { Effect, Option } from "effect"
import type { MemoryState } from "./MemoryState.ts"

export const make = ({ secrets }: MemoryState): SecretStore["Service"] =>
  SecretStore.of({
    put: (scope, name, value) =>
      Effect.sync(() => {
        secrets.set(scope, (secrets.get(scope) ?? new Map()).set(name, value))
      }),
    get: (scope, name) => Effect.sync(() => Option.fromUndefinedOr(secrets.get(scope)?.get(name))),
    remove: (scope, name) => Effect.sync(() => secrets.get(scope)?.delete(name) ?? false),
    names: (scope) => Effect.sync(() => Array.from(secrets.get(scope)?.keys() ?? []).toSorted(byCharacter)),
    clear: (scope) =>
      Effect.sync(() => {
        const count = secrets.get(scope)?.size ?? 0
        secrets.delete(scope)
        return count
      })
  })

const byCharacter = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
