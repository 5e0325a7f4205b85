import { AnalyticsEventName } from "@layercake/core/port/Analytics"
import { type Examples, plain } from "../OperationExample.ts"

export const analytics: Examples<"analytics"> = {
  "analytics.status": plain(undefined),
  "analytics.capture": plain({
    event: AnalyticsEventName.make("gate.reviewed"),
    properties: { gate: "G3", seconds: 42 }
  }),
  "analytics.funnel": plain(undefined)
}
