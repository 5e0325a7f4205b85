/**
 * Operations on LayerCake itself: the process that answers, how well it is, and what can be asked of it.
 */
import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"
import { Timestamp } from "../event/Timestamp.ts"
import { OperationDescription } from "./OperationDescription.ts"
import { about } from "./OperationField.ts"
import { OperationError, OperationMark, reads } from "./OperationMark.ts"

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

export const HealthPart = Schema.Struct({
  part: Schema.Literals(["log", "readModels", "contents", "queue"]).annotate(about("What was asked")),
  ok: Schema.Boolean.annotate(about("Whether it answered in time")),
  millis: Schema.Number.annotate(about("How long that took"))
})

export const HealthReport = Schema.Struct({
  ok: Schema.Boolean.annotate(about("Whether every part answered")),
  parts: Schema.Array(HealthPart).annotate(about("Each store that LayerCake stands on"))
})
export type HealthReport = typeof HealthReport.Type

/** What a machine can do for LayerCake, and what to do about what it cannot. */
export const Examination = Schema.Struct({
  name: Schema.NonEmptyString.annotate(about("What was looked at")),
  verdict: Schema.Literals(["good", "warning", "bad"]).annotate(
    about("bad: LayerCake cannot work. warning: it can, but not as well")
  ),
  detail: Schema.String.annotate(about("What was found, and what to do about it"))
})
export type Examination = typeof Examination.Type

const Toolset = Schema.Struct({
  toolset: Schema.NonEmptyString.annotate(about("Its name")),
  operations: Schema.Int.annotate(about("How many operations it has"))
})

export const FeatureReport = Schema.Struct({
  toolsets: Schema.Array(Toolset).annotate(about("Groups of operations, by name")),
  operations: Schema.Int.annotate(about("How many operations there are")),
  eventTypes: Schema.Array(Schema.String).annotate(about("Types of events that may stand in the log")),
  projections: Schema.Array(Schema.String).annotate(about("Names of the inline projections")),
  tiers: Schema.Array(Schema.String).annotate(about("Tiers of the queue, first served first")),
  works: Schema.Boolean.annotate(about("Whether this process does due work"))
})
export type FeatureReport = typeof FeatureReport.Type

export const VersionReport = Schema.Struct({
  version: Schema.NonEmptyString.annotate(about("Version of LayerCake")),
  operations: Schema.Int.annotate(about("How many operations its catalogue has"))
})
export type VersionReport = typeof VersionReport.Type

export class SystemOperations extends RpcGroup.make(
  Rpc.make("system.info", { success: HostReport, error: OperationError }).annotate(
    OperationMark,
    reads("About the host", "Which process answers, its version, and whether it does due work.", {
      access: "account"
    })
  ),

  Rpc.make("system.version", { success: VersionReport, error: OperationError }).annotate(
    OperationMark,
    reads("Version", "The version of LayerCake that answers.", { access: "public" })
  ),

  Rpc.make("system.health", { success: HealthReport, error: OperationError }).annotate(
    OperationMark,
    reads("Health", "Asks every store that LayerCake stands on whether it answers.", { access: "public" })
  ),

  Rpc.make("system.doctor", { success: Schema.Array(Examination), error: OperationError }).annotate(
    OperationMark,
    reads("Examine the machine", "What the machine can do for LayerCake, and what to do about the rest.", {
      access: "administrator"
    })
  ),

  Rpc.make("system.features", { success: FeatureReport, error: OperationError }).annotate(
    OperationMark,
    reads("Features", "Toolsets, event types, projections and tiers of this release.", { access: "account" })
  ),

  Rpc.make("system.operations", {
    payload: {
      toolset: Schema.optionalKey(
        Schema.NonEmptyString.annotate(about("Only operations of this toolset; all when left out"))
      ),
      operation: Schema.optionalKey(Schema.NonEmptyString.annotate(about("Only the operation of this name"))),
      schemas: Schema.optionalKey(
        Schema.Boolean.annotate(about("With JSON Schemas of payload, answer and errors; no when left out"))
      )
    },
    success: Schema.Array(OperationDescription),
    error: OperationError
  }).annotate(
    OperationMark,
    reads("The catalogue", "Every operation with what it does, who may call it, and its JSON Schemas.", {
      access: "public"
    })
  )
) {}
