/**
 * What may be asked about builds that no gate needs. The last three are the runner's.
 */
import { Schema } from "effect"
import { AskedStep } from "./AskedBuild.ts"
import { BuildId } from "./BuildEvent.ts"
import { BuildStep } from "./BuildStep.ts"

/** Of the tree as it is now. */
export class AskBuild extends Schema.TaggedClass<AskBuild>()("AskBuild", {
  steps: Schema.Array(BuildStep)
}) {}
export class CancelBuild extends Schema.TaggedClass<CancelBuild>()("CancelBuild", {
  buildId: Schema.NonEmptyString
}) {}
export class StartAskedBuild extends Schema.TaggedClass<StartAskedBuild>()("StartAskedBuild", {
  buildId: BuildId,
  sandbox: Schema.NonEmptyString,
  isolated: Schema.Boolean
}) {}
export class RecordAskedStep extends Schema.TaggedClass<RecordAskedStep>()("RecordAskedStep", {
  buildId: BuildId,
  result: AskedStep
}) {}
/** `reason` says why it ends before its steps are done; null when they are, and the steps say how it went. */
export class EndAskedBuild extends Schema.TaggedClass<EndAskedBuild>()("EndAskedBuild", {
  buildId: BuildId,
  reason: Schema.NullOr(Schema.String)
}) {}

export const AskedBuildCommand = Schema.Union([
  AskBuild,
  CancelBuild,
  StartAskedBuild,
  RecordAskedStep,
  EndAskedBuild
])
export type AskedBuildCommand = typeof AskedBuildCommand.Type
