/**
 * What a host may set about the stores.
 */
import { Context, Duration } from "effect"

export interface PgStoreSettings {
  /** How long a job stays with its worker without a heartbeat; whole seconds, at least one. */
  readonly lease: Duration.Duration
  /** How often whoever waits for events or jobs looks by himself, should a wake-up have been lost. */
  readonly poll: Duration.Duration
  /** Bytes of event data that are read at once; an event that has more is read alone. */
  readonly pageBytes: number
  /**
   * Append statements of this process that may be under way at once; appends that come meanwhile go together in the next.
   * More of them use more cores of the server, fewer use fewer commits. The embedded database has one.
   */
  readonly appendLanes: number
}

export const defaults: PgStoreSettings = {
  lease: Duration.seconds(30),
  poll: Duration.seconds(1),
  pageBytes: 4 * 1024 * 1024,
  appendLanes: 2
}

export const PgStoreSettings = Context.Reference<PgStoreSettings>("@layercake/postgres/PgStoreSettings", {
  defaultValue: () => defaults
})
