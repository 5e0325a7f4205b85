/**
 * A variable of the environment that a deployed program runs in. Its value is a secret and no part of the log.
 */
import { Schema } from "effect"
import { Timestamp } from "../event/Timestamp.ts"
import { DeploymentTarget } from "../port/Deployer.ts"
import type { ProjectId } from "../project/Project.ts"
import { SecretScope } from "../store/SecretStore.ts"

/** Set by whoever deploys; a program that is told otherwise could not be found again, or not be reached. */
const reserved = new Set(["PORT", "HOST", "PATH", "HOME", "LANG", "NODE_ENV", "NODE_OPTIONS"])

const isReserved = (name: string) =>
  reserved.has(name) || name.startsWith("LAYERCAKE_") || name.startsWith("LD_")

/** Capital letters, digits and underscores, not beginning with a digit; at most 100 characters. */
export const VariableName = Schema.String.check(
  Schema.isPattern(/^[A-Z_][A-Z0-9_]{0,99}$/),
  Schema.makeFilter((name: string) => !isReserved(name) || `${name} is set by the deployer`)
).pipe(Schema.brand("VariableName"))
export type VariableName = typeof VariableName.Type

export const VariableRow = Schema.Struct({
  target: DeploymentTarget,
  name: VariableName,
  setAt: Timestamp
})
export type VariableRow = typeof VariableRow.Type

/** Where the values are kept. */
export const scopeOf = (project: ProjectId, target: DeploymentTarget): SecretScope =>
  SecretScope.make(`deployment/${project}/${target}`)
