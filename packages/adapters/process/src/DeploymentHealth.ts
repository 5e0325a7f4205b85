/**
 * Asks a running program over HTTP whether it is well. Does not know how it was started.
 */
import type { HealthReport } from "@layercake/core/port/Deployer"
import { Clock, Duration, Effect, Ref, Schedule, Stream } from "effect"
import { FetchHttpClient, HttpClient } from "effect/http"

/** How long one answer may take; a program that hangs once is asked again. */
const answerTime = Duration.seconds(5)

/**
 * Asks until the answer has a 2xx status, the time is over, or the program has ended. A redirect is an answer, and not a
 * healthy one.
 */
export const poll = Effect.fnUntraced(function* (
  address: string,
  timeout: Duration.Duration,
  isRunning: Effect.Effect<boolean>
) {
  const client = yield* HttpClient.HttpClient
  const begin = yield* Clock.currentTimeMillis
  const status = yield* Ref.make<number | null>(null)
  const ask = client.get(address).pipe(
    // What else the answer says is thrown away, so that the connection can be used again.
    Effect.tap((response) =>
      Stream.runDrain(response.stream).pipe(Effect.timeout("1 second"), Effect.ignore)
    ),
    Effect.map((response) => response.status),
    Effect.timeout(Duration.min(answerTime, timeout)),
    // Nobody listens yet, or the answer was no HTTP.
    Effect.orElseSucceed(() => null),
    Effect.tap((answer) => Ref.set(status, answer)),
    Effect.provideService(FetchHttpClient.RequestInit, { redirect: "manual" })
  )
  const isOver = Effect.gen(function* () {
    return isWell(yield* ask) || !(yield* isRunning)
  })
  yield* isOver.pipe(
    Effect.repeat({ until: (over) => over, schedule: Schedule.spaced("100 millis") }),
    Effect.timeoutOption(timeout)
  )
  const last = yield* Ref.get(status)
  return {
    healthy: isWell(last),
    status: last,
    durationMillis: (yield* Clock.currentTimeMillis) - begin
  } satisfies HealthReport
})

const isWell = (status: number | null) => status !== null && status >= 200 && status < 300
