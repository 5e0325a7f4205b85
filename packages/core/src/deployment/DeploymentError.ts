/**
 * The ways in which something about deployments can be refused.
 */
import { Schema } from "effect"
import { DeploymentTarget } from "../port/Deployer.ts"

export class DeploymentUnknown extends Schema.TaggedError<DeploymentUnknown>()("DeploymentUnknown", {
  deployment: Schema.String
}) {
  override get message() {
    return `There is no deployment ${this.deployment}. \`deployments.history\` gives their keys.`
  }
}

/** `detail` says why, and what to do instead. */
export class DeploymentRefused extends Schema.TaggedError<DeploymentRefused>()("DeploymentRefused", {
  target: DeploymentTarget,
  detail: Schema.String
}) {
  override get message() {
    return `Nothing was deployed to ${this.target}: ${this.detail}`
  }
}

export class VariableUnknown extends Schema.TaggedError<VariableUnknown>()("VariableUnknown", {
  target: DeploymentTarget,
  name: Schema.String
}) {
  override get message() {
    return `There is no variable ${this.name} for ${this.target}. \`deployments.variables\` lists them.`
  }
}
