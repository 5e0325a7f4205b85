/**
 * Makes of a password what can be kept, and compares. Slow on purpose, and never in the way of other work.
 */
import { Context, type Effect, type Redacted } from "effect"

export class PasswordHasher extends Context.Service<
  PasswordHasher,
  {
    /** With a fresh salt, in a form that says how it was made. */
    readonly hash: (password: Redacted.Redacted) => Effect.Effect<Redacted.Redacted>

    /** Takes as long where there is no hash, and is false then. */
    readonly verify: (password: Redacted.Redacted, hash: Redacted.Redacted | null) => Effect.Effect<boolean>
  }
>()("@layercake/core/port/PasswordHasher") {}
