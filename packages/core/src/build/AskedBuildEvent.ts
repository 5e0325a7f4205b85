/**
 * What can happen to a build that somebody asked for.
 */
import { Schema } from "effect"
import { TreeDigest } from "../tree/Tree.ts"
import { AskedBuildOutcome, AskedStep } from "./AskedBuild.ts"
import { BuildId } from "./BuildEvent.ts"
import { BuildStep } from "./BuildStep.ts"

export class BuildAsked extends Schema.TaggedClass<BuildAsked>()("BuildAsked", {
  buildId: BuildId,
  tree: TreeDigest,
  steps: Schema.Array(BuildStep)
}) {}

/** Intent: the steps are being run in the sandbox. */
export class AskedBuildStarted extends Schema.TaggedClass<AskedBuildStarted>()("AskedBuildStarted", {
  buildId: BuildId,
  sandbox: Schema.NonEmptyString,
  isolated: Schema.Boolean
}) {}

export class AskedStepFinished extends Schema.TaggedClass<AskedStepFinished>()("AskedStepFinished", {
  buildId: BuildId,
  result: AskedStep
}) {}

export class AskedBuildEnded extends Schema.TaggedClass<AskedBuildEnded>()("AskedBuildEnded", {
  buildId: BuildId,
  outcome: AskedBuildOutcome,
  summary: Schema.String
}) {}

export const AskedBuildEvent = Schema.Union([
  BuildAsked,
  AskedBuildStarted,
  AskedStepFinished,
  AskedBuildEnded
])
export type AskedBuildEvent = typeof AskedBuildEvent.Type
