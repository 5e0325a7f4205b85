/**
 * What was committed just now, as one process tells it to the others through NOTIFY. Says that there is something to
 * read, and where; never what.
 */
import * as PgClient from "@effect/sql-pg/PgClient"
import { Tier } from "@layercake/core/store/JobQueue"
import { Duration, Effect, Exit, Queue, Random, Schedule, Schema, type Scope, Stream } from "effect"
import * as Reactivity from "effect/reactivity/Reactivity"

export interface News {
  /** Of the newest event; 0 when there may be events or not. */
  readonly position?: number
  /** That may have a job now. */
  readonly tiers?: Iterable<Tier>
}

const Letter = Schema.fromJsonString(
  Schema.Struct({ from: Schema.Int, position: Schema.NullOr(Schema.Int), tiers: Schema.Array(Tier) })
)
const encode = Schema.encodeSync(Letter)
const decode = Schema.decodeEffect(Letter)
const channel = "layercake"

/** Between two letters. A letter costs more than an append, so under load many appends share one. */
const gap = Duration.millis(25)
/** Between two looks at whether there are others. Who begins to listen looks by himself for what was before. */
const recheck = Duration.seconds(1)

/**
 * Returns how to tell the others, and calls `hear` with what they tell.
 *
 * Not inside the append's transaction: NOTIFY takes a lock on the whole database until the commit is on the disk,
 * which would make all writers wait for one another. News that pile up while one letter is sent go into the next. Where
 * nobody else listens, nothing is sent.
 */
export const exchange = Effect.fn("PgNews.exchange")(function* (
  client: PgClient.PgClient,
  hear: (news: News) => void
): Effect.fn.Return<(news: News) => void, never, Scope.Scope> {
  const me = yield* Random.nextInt
  const waiting = yield* Queue.unbounded<News>()
  // That nobody listens is true of what was committed before, and of nothing that comes after.
  const heard = yield* Effect.cachedWithTTL(isHeard(client, me), (exit) =>
    Exit.isSuccess(exit) && exit.value ? recheck : Duration.zero
  )
  const send = Effect.fnUntraced(function* (news: ReadonlyArray<News>) {
    if (!(yield* heard)) return recheck
    yield* client.notify(channel, encode({ from: me, ...merged(news) }))
    return gap
  })
  yield* Queue.takeAll(waiting).pipe(
    Effect.flatMap(send),
    // A server that is away is told by the stores' own failures; who waits there looks by himself.
    Effect.catch(() => Effect.succeed(gap)),
    Effect.flatMap(Effect.sleep),
    Effect.forever,
    Effect.forkScoped
  )
  yield* listen(client, me, hear).pipe(Effect.forkScoped)
  return (news) => Queue.offerUnsafe(waiting, news)
})

/** Begins the name that a listening connection has in `pg_stat_activity`. */
const listener = "layercake listener "

/** Whether another process listens on this database. */
const isHeard = (client: PgClient.PgClient, me: number) =>
  Effect.map(
    client`
      select 1 from pg_stat_activity
      where datname = current_database() and application_name <> ${listener + me}
        and starts_with(application_name, ${listener})
      limit 1
    `,
    (others) => others.length > 0
  )

const merged = (news: ReadonlyArray<News>) => {
  const positions = news.flatMap(({ position }) => (position === undefined ? [] : [position]))
  return {
    position: positions.length === 0 ? null : Math.max(...positions),
    tiers: Array.from(new Set(news.flatMap(({ tiers }) => Array.from(tiers ?? []))))
  }
}

/** On a connection of its own, which is opened again whenever it is lost. */
const listen = (client: PgClient.PgClient, me: number, hear: (news: News) => void) =>
  PgClient.makeClient({ ...client.config, applicationName: listener + me }).pipe(
    Effect.flatMap((own) => own.listen(channel)),
    // Whatever was said meanwhile is lost: everybody looks.
    Effect.tap(() => Effect.sync(() => hear({ position: 0, tiers: Tier.literals }))),
    Effect.flatMap((letters) =>
      Stream.fromQueue(letters).pipe(
        Stream.mapEffect((letter) => decode(letter.payload)),
        Stream.filter(({ from }) => from !== me),
        Stream.runForEach(({ position, tiers }) =>
          Effect.sync(() => hear(position === null ? { tiers } : { position, tiers }))
        )
      )
    ),
    Effect.scoped,
    Effect.provide(Reactivity.layer),
    Effect.tapError((cause) => Effect.logDebug("The connection that listens was lost", cause)),
    Effect.retry(Schedule.spaced("1 second")),
    Effect.ignore
  )
