/**
 * Where it is counted how LayerCake is used, for those who run it. Off unless a host sets one; nothing is ever sent by
 * itself, and what goes there is no part of the log.
 */
import { Context, type Effect, Schema } from "effect"
import type { Timestamp } from "../event/Timestamp.ts"

/** Lower-case words with dots or underscores between them, for example `gate.reviewed`; at most 64 characters. */
export const AnalyticsEventName = Schema.String.check(
  Schema.isPattern(/^(?=.{1,64}$)[a-z][a-z0-9]*(?:[._][a-z0-9]+)*$/)
).pipe(Schema.brand("AnalyticsEventName"))
export type AnalyticsEventName = typeof AnalyticsEventName.Type

/** Plain values under short names. */
export const AnalyticsProperties = Schema.Record(
  Schema.String.check(Schema.isPattern(/^[A-Za-z_]\w{0,63}$/)),
  Schema.Union([Schema.Boolean, Schema.Finite, Schema.String.check(Schema.isMaxLength(1000))])
).check(Schema.isMaxProperties(50))
export type AnalyticsProperties = typeof AnalyticsProperties.Type

export interface AnalyticsEvent {
  readonly name: AnalyticsEventName
  /** Id of whoever did it. */
  readonly actor: string
  readonly properties: AnalyticsProperties
  readonly at: Timestamp
}

export class AnalyticsError extends Schema.TaggedError<AnalyticsError>()("AnalyticsError", {
  analytics: Schema.String,
  detail: Schema.String,
  isRetryable: Schema.Boolean
}) {
  override get message() {
    return `${this.analytics} did not take the event: ${this.detail}`
  }
}

/** Nothing is counted on this host. */
export class AnalyticsOff extends Schema.TaggedError<AnalyticsOff>()("AnalyticsOff", {}) {
  readonly isRetryable = false
  override get message() {
    return "Analytics are off on this host, so nothing was sent. Whoever runs it can set them."
  }
}

export class Analytics extends Context.Service<
  Analytics,
  {
    /** `none` where they are off. */
    readonly name: string
    readonly enabled: boolean
    readonly capture: (event: AnalyticsEvent) => Effect.Effect<void, AnalyticsError | AnalyticsOff>
  }
>()("@layercake/core/port/Analytics") {}
