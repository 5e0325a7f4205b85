/**
 * The end of the log for all who follow it in this process: read once, however many they are. Whoever is behind reads by
 * itself until it has caught up. For those who look on; a reader with effects is a `LogReader`.
 */
import type { ProjectId } from "@layercake/core/project/Project"
import { EventStore, Position, type StoredEvent } from "@layercake/core/store/EventStore"
import type { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import { Clock, Context, Effect, Exit, Layer, Option, RcRef, Stream } from "effect"
import { PersonalTexts } from "../store/PersonalTexts.ts"
import * as LiveRing from "./LiveRing.ts"

export interface FollowOptions {
  /** Exclusive; 0 when left out. */
  readonly after?: Position
  /** This one alone; all when left out. */
  readonly stream?: ProjectId
}

export class LiveTail extends Context.Service<
  LiveTail,
  {
    /**
     * Catches up, then stays: in order, none missed and none twice, with what people typed. Never ends by itself, and holds
     * one page at most for who does not take it.
     */
    readonly follow: (options?: FollowOptions) => Stream.Stream<StoredEvent, StoreUnavailable>
  }
>()("@layercake/runtime/subscription/LiveTail") {}

/** What is handed on at once, at most. */
const page = { limit: 256, maxBytes: 1024 * 1024 }

/** For so long a text is shown as it was read: it may be erased, and is then looked for again. */
const fresh = 1000

const standard: LiveRing.LiveLimits = { events: 4096, bytes: 8 * 1024 * 1024 }

export const layerWith = (
  limits: LiveRing.LiveLimits
): Layer.Layer<LiveTail, never, EventStore | PersonalTexts> =>
  Layer.effect(
    LiveTail,
    Effect.gen(function* () {
      const store = yield* EventStore
      const texts = yield* PersonalTexts

      const entriesOf = Effect.fnUntraced(function* (events: ReadonlyArray<StoredEvent>) {
        const shown = yield* texts.open(events)
        const at = yield* Clock.currentTimeMillis
        return events.map((event, index): LiveRing.LiveEntry => {
          const bytes = JSON.stringify(event.data).length
          return { event, shown: shown[index]!, at, bytes }
        })
      })

      const open = Effect.gen(function* () {
        const start = yield* store.horizon
        const ring = LiveRing.make(start, limits)
        yield* store.subscribe({ after: start }).pipe(
          Stream.runForEachArray((events) => Effect.map(entriesOf(events), ring.push)),
          Effect.andThen(Effect.interrupt),
          Effect.onExit((exit) =>
            // Whoever comes now begins anew.
            Effect.andThen(Exit.hasInterrupts(exit) ? Effect.void : RcRef.invalidate(current), () =>
              Effect.sync(() => ring.end(exit))
            )
          ),
          Effect.ignoreCause,
          Effect.forkScoped
        )
        return ring
      })
      const current: RcRef.RcRef<LiveRing.LiveRing, StoreUnavailable> = yield* RcRef.make({ acquire: open })

      const shownOf = Effect.fnUntraced(function* (entries: ReadonlyArray<LiveRing.LiveEntry>) {
        const now = yield* Clock.currentTimeMillis
        return entries.every(({ at, event, shown }) => shown === event || now - at < fresh)
          ? entries.map(({ shown }) => shown)
          : yield* texts.open(entries.map(({ event }) => event))
      })

      const following = (ring: LiveRing.LiveRing, { after, stream }: FollowOptions) =>
        Stream.paginate(
          after ?? Position.make(0),
          Effect.fnUntraced(function* (cursor: Position) {
            const head = ring.head()
            if (cursor < ring.floor()) {
              const events = yield* Stream.runCollect(
                // Not beyond the head: what lies there may have others still to come before it.
                store.readAll({
                  ...page,
                  after: cursor,
                  to: head,
                  ...(stream === undefined ? {} : { stream })
                })
              )
              // Everything up to the head is there to be read.
              const next = events.at(-1)?.position ?? head
              return [yield* texts.open(events), Option.some(next)] as const
            }
            if (cursor >= head) {
              const woken = yield* ring.wait(cursor, stream)
              return [[], Option.some(Position.make(Math.max(cursor, woken)))] as const
            }
            const { entries, next } = ring.take(cursor, page.limit, stream)
            return [yield* shownOf(entries), Option.some(next)] as const
          })
        )

      return LiveTail.of({
        follow: (options = {}) =>
          Stream.unwrap(Effect.map(RcRef.get(current), (ring) => following(ring, options)))
      })
    })
  )

export const layer = layerWith(standard)
