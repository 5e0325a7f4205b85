import { assert, it } from "@effect/vitest"
import * as PasswordHasherConformance from "@layercake/conformance/PasswordHasherConformance"
import { PasswordHasher } from "@layercake/core/port/PasswordHasher"
import { Duration, Effect, Fiber, Redacted, Schedule } from "effect"
import * as Argon2PasswordHasher from "../src/Argon2PasswordHasher.ts"

PasswordHasherConformance.suite("Argon2id", Argon2PasswordHasher.layer)

const password = Redacted.make("correct horse battery staple")

it.live("hashes with Argon2id at 19 MiB, two passes and one lane", () =>
  Effect.gen(function* () {
    const kept = Redacted.value(yield* (yield* PasswordHasher).hash(password))
    assert.match(kept, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  }).pipe(Effect.provide(Argon2PasswordHasher.layer))
)

it.live("takes as long for nobody as for somebody, and leaves the thread to others meanwhile", () =>
  Effect.gen(function* () {
    const { hash, verify } = yield* PasswordHasher
    const kept = yield* hash(password)
    yield* verify(password, null)
    const median = (against: Redacted.Redacted | null) =>
      Effect.map(
        Effect.all(
          Array.from({ length: 9 }, () => Effect.timed(verify(Redacted.make("a wrong one"), against)))
        ),
        (timed) => timed.map(([duration]) => Duration.toMillis(duration)).toSorted((a, b) => a - b)[4]!
      )
    let ticks = 0
    const ticking = yield* Effect.sync(() => void (ticks += 1)).pipe(
      Effect.repeat(Schedule.spaced("1 millis")),
      Effect.forkChild
    )
    const [somebody, nobody] = [yield* median(kept), yield* median(null)]
    yield* Fiber.interrupt(ticking)
    assert.isAbove(nobody, somebody / 10)
    assert.isBelow(nobody, somebody * 10)
    assert.isAbove(ticks, 5)
  }).pipe(Effect.provide(Argon2PasswordHasher.layer))
)
