/**
 * Follows the events of the log and says where a stream is not the one that was appended: an event changed, removed,
 * put in, or moved to another place. Remembers the last event of each stream and nothing else.
 */
import { EventHash } from "@layercake/core/event/EventChain"
import type { Difference, ProjectHead } from "@layercake/core/history/VerifyReport"
import type { ProjectId } from "@layercake/core/project/Project"
import { type StoredEvent, StreamVersion } from "@layercake/core/store/EventStore"
import { Effect } from "effect"
import * as EventHashing from "./EventHashing.ts"

interface Tip {
  readonly version: number
  /** As it is stored, so that one changed event does not make all that follow look changed. */
  readonly hash: string
}

/** `noted`: hashes that some event must still have. */
export const make = (noted: ReadonlyArray<EventHash> = []) => {
  const tips = new Map<ProjectId, Tip>()
  const sought = new Set<EventHash>(noted)

  /** Looks where the event stands. To be called in order; the answer is what its hash has to follow, and what is wrong. */
  const place = (event: StoredEvent) => {
    const { hash, stream, version } = event
    const tip = tips.get(stream) ?? { version: 0, hash: "" }
    if (version <= tip.version)
      return { event, previous: undefined, differences: [moved(event, tip.version)] }
    sought.delete(hash)
    tips.set(stream, { version, hash })
    return version === tip.version + 1
      ? { event, previous: tip.hash, differences: [] }
      : { event, previous: undefined, differences: [missing(event, tip.version)] }
  }

  return {
    place,
    streams: (): Iterable<ProjectId> => tips.keys(),
    heads: (): ReadonlyArray<ProjectHead> =>
      Array.from(tips, ([project, tip]) => ({
        project,
        version: StreamVersion.make(tip.version),
        hash: EventHash.make(tip.hash)
      })).sort((a, b) => (a.project < b.project ? -1 : 1)),
    lost: (): ReadonlyArray<Difference> =>
      Array.from(sought, (hash) => ({
        project: "",
        what: `head ${hash}`,
        detail: "no event has this hash: since it was noted, events were cut off or written anew"
      }))
  }
}

type Placed = ReturnType<ReturnType<typeof make>["place"]>

/** Computes the hash anew; many of them at one time, since each needs only what is stored before it. */
export const check = Effect.fnUntraced(function* ({ differences, event, previous }: Placed) {
  if (previous === undefined || (yield* EventHashing.hashOf(previous, event)) === event.hash)
    return differences
  return [
    ...differences,
    differs(event, "it is not what was appended, or does not follow the event before it")
  ]
})

const differs = ({ stream, version }: StoredEvent, detail: string): Difference => ({
  project: stream,
  what: `event ${version}`,
  detail
})

const moved = (event: StoredEvent, after: number) =>
  differs(event, `it comes after event ${after}: it was moved, or is there twice`)

const missing = ({ stream, version }: StoredEvent, after: number): Difference => ({
  project: stream,
  what: version === after + 2 ? `event ${after + 1}` : `events ${after + 1} to ${version - 1}`,
  detail: "missing"
})
