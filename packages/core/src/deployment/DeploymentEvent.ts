/**
 * What can happen when a project is published: pushed to a forge, deployed to a target. Started is the intent.
 */
import { Schema } from "effect"
import { DeploymentTarget } from "../port/Deployer.ts"
import { CommitSha } from "../port/Repository.ts"
import { TreeDigest } from "../tree/Tree.ts"

/** Idempotency key of the push or deployment. */
export const DeploymentKey = Schema.NonEmptyString.pipe(Schema.brand("DeploymentKey"))
export type DeploymentKey = typeof DeploymentKey.Type

export class PushStarted extends Schema.TaggedClass<PushStarted>()("PushStarted", {
  key: DeploymentKey,
  forge: Schema.NonEmptyString,
  tree: TreeDigest
}) {}

export class PushFinished extends Schema.TaggedClass<PushFinished>()("PushFinished", {
  key: DeploymentKey,
  remote: Schema.NonEmptyString,
  commit: CommitSha
}) {}

export class DeploymentStarted extends Schema.TaggedClass<DeploymentStarted>()("DeploymentStarted", {
  key: DeploymentKey,
  target: DeploymentTarget,
  deployer: Schema.NonEmptyString,
  tree: TreeDigest
}) {}

export class DeploymentSucceeded extends Schema.TaggedClass<DeploymentSucceeded>()("DeploymentSucceeded", {
  key: DeploymentKey,
  address: Schema.NonEmptyString,
  handle: Schema.NonEmptyString
}) {}

export class DeploymentFailed extends Schema.TaggedClass<DeploymentFailed>()("DeploymentFailed", {
  key: DeploymentKey,
  reason: Schema.String
}) {}

export class HealthChecked extends Schema.TaggedClass<HealthChecked>()("HealthChecked", {
  key: DeploymentKey,
  healthy: Schema.Boolean,
  status: Schema.NullOr(Schema.Int),
  durationMillis: Schema.Int
}) {}

export class DeploymentStopped extends Schema.TaggedClass<DeploymentStopped>()("DeploymentStopped", {
  key: DeploymentKey,
  reason: Schema.String
}) {}

export const DeploymentEvent = Schema.Union([
  PushStarted,
  PushFinished,
  DeploymentStarted,
  DeploymentSucceeded,
  DeploymentFailed,
  HealthChecked,
  DeploymentStopped
])
export type DeploymentEvent = typeof DeploymentEvent.Type
