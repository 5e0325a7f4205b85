/**
 * Finding events in the memory state without looking at all of them. Lazy: an event is looked at when it is asked for.
 */
import { canonicalJson } from "@layercake/core/event/CanonicalJson"
import type { ProjectId } from "@layercake/core/project/Project"
import type {
  EventFilter,
  Moment,
  ReadAllOptions,
  ReadLimit,
  ReadStreamOptions,
  StoredEvent
} from "@layercake/core/store/EventStore"
import { Hash } from "effect"
import type { MemoryState } from "./MemoryState.ts"

/** Events in a fixed order, of which the first and the last wanted are found by halving. */
interface Section {
  readonly count: number
  readonly at: (index: number) => StoredEvent
}

export const lastOf = (state: MemoryState, stream: ProjectId): StoredEvent | undefined => {
  const section = sectionOf(state, stream)
  return section.count === 0 ? undefined : section.at(section.count - 1)
}

export const lastPosition = (state: MemoryState): number => state.events.at(-1)?.position ?? 0

export const ofStream = (state: MemoryState, stream: ProjectId, options: ReadStreamOptions) => {
  const { from = 1, to = Infinity } = options
  const section = sectionOf(state, stream)
  const start = firstWhere(section, (event) => event.version >= from)
  const end = firstWhere(section, (event) => event.version > to)
  return limited(walk(section, start, end, options.backwards), options)
}

export const ofLog = (state: MemoryState, options: ReadAllOptions) => {
  const { after = 0, to = Infinity, stream } = options
  const section = stream === undefined ? wholeLog(state) : sectionOf(state, stream)
  const start = firstWhere(section, (event) => event.position > after)
  const end = firstWhere(section, (event) => event.position > to)
  return limited(filtered(walk(section, start, end, options.backwards), options), options)
}

export const versionAt = (state: MemoryState, stream: ProjectId, moment: Moment): number => {
  const section = sectionOf(state, stream)
  const before = (count: number) => (count === 0 ? 0 : section.at(count - 1).version)
  if ("version" in moment) return Math.min(moment.version, before(section.count))
  if ("position" in moment) return before(firstWhere(section, (event) => event.position > moment.position))
  // From the end, since a clock that was set back leaves times that do not rise.
  for (const event of walk(section, 0, section.count, true)) {
    if (event.metadata.at <= moment.time) return event.version
  }
  return 0
}

const wholeLog = ({ events }: MemoryState): Section => ({
  count: events.length,
  at: (index) => events[index]!
})

const sectionOf = (state: MemoryState, stream: ProjectId): Section => {
  const places = placesOf(state).get(stream) ?? []
  return { count: places.length, at: (index) => state.events[places[index]!]! }
}

/** Brought up to the log first; anew when the log is not the one that was looked at, as after somebody cut it. */
const placesOf = ({ events, places }: MemoryState): ReadonlyMap<ProjectId, ReadonlyArray<number>> => {
  if (places.count > 0 && events[places.count - 1] !== places.last) {
    places.byStream.clear()
    places.count = 0
  }
  for (; places.count < events.length; places.count++) {
    places.last = events[places.count]!
    const found = places.byStream.get(places.last.stream)
    if (found === undefined) places.byStream.set(places.last.stream, [places.count])
    else found.push(places.count)
  }
  return places.byStream
}

/** Index of the first event that is past something, where every one after it is too; the count when there is none. */
const firstWhere = ({ at, count }: Section, isPast: (event: StoredEvent) => boolean): number => {
  let [low, high] = [0, count]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (isPast(at(middle))) high = middle
    else low = middle + 1
  }
  return low
}

function* walk({ at }: Section, start: number, end: number, backwards = false): Generator<StoredEvent> {
  if (backwards) for (let index = end - 1; index >= start; index--) yield at(index)
  else for (let index = start; index < end; index++) yield at(index)
}

function* filtered(events: Iterable<StoredEvent>, options: ReadAllOptions): Generator<StoredEvent> {
  const { since, until, types, partition } = options
  for (const event of events) {
    if (types !== undefined && !types.includes(event.type)) continue
    if (partition !== undefined && !isIn(partition, event.stream)) continue
    if (since !== undefined && event.metadata.at < since) continue
    if (until !== undefined && event.metadata.at >= until) continue
    yield event
  }
}

const isIn = ({ index, of }: NonNullable<EventFilter["partition"]>, stream: ProjectId) =>
  (Hash.string(stream) >>> 0) % of === index

function* limited(events: Iterable<StoredEvent>, limit: ReadLimit): Generator<StoredEvent> {
  let [room, bytes, first] = [limit.limit ?? Infinity, 0, true]
  if (room <= 0) return
  for (const event of events) {
    if (limit.maxBytes !== undefined) bytes += Buffer.byteLength(canonicalJson(event.data))
    if (!first && bytes > (limit.maxBytes ?? 0)) return
    first = false
    yield event
    if (--room <= 0) return
  }
}
