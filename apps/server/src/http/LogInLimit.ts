/**
 * How often one client address may try to become somebody: log in, register, refresh. What an account allows is looked at
 * where accounts are.
 */
import { Duration, Effect } from "effect"
import { RateLimiter } from "effect/persistence"
import * as HttpProblem from "./HttpProblem.ts"
import type { HttpLimits } from "./HttpSetting.ts"

export type LogInLimit = (client: string) => Effect.Effect<void, HttpProblem.HttpProblem>

export const make = (limits: HttpLimits): Effect.Effect<LogInLimit, never, RateLimiter.RateLimiter> =>
  Effect.map(
    RateLimiter.RateLimiter,
    (limiter): LogInLimit =>
      (client) =>
        limiter
          .consume({
            algorithm: "fixed-window",
            onExceeded: "fail",
            window: "1 minute",
            limit: limits.attemptsPerMinute,
            key: `log-in:${client}`
          })
          .pipe(
            Effect.asVoid,
            Effect.catch(({ reason }) =>
              reason._tag === "RateLimitExceeded"
                ? Effect.fail(
                    HttpProblem.tooMany(
                      "Too many tries from this address. Wait before the next one.",
                      Duration.toSeconds(reason.retryAfter)
                    )
                  )
                : Effect.die(reason)
            )
          )
  )
