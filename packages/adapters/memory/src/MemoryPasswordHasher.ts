/**
 * A `PasswordHasher` for tests: quick, and so no protection. What it keeps is a salted fold of the password.
 */
import { PasswordHasher } from "@layercake/core/port/PasswordHasher"
import { Effect, Layer, Redacted } from "effect"

export const layer: Layer.Layer<PasswordHasher> = Layer.sync(PasswordHasher, () => {
  let serial = 0
  return PasswordHasher.of({
    hash: (password) => Effect.sync(() => Redacted.make(folded(Redacted.value(password), ++serial))),
    verify: (password, hash) =>
      Effect.sync(() => {
        if (hash === null) return false
        const kept = Redacted.value(hash)
        const salt = Number(kept.split("$")[1])
        return kept === folded(Redacted.value(password), salt)
      })
  })
})

const folded = (password: string, salt: number): string => {
  let [one, two] = [salt, ~salt]
  for (const character of password) {
    one = Math.imul(one ^ character.codePointAt(0)!, 0x01000193)
    two = Math.imul(two + character.codePointAt(0)!, 0x9e3779b1) ^ (one >>> 7)
  }
  return `memory$${salt}$${(one >>> 0).toString(16)}${(two >>> 0).toString(16)}`
}
