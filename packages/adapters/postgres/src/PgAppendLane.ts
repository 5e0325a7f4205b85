/**
 * Sends appends to the database. What is asked for while others are under way waits for the next statement and goes there
 * together: one round trip and one commit for all of it. A lone append is not kept waiting.
 */
import type { PgClient } from "@effect/sql-pg/PgClient"
import type { AppendRequest } from "@layercake/core/store/EventStore"
import { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import { Effect, type Scope } from "effect"
import type { SqlError } from "effect/sql/SqlError"
import { appendAllCall, appendCall, type AppendRow, maxEvents } from "./PgAppend.ts"
import { despiteRaces, unavailable } from "./PgFailure.ts"

type Outcome = Effect.Effect<AppendRow, StoreUnavailable>

interface Waiting {
  readonly request: AppendRequest
  readonly answer: (outcome: Outcome) => void
}

/** Appends in one statement, at most. */
const together = 16

/** `lanes`: statements under way at the same time. `lease`: whole seconds for which a job stays with its worker. */
export const make = Effect.fnUntraced(function* (
  sql: PgClient,
  { lanes, lease }: { readonly lanes: number; readonly lease: number }
): Effect.fn.Return<(request: AppendRequest) => Outcome, never, Scope.Scope> {
  const scope = yield* Effect.scope
  const waiting: Array<Waiting> = []
  let [running, closed] = [0, false]

  const one = (request: AppendRequest): Outcome => {
    const { statement, parameters } = appendCall(request, lease)
    return despiteRaces(sql.unsafe<AppendRow>(statement, parameters)).pipe(
      unavailable("append"),
      Effect.flatMap(([row]) =>
        row === undefined ? Effect.die("layercake.append answered nothing") : Effect.succeed(row)
      )
    )
  }

  /** What the database refuses of one must not be refused of the others. */
  const several = (all: ReadonlyArray<Waiting>) => {
    const { statement, parameters } = appendAllCall(
      all.map(({ request }) => request),
      lease
    )
    return despiteRaces(sql.unsafe<AppendRow>(statement, parameters)).pipe(
      Effect.flatMap((rows) =>
        Effect.sync(() => all.forEach(({ answer }, index) => answer(Effect.succeed(rows[index]!))))
      ),
      Effect.catch((error: SqlError) =>
        error.isRetryable
          ? Effect.sync(() => all.forEach(({ answer }) => answer(unavailable("append")(Effect.fail(error)))))
          : Effect.forEach(all, alone, { discard: true })
      )
    )
  }
  const alone = ({ request, answer }: Waiting) =>
    Effect.map(Effect.exit(one(request)), (exit) => answer(exit))

  const refuse = (all: ReadonlyArray<Waiting>) =>
    Effect.sync(() => all.forEach(({ answer }) => answer(Effect.fail(gone()))))

  /** Takes what waits until nothing does, then leaves the lane. */
  const drain = Effect.gen(function* () {
    while (waiting.length > 0) {
      const all = next(waiting)
      yield* (all.length === 1 ? alone(all[0]!) : several(all)).pipe(Effect.onInterrupt(() => refuse(all)))
      // Those who were answered just now may come back at once, and go together again.
      yield* Effect.yieldNow
    }
  }).pipe(Effect.ensuring(Effect.sync(() => void (running -= 1))))

  /** A lone append goes on for those who came meanwhile, without making its own caller wait. */
  const leave = Effect.suspend(() => {
    if (waiting.length > 0 && !closed) return Effect.asVoid(Effect.forkIn(drain, scope))
    running -= 1
    return Effect.void
  })
  yield* Effect.addFinalizer(() =>
    Effect.suspend(() => {
      closed = true
      return refuse(waiting.splice(0))
    })
  )

  return (request) =>
    Effect.suspend(() => {
      if (closed) return Effect.fail(gone())
      if (running < lanes) {
        running += 1
        return Effect.ensuring(one(request), leave)
      }
      return Effect.callback<AppendRow, StoreUnavailable>((answer) => {
        const mine = { request, answer }
        waiting.push(mine)
        return Effect.sync(() => {
          const place = waiting.indexOf(mine)
          if (place >= 0) waiting.splice(place, 1)
        })
      })
    })
})

const gone = () => new StoreUnavailable({ operation: "append", cause: new Error("The store is closed") })

/** The oldest, as many as fit into one statement. */
const next = (waiting: Array<Waiting>): ReadonlyArray<Waiting> => {
  let [count, events] = [0, 0]
  for (const { request } of waiting) {
    events += request.events.length
    if (count > 0 && (count === together || events > maxEvents)) break
    count += 1
  }
  return waiting.splice(0, count)
}
