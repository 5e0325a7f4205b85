/**
 * Tells the database how deliveries end. What many workers of this process say at the same time goes there in one
 * statement for each way to end; each is answered for its own job, once that is on the disk.
 */
import type { PgClient } from "@effect/sql-pg/PgClient"
import { LeaseLost, type LeasedJob } from "@layercake/core/store/JobQueue"
import { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import { Array, Effect, Queue, type Scope } from "effect"
import { integers, texts } from "./PgArray.ts"
import { despiteRaces, unavailable } from "./PgFailure.ts"
import { keyOf, numbers } from "./PgJobParameters.ts"
import { leaseOf } from "./PgJobRow.ts"

export type Settlement = "heartbeat" | "complete" | "retry" | "bury" | "release"

export interface SettlementDetail {
  readonly delayMillis?: number
  readonly error?: string
}

export type Settle = (
  how: Settlement,
  job: LeasedJob,
  detail?: SettlementDetail
) => Effect.Effect<void, LeaseLost | StoreUnavailable>

interface Request {
  readonly how: Settlement
  readonly job: LeasedJob
  readonly attempt: number
  readonly life: string
  readonly delayMillis: number
  readonly error: string
  readonly answer: (outcome: Effect.Effect<void, LeaseLost | StoreUnavailable>) => void
}

/** In one statement, at most. */
const batch = 500

export const make = Effect.fnUntraced(function* (
  sql: PgClient
): Effect.fn.Return<Settle, never, Scope.Scope> {
  const requests = yield* Queue.unbounded<Request>()
  // Asked and not answered yet.
  const open = new Set<Request>()
  let closed: StoreUnavailable | undefined

  const answer = (request: Request, outcome: Effect.Effect<void, LeaseLost | StoreUnavailable>) => {
    if (open.delete(request)) request.answer(outcome)
  }

  const flush = Effect.fnUntraced(function* (how: Settlement, asked: ReadonlyArray<Request>) {
    const statements = distinct(asked)
    const outcome = yield* Effect.result(
      settle(
        sql,
        how,
        statements.map(([first]) => first)
      )
    )
    statements.forEach((same, index) => {
      for (const request of same)
        if (outcome._tag === "Failure") answer(request, Effect.fail(outcome.failure))
        else if (outcome.success.has(index + 1) && (request === same[0] || how === "heartbeat"))
          answer(request, Effect.void)
        else answer(request, Effect.fail(new LeaseLost({ job: request.job.id })))
    })
  })

  const work = Effect.gen(function* () {
    while (true) {
      const asked = (yield* Queue.takeBetween(requests, 1, batch)).filter((request) => open.has(request))
      for (const group of groupsBy(asked, ({ how }) => how)) yield* flush(group[0].how, group)
    }
  })
  yield* Effect.addFinalizer(() =>
    Effect.sync(() => {
      closed = new StoreUnavailable({ operation: "settle", cause: new Error("The store is closed") })
      for (const request of new Set(open)) answer(request, Effect.fail(closed))
    })
  )
  // The embedded database does one thing at a time.
  const workers = sql.driver === "pglite" ? 1 : 2
  yield* Effect.forEach(
    Array.makeBy(workers, () => undefined),
    () => Effect.forkScoped(work, { startImmediately: true })
  )

  return (how, job, { delayMillis = 0, error = "" } = {}) => {
    const lease = leaseOf(job)
    if (lease === undefined) return Effect.fail(new LeaseLost({ job: job.id }))
    return Effect.callback((answer) => {
      if (closed !== undefined) return answer(Effect.fail(closed))
      const request = { how, job, ...lease, delayMillis, error: storable(error), answer }
      open.add(request)
      Queue.offerUnsafe(requests, request)
      return Effect.sync(() => open.delete(request))
    })
  }
})

/** Those of one delivery together: a statement names it once. */
const distinct = (asked: ReadonlyArray<Request>) =>
  groupsBy(asked, ({ job, attempt, life }) => `${attempt}.${life}.${job.id}`)

const groupsBy = (asked: ReadonlyArray<Request>, key: (request: Request) => string) => {
  const groups = new Map<string, Array.NonEmptyArray<Request>>()
  for (const request of asked) {
    const name = key(request)
    const group = groups.get(name)
    if (group === undefined) groups.set(name, [request])
    else group.push(request)
  }
  return Array.fromIterable(groups.values())
}

/** The numbers of those that counted, from 1. May meet leases that end just now. */
const settle = Effect.fn("PgJobSettler.settle")(function* (
  sql: PgClient,
  how: Settlement,
  asked: ReadonlyArray<Request>
) {
  const leases = [
    texts(asked.map(({ job }) => keyOf(job.id))),
    integers(asked.map(({ attempt }) => attempt)),
    texts(asked.map(({ life }) => life))
  ]
  const rows = yield* (
    how === "complete"
      ? sql.unsafe<{ readonly n: number }>("select n from layercake.complete_jobs($1, $2, $3) as n", leases)
      : sql.unsafe<{ readonly n: number }>(
          "select n from layercake.settle_jobs($1, $2, $3, $4, $5, $6) as n",
          [
            how,
            ...leases,
            numbers(asked.map(({ delayMillis }) => delayMillis)),
            texts(asked.map(({ error }) => error))
          ]
        )
  ).pipe(despiteRaces, unavailable(how))
  return new Set(rows.map(({ n }) => n))
})

/** Postgres keeps every character but one. */
export const storable = (text: string) => text.replaceAll("\u0000", "\ufffd")
