/**
 * What can happen when a project is published: pushed to a forge, deployed to a target. Started is the intent.
 */
import { Schema } from "effect"
import { DeploymentTarget } from "../port/Deployer.ts"
import { CommitSha } from "../port/Repository.ts"
import { TreeDigest } from "../tree/Tree.ts"
import { VariableName } from "./Variable.ts"

/** Idempotency key of the push or deployment. */
export const DeploymentKey = Schema.NonEmptyString.pipe(Schema.brand("DeploymentKey"))
export type DeploymentKey = typeof DeploymentKey.Type

/** Somebody wants the commits published, whatever a gate needs. */
export class PushAsked extends Schema.TaggedClass<PushAsked>()("PushAsked", {
  key: DeploymentKey,
  tree: TreeDigest
}) {}

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

/** Somebody wants this tree at this target, whatever a gate needs. */
export class DeploymentAsked extends Schema.TaggedClass<DeploymentAsked>()("DeploymentAsked", {
  key: DeploymentKey,
  target: DeploymentTarget,
  tree: TreeDigest,
  /** Of the project's stream at which the files of an earlier tree are found; null for the tree that there is. */
  version: Schema.NullOr(Schema.Int),
  /** The deployment that this one brings back or follows; null when it is the first of its tree. */
  from: Schema.NullOr(DeploymentKey)
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

/** The value is kept in the secret store and nowhere else. */
export class VariableSet extends Schema.TaggedClass<VariableSet>()("VariableSet", {
  target: DeploymentTarget,
  name: VariableName
}) {}

export class VariableRemoved extends Schema.TaggedClass<VariableRemoved>()("VariableRemoved", {
  target: DeploymentTarget,
  name: VariableName
}) {}

export const DeploymentEvent = Schema.Union([
  PushAsked,
  PushStarted,
  PushFinished,
  DeploymentAsked,
  DeploymentStarted,
  DeploymentSucceeded,
  DeploymentFailed,
  HealthChecked,
  DeploymentStopped,
  VariableSet,
  VariableRemoved
])
export type DeploymentEvent = typeof DeploymentEvent.Type
