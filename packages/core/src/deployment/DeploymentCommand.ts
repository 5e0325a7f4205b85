/**
 * What the runner may ask to be kept of pushes and deployments.
 */
import { Schema } from "effect"
import { DeploymentTarget } from "../port/Deployer.ts"
import { CommitSha } from "../port/Repository.ts"
import { TreeDigest } from "../tree/Tree.ts"
import { DeploymentKey } from "./DeploymentEvent.ts"

export class StartPush extends Schema.TaggedClass<StartPush>()("StartPush", {
  key: DeploymentKey,
  forge: Schema.NonEmptyString,
  tree: TreeDigest
}) {}
export class FinishPush extends Schema.TaggedClass<FinishPush>()("FinishPush", {
  key: DeploymentKey,
  remote: Schema.NonEmptyString,
  commit: CommitSha
}) {}
export class StartDeployment extends Schema.TaggedClass<StartDeployment>()("StartDeployment", {
  key: DeploymentKey,
  target: DeploymentTarget,
  deployer: Schema.NonEmptyString,
  tree: TreeDigest
}) {}
export class RecordDeployment extends Schema.TaggedClass<RecordDeployment>()("RecordDeployment", {
  key: DeploymentKey,
  address: Schema.NonEmptyString,
  handle: Schema.NonEmptyString
}) {}
export class FailDeployment extends Schema.TaggedClass<FailDeployment>()("FailDeployment", {
  key: DeploymentKey,
  reason: Schema.String
}) {}
export class RecordHealth extends Schema.TaggedClass<RecordHealth>()("RecordHealth", {
  key: DeploymentKey,
  healthy: Schema.Boolean,
  status: Schema.NullOr(Schema.Int),
  durationMillis: Schema.Int
}) {}
export class RecordStop extends Schema.TaggedClass<RecordStop>()("RecordStop", {
  key: DeploymentKey,
  reason: Schema.String
}) {}

export const DeploymentCommand = Schema.Union([
  StartPush,
  FinishPush,
  StartDeployment,
  RecordDeployment,
  FailDeployment,
  RecordHealth,
  RecordStop
])
export type DeploymentCommand = typeof DeploymentCommand.Type
