/**
 * What may be asked about pushes and deployments, and what the runner tells of them.
 */
import { Schema } from "effect"
import { DeploymentTarget } from "../port/Deployer.ts"
import { CommitSha } from "../port/Repository.ts"
import { TreeDigest } from "../tree/Tree.ts"
import { DeploymentKey } from "./DeploymentEvent.ts"
import { VariableName } from "./Variable.ts"

/** Of the tree as it is now. */
export class AskPush extends Schema.TaggedClass<AskPush>()("AskPush", {}) {}
/** Of the tree as it is now; production is reached by promoting alone. */
export class AskDeployment extends Schema.TaggedClass<AskDeployment>()("AskDeployment", {
  target: DeploymentTarget
}) {}
/** Brings back what ran under this key before. */
export class AskRedeployment extends Schema.TaggedClass<AskRedeployment>()("AskRedeployment", {
  key: Schema.NonEmptyString
}) {}
/** Brings to production what ran healthily in staging. */
export class PromoteDeployment extends Schema.TaggedClass<PromoteDeployment>()("PromoteDeployment", {}) {}
/** Names alone: values go to the secret store and never into a command. */
export class SetVariable extends Schema.TaggedClass<SetVariable>()("SetVariable", {
  target: DeploymentTarget,
  name: VariableName
}) {}
export class RemoveVariable extends Schema.TaggedClass<RemoveVariable>()("RemoveVariable", {
  target: DeploymentTarget,
  name: VariableName
}) {}
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
  AskPush,
  AskDeployment,
  AskRedeployment,
  PromoteDeployment,
  SetVariable,
  RemoveVariable,
  StartPush,
  FinishPush,
  StartDeployment,
  RecordDeployment,
  FailDeployment,
  RecordHealth,
  RecordStop
])
export type DeploymentCommand = typeof DeploymentCommand.Type
