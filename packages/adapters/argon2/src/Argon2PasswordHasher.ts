/**
 * A `PasswordHasher` with Argon2id, as the OWASP Password Storage Cheat Sheet sets it: 19 MiB, two passes, one lane. The
 * work is done on threads of its own.
 */
import { PasswordHasher } from "@layercake/core/port/PasswordHasher"
import { Effect, Layer, Redacted, Semaphore } from "effect"

/** Argon2id is what the package takes when no algorithm is named; its constants exist at compile time only. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 }

/** Hashes made at one time: each takes 19 MiB and one thread of the pool that file access shares. */
const concurrency = 2

/** Loaded once a password comes: most processes never see one. */
const library = Effect.promise(() => import("@node-rs/argon2"))

export const layer: Layer.Layer<PasswordHasher> = Layer.effect(
  PasswordHasher,
  Effect.gen(function* () {
    const turns = yield* Semaphore.make(concurrency)
    const { hash, verify } = yield* Effect.cached(library).pipe(
      Effect.map((loaded) => ({
        hash: (password: string) =>
          Effect.flatMap(loaded, ({ hash }) => Effect.promise(() => hash(password, cost))),
        verify: (password: string, kept: string) =>
          Effect.flatMap(loaded, ({ verify }) =>
            // What is kept may be none of this library's.
            Effect.tryPromise(() => verify(kept, password)).pipe(Effect.orElseSucceed(() => false))
          )
      }))
    )
    // Compared with where there is nothing to compare with, so that both take the same time.
    const decoy = yield* Effect.cached(hash("nobody's password"))

    return PasswordHasher.of({
      hash: Effect.fn("Argon2PasswordHasher.hash")(function* (password) {
        return Redacted.make(yield* turns.withPermit(hash(Redacted.value(password))))
      }),
      verify: Effect.fn("Argon2PasswordHasher.verify")(function* (password, kept) {
        const against = kept === null ? yield* decoy : Redacted.value(kept)
        const matches = yield* turns.withPermit(verify(Redacted.value(password), against))
        return kept !== null && matches
      })
    })
  })
)
