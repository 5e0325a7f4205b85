/**
 * Operations on analytics: what is told to a service that counts how LayerCake is used, and what the log says of itself.
 */
import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { AnalyticsError, AnalyticsEventName, AnalyticsOff, AnalyticsProperties } from "../port/Analytics.ts"
import { about } from "./OperationField.ts"
import { OperationError, OperationMark, reads, writes } from "./OperationMark.ts"

export const AnalyticsStatus = Schema.Struct({
  name: Schema.String.annotate(about("Where events go; none where analytics are off")),
  enabled: Schema.Boolean.annotate(about("Whether anything is sent"))
})
export type AnalyticsStatus = typeof AnalyticsStatus.Type

export const FunnelStep = Schema.Struct({
  gate: Schema.String.annotate(about("The gate's id")),
  title: Schema.String.annotate(about("What it is called in most of the projects")),
  reached: Schema.Int.annotate(about("Projects in which its work began, or that skipped it")),
  passed: Schema.Int.annotate(about("Projects that passed or skipped it")),
  share: Schema.NullOr(Schema.Finite).annotate(
    about("Share of the projects with such a gate that passed it, 0 to 1")
  )
})
export type FunnelStep = typeof FunnelStep.Type

export class AnalyticsOperations extends RpcGroup.make(
  Rpc.make("analytics.status", { success: AnalyticsStatus, error: OperationError }).annotate(
    OperationMark,
    reads("Status of analytics", "Whether it is counted how LayerCake is used, and where.", {
      access: "account"
    })
  ),

  Rpc.make("analytics.capture", {
    payload: {
      event: AnalyticsEventName.annotate(about("What happened, for example gate.reviewed")),
      properties: Schema.optionalKey(
        AnalyticsProperties.annotate(
          about("What there is to know of it; goes to the service and not into the log")
        )
      )
    },
    success: AnalyticsStatus,
    error: Schema.Union([AnalyticsOff, AnalyticsError, ...OperationError.members])
  }).annotate(
    OperationMark,
    writes(
      "Capture an event",
      "Tells the analytics service that something happened; refused where analytics are off.",
      {
        access: "account",
        openWorld: true
      }
    )
  ),

  Rpc.make("analytics.funnel", { success: Schema.Array(FunnelStep), error: OperationError }).annotate(
    OperationMark,
    reads("Funnel of gates", "How many of the projects that the caller may see reach and pass each gate.", {
      access: "account"
    })
  )
) {}
