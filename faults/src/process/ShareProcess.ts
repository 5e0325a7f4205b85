/**
 * Runs the share that its first argument describes as JSON, and prints one line of JSON for each scenario.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Console, Effect, Schema } from "effect"
import * as FastRun from "../FastRun.ts"
import { ScenarioReportLine } from "../report/ScenarioReport.ts"

const decodeShare = Schema.decodeUnknownEffect(Schema.fromJsonString(FastRun.FastShare))
const encodeReport = Schema.encodeEffect(ScenarioReportLine)

decodeShare(process.argv[2]).pipe(
  Effect.flatMap((share) =>
    FastRun.run(share, (report) =>
      encodeReport(report).pipe(
        Effect.flatMap((line) => Console.log(line)),
        Effect.orDie
      )
    )
  ),
  NodeRuntime.runMain
)
