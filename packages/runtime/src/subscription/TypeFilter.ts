/**
 * Whether a store is asked for events of some types, or for all of them and the rest is left out here. Looking for each
 * of many types costs a store more than reading on.
 */
import { eventTypes } from "@layercake/core/event/FactoryEvent"
import type { StoredEvent } from "@layercake/core/store/EventStore"

export interface TypeFilter {
  /** What the store is asked. */
  readonly asked: { readonly types?: ReadonlyArray<string> }
  /** Those wanted of what it answered. */
  readonly wanted: (events: ReadonlyArray<StoredEvent>) => ReadonlyArray<StoredEvent>
}

/** Of so large a part of all types, reading everything was measured to be as fast or faster on Postgres. */
const many = eventTypes.length / 2

export const typeFilter = (types: ReadonlyArray<string> | undefined): TypeFilter => {
  if (types === undefined) return { asked: {}, wanted: (events) => events }
  const set = new Set(types)
  if (set.size <= many) return { asked: { types }, wanted: (events) => events }
  return { asked: {}, wanted: (events) => events.filter((event) => set.has(event.type)) }
}
