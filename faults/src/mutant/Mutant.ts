/**
 * Stores with a known defect each, to see that the laws show it: a harness that never finds anything proves nothing.
 */
import { CommandId } from "@layercake/core/event/EventMetadata"
import { EventStore, Position, StreamVersion } from "@layercake/core/store/EventStore"
import { JobQueue } from "@layercake/core/store/JobQueue"
import { ReadModelStore } from "@layercake/core/store/ReadModelStore"
import { Context, Effect, Stream } from "effect"
import type { Stores } from "../fault/FaultyStores.ts"
import type { Law } from "../ledger/Ledger.ts"
import type { Mutation } from "../world/World.ts"

export interface Mutant {
  readonly says: string
  /** Laws of which at least one must show it. */
  readonly shownBy: ReadonlyArray<Law>
  readonly mutate: Mutation
}

const onLog =
  (change: (store: EventStore["Service"]) => Partial<EventStore["Service"]>): Mutation =>
  (stores) =>
    Context.add(stores, EventStore, {
      ...Context.get(stores, EventStore),
      ...change(Context.get(stores, EventStore))
    })

const onQueue =
  (change: (queue: JobQueue["Service"]) => Partial<JobQueue["Service"]>): Mutation =>
  (stores) =>
    Context.add(stores, JobQueue, {
      ...Context.get(stores, JobQueue),
      ...change(Context.get(stores, JobQueue))
    })

const onViews =
  (
    change: (
      store: ReadModelStore["Service"],
      stores: Context.Context<Stores>
    ) => Partial<ReadModelStore["Service"]>
  ): Mutation =>
  (stores) => {
    const store = Context.get(stores, ReadModelStore)
    return Context.add(stores, ReadModelStore, { ...store, ...change(store, stores) })
  }

/** Every so many calls. */
const seldom = (every: number) => {
  let calls = 0
  return () => ++calls % every === 0
}

export const mutants = {
  "dropped-write": {
    says: "an append is acknowledged and not kept",
    shownBy: ["lost", "stuck"],
    mutate: (stores) => {
      const isDropped = seldom(7)
      return onLog((store) => ({
        append: (request) =>
          isDropped()
            ? Effect.succeed({
                stream: request.stream,
                version: StreamVersion.make(request.events.length),
                positions: request.events.map((_, index) => Position.make(index + 1)),
                duplicate: false
              })
            : store.append(request)
      }))(stores)
    }
  },
  "forgotten-receipt": {
    says: "a command that comes twice is done twice",
    shownBy: ["duplicated", "diverged"],
    mutate: (stores) => {
      let serial = 0
      return onLog((store) => ({
        append: (request) =>
          store.append({ ...request, commandId: CommandId.make(`${request.commandId} ${++serial}`) })
      }))(stores)
    }
  },
  "ignored-version": {
    says: "the expected version is not looked at",
    shownBy: ["disorder", "duplicated", "diverged"],
    mutate: onLog((store) => ({ append: (request) => store.append({ ...request, expected: "any" }) }))
  },
  "skipped-event": {
    says: "a live reader misses an event now and then",
    shownBy: ["lost", "stuck", "diverged"],
    mutate: (stores) => {
      const isSkipped = seldom(11)
      return onLog((store) => ({
        subscribe: (options) => Stream.filter(store.subscribe(options), () => !isSkipped())
      }))(stores)
    }
  },
  "forgotten-jobs": {
    says: "an append is kept without its jobs",
    shownBy: ["lost", "stuck"],
    mutate: (stores) => {
      const isForgotten = seldom(5)
      return onLog((store) => ({
        append: (request) => store.append(isForgotten() ? { ...request, jobs: [] } : request)
      }))(stores)
    }
  },
  "forgotten-rows": {
    says: "an append is kept without its rows",
    shownBy: ["diverged"],
    mutate: (stores) => {
      const isForgotten = seldom(5)
      return onLog((store) => ({
        append: (request) => store.append(isForgotten() ? { ...request, views: [] } : request)
      }))(stores)
    }
  },
  "broken-chain": {
    says: "the log gives back other data than was hashed",
    shownBy: ["disorder"],
    mutate: onLog((store) => ({
      readAll: (options) =>
        Stream.map(store.readAll(options), (event) =>
          event.version === 2 ? { ...event, metadata: { ...event.metadata, trace: "00-other" } } : event
        )
    }))
  },
  "ignored-fence": {
    says: "the result of a worker that lost its lease is accepted",
    shownBy: ["fence"],
    mutate: onQueue((queue) => ({
      complete: (job) => Effect.catchTag(queue.complete(job), "LeaseLost", () => Effect.void),
      retry: (job, options) => Effect.catchTag(queue.retry(job, options), "LeaseLost", () => Effect.void)
    }))
  },
  "forgotten-progress": {
    says: "rows are written, and how far their reader has come is not",
    shownBy: ["diverged"],
    mutate: onViews((store) => ({ write: (rows) => store.write(rows) }))
  }
} satisfies Readonly<Record<string, Mutant>>

export type MutantName = keyof typeof mutants
