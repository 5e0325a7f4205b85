/**
 * How often passwords may be tried: by login and in all. Counted by each host for itself, in memory that does not grow:
 * logins share a number of counters.
 */
import { TooManyAttempts } from "@layercake/core/account/AccountError"
import { bytesOf } from "@layercake/core/store/BlobText"
import { Context, Duration, Effect, Layer } from "effect"
import { Digest } from "effect/crypto"
import { RateLimiter } from "effect/persistence"

export class LogInLimits extends Context.Service<
  LogInLimits,
  {
    /** `subject`: whose password or secret is tried. */
    readonly attempt: (subject: string) => Effect.Effect<void, TooManyAttempts>
    /** Something that costs as much and is of nobody yet. */
    readonly costly: Effect.Effect<void, TooManyAttempts>
  }
>()("@layercake/runtime/account/LogInLimits") {}

/** One more attempt each 30 seconds after the first ten. */
const bySubject = { limit: 10, window: Duration.minutes(5) }

/** As many as a machine can hash without anybody having to wait long. */
const inAll = { limit: 300, window: Duration.minutes(1) }

/** Four hexadecimal digits of a digest: 65,536 counters at most. */
const digits = 4

export const layer: Layer.Layer<LogInLimits, never, Digest.Digest> = Layer.effect(
  LogInLimits,
  Effect.gen(function* () {
    const limiter = yield* RateLimiter.RateLimiter
    const digest = yield* Digest.Digest
    const consume = (key: string, limit: typeof inAll) =>
      limiter.consume({ key, ...limit, algorithm: "fixed-window", onExceeded: "fail" }).pipe(
        Effect.asVoid,
        Effect.catch(({ reason }) =>
          reason._tag === "RateLimitExceeded"
            ? Effect.fail(
                new TooManyAttempts({ retryAfterMillis: Math.ceil(Duration.toMillis(reason.retryAfter)) })
              )
            : Effect.die(reason)
        )
      )
    const costly = consume("all", inAll)
    return LogInLimits.of({
      attempt: Effect.fnUntraced(function* (subject) {
        const hex = yield* digest.digestHex(Digest.sha256, bytesOf(subject))
        yield* consume(hex.slice(0, digits), bySubject)
        yield* costly
      }),
      costly
    })
  })
).pipe(Layer.provide(RateLimiter.layer.pipe(Layer.provide(RateLimiter.layerStoreMemory))))
