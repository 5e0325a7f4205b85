/**
 * Operations on LayerCake itself: the process that answers.
 */
import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { Timestamp } from "../event/Timestamp.ts"
import { OperationError, OperationMark, reads } from "./OperationMark.ts"

const about = (description: string) => ({ description })

export const HostReport = Schema.Struct({
  version: Schema.NonEmptyString.annotate(about("Version of LayerCake")),
  pid: Schema.Int.annotate(about("Id of the process that answers")),
  startedAt: Timestamp.annotate(about("When it began to answer")),
  works: Schema.Boolean.annotate(about("Whether it does due work")),
  model: Schema.NullOr(Schema.String).annotate(
    about("The model setting of its agents; null when it does no work")
  )
})
export type HostReport = typeof HostReport.Type

export class SystemOperations extends RpcGroup.make(
  Rpc.make("system.info", { success: HostReport, error: OperationError }).annotate(
    OperationMark,
    reads("About the host", "Which process answers, its version, and whether it does due work.")
  )
) {}
