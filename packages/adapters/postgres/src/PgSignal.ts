/**
 * Wakes whoever waits for events or jobs, once they are committed: in this process at once, on a server also in the
 * other processes. A hint and never the only way: whoever waits also looks by himself now and then.
 */
import * as PgClient from "@effect/sql-pg/PgClient"
import type { Tier } from "@layercake/core/store/JobQueue"
import { Context, Effect, Layer, PubSub } from "effect"
import { exchange, type News } from "./PgNews.ts"

export class PgSignal extends Context.Service<
  PgSignal,
  {
    /** To be called once the work is done; inside a transaction it waits for the commit. */
    readonly committed: (news: News) => Effect.Effect<void>
    /** Positions that were committed just now; a slow reader gets only the newest. */
    readonly positions: PubSub.PubSub<number>
    /** Called with each tier that may have a job now; must be quick. */
    readonly tierListeners: Set<(tier: Tier) => void>
  }
>()("@layercake/postgres/PgSignal") {}

export const layer: Layer.Layer<PgSignal, never, PgClient.PgClient> = Layer.effect(
  PgSignal,
  Effect.gen(function* () {
    const client = yield* PgClient.PgClient
    const positions = yield* PubSub.sliding<number>(1)
    const tierListeners = new Set<(tier: Tier) => void>()
    const hear = (news: News) => {
      if (news.position !== undefined) PubSub.publishUnsafe(positions, news.position)
      for (const tier of news.tiers ?? []) for (const listener of tierListeners) listener(tier)
    }
    // The embedded database has one owner, so there is nobody else to tell.
    const tell = client.driver === "pglite" ? () => {} : yield* exchange(client, hear)
    return PgSignal.of({
      committed: (news) =>
        client.afterCommit(
          Effect.sync(() => {
            hear(news)
            tell(news)
          })
        ),
      positions,
      tierListeners
    })
  })
)
