/**
 * The newest events of the log in memory, and those who wait for the next one. Holds no more than it may, and reads nothing
 * itself.
 */
import { Position, type StoredEvent } from "@layercake/core/store/EventStore"
import type { ProjectId } from "@layercake/core/project/Project"
import type { StoreUnavailable } from "@layercake/core/store/StoreUnavailable"
import { Deferred, Effect, Exit } from "effect"

export interface LiveEntry {
  readonly event: StoredEvent
  /** The event with what people typed in it; the same object when nobody did. */
  readonly shown: StoredEvent
  /** When it was put together. */
  readonly at: number
  readonly bytes: number
}

export interface LiveLimits {
  readonly events: number
  /** Of the events' data as JSON. */
  readonly bytes: number
}

interface Waiting {
  readonly woken: Deferred.Deferred<Position, StoreUnavailable>
  count: number
}

export interface LiveRing {
  /** Everything after it and up to `head` is here. */
  readonly floor: () => Position
  /** Of the last event that came, whether or not it is still here. */
  readonly head: () => Position
  /** In order of position and without gaps, after all that came before. */
  readonly push: (entries: ReadonlyArray<LiveEntry>) => void
  /** So many of those after `cursor` at most, and up to where these are all. `cursor` is not below the floor. */
  readonly take: (
    cursor: Position,
    limit: number,
    stream: ProjectId | undefined
  ) => { readonly entries: ReadonlyArray<LiveEntry>; readonly next: Position }
  /**
   * For whoever has had everything up to `cursor`: until the next event comes that is wanted. Gives a position before it, up
   * to which nothing wanted came meanwhile; the cursor at once, when something has come already.
   */
  readonly wait: (
    cursor: Position,
    stream: ProjectId | undefined
  ) => Effect.Effect<Position, StoreUnavailable>
  /** Nothing more will come. */
  readonly end: (exit: Exit.Exit<never, StoreUnavailable>) => void
}

export const make = (start: Position, limits: LiveLimits): LiveRing => {
  const waiting = new Map<ProjectId | undefined, Waiting>()
  let entries: Array<LiveEntry> = []
  /** Of the first that is still here. */
  let first = 0
  let bytes = 0
  let [floor, head] = [start, start]
  let ended: Exit.Exit<never, StoreUnavailable> | undefined

  const makeRoom = () => {
    while (entries.length - first > limits.events || bytes > limits.bytes) {
      const { bytes: freed, event } = entries[first]!
      first += 1
      bytes -= freed
      floor = event.position
    }
    // Now and then, so that it costs next to nothing for each event.
    if (first > limits.events || first === entries.length) {
      entries = entries.slice(first)
      first = 0
    }
  }

  const indexAfter = (cursor: Position): number => {
    let [low, high] = [first, entries.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (entries[middle]!.event.position > cursor) high = middle
      else low = middle + 1
    }
    return low
  }

  const wake = (stream: ProjectId | undefined, exit: Exit.Exit<Position, StoreUnavailable>) => {
    const those = waiting.get(stream)
    if (those === undefined) return
    waiting.delete(stream)
    Deferred.doneUnsafe(those.woken, exit)
  }

  return {
    floor: () => floor,
    head: () => head,
    push: (added) => {
      const last = added.at(-1)
      if (last === undefined) return
      const before = Exit.succeed(head)
      for (const entry of added) {
        entries.push(entry)
        bytes += entry.bytes
      }
      head = last.event.position
      makeRoom()
      wake(undefined, before)
      for (const stream of new Set(added.map(({ event }) => event.stream))) wake(stream, before)
    },
    take: (cursor, limit, stream) => {
      const taken: Array<LiveEntry> = []
      for (let index = indexAfter(cursor); index < entries.length; index += 1) {
        const entry = entries[index]!
        if (stream !== undefined && entry.event.stream !== stream) continue
        taken.push(entry)
        if (taken.length === limit) return { entries: taken, next: entry.event.position }
      }
      return { entries: taken, next: Position.make(Math.max(cursor, head)) }
    },
    wait: (cursor, stream) =>
      Effect.suspend((): Effect.Effect<Position, StoreUnavailable> => {
        // Something may have come since the head was looked at.
        if (head > cursor) return Effect.succeed(cursor)
        if (ended !== undefined) return ended
        const those = waiting.get(stream) ?? { woken: Deferred.makeUnsafe(), count: 0 }
        waiting.set(stream, those)
        those.count += 1
        return Effect.onInterrupt(Deferred.await(those.woken), () =>
          Effect.sync(() => {
            those.count -= 1
            if (those.count === 0 && waiting.get(stream) === those) waiting.delete(stream)
          })
        )
      }),
    end: (exit) => {
      ended = exit
      for (const stream of Array.from(waiting.keys())) wake(stream, exit)
    }
  }
}
