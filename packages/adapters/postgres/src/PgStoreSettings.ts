/**
 * What a host may set about the stores.
 */
import { Context, Duration } from "effect"

export interface PgStoreSettings {
  /** How long a job stays with its worker without a heartbeat; whole seconds, at least one. */
  readonly lease: Duration.Duration
  /** How often whoever waits for events or jobs looks by himself, should a wake-up have been lost. */
  readonly poll: Duration.Duration
}

export const PgStoreSettings = Context.Reference<PgStoreSettings>("@layercake/postgres/PgStoreSettings", {
  defaultValue: () => ({ lease: Duration.seconds(30), poll: Duration.seconds(1) })
})
