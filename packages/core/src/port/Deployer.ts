/**
 * Starts a built program somewhere and says where it answers.
 */
import { Context, type Duration, type Effect, type Option, type Redacted, Schema } from "effect"
import type { ProjectId } from "../project/Project.ts"

export const DeploymentTarget = Schema.Literals(["staging", "production"])
export type DeploymentTarget = typeof DeploymentTarget.Type

export class DeployerError extends Schema.TaggedError<DeployerError>()("DeployerError", {
  deployer: Schema.String,
  operation: Schema.String,
  detail: Schema.String,
  isRetryable: Schema.Boolean
}) {
  override get message() {
    return `${this.deployer} ${this.operation} failed: ${this.detail}`
  }
}

export interface DeployRequest {
  /** Idempotency key: deploying twice under one key starts the program once. */
  readonly key: string
  readonly project: ProjectId
  readonly target: DeploymentTarget
  /** Absolute path of the built workspace. */
  readonly directory: string
  /** Program and arguments. The port to listen on comes in the environment as PORT. */
  readonly start: readonly [string, ...ReadonlyArray<string>]
  /** Besides what the deployer itself sets, which outranks them; none when left out. */
  readonly variables?: Readonly<Record<string, Redacted.Redacted>>
}

export interface RunningDeployment {
  /** Where the program answers, for example `http://127.0.0.1:41873`. */
  readonly address: string
  /** The deployer's own name for it, enough to find and stop it from another process. */
  readonly handle: string
}

export interface HealthReport {
  readonly healthy: boolean
  /** HTTP status of the last answer; null when nothing answered. */
  readonly status: number | null
  readonly durationMillis: number
}

export class Deployer extends Context.Service<
  Deployer,
  {
    readonly name: string
    readonly deploy: (request: DeployRequest) => Effect.Effect<RunningDeployment, DeployerError>
    /** What runs under this key now; none when it never started or has ended. */
    readonly find: (key: string) => Effect.Effect<Option.Option<RunningDeployment>, DeployerError>
    /** Asks `path` until it answers with a 2xx status or the time is over. */
    readonly health: (
      deployment: RunningDeployment,
      options: { readonly path: string; readonly timeout: Duration.Duration }
    ) => Effect.Effect<HealthReport, DeployerError>
    /**
     * How the output of what was last deployed under this key ends, standard output and errors as they came; at most so many
     * bytes. Also after the program has ended; none when nothing was ever deployed under it.
     */
    readonly logs: (key: string, most: number) => Effect.Effect<Option.Option<string>, DeployerError>
    /** Ends the program and everything it started. Stopping what has ended already succeeds. */
    readonly stop: (deployment: RunningDeployment) => Effect.Effect<void, DeployerError>
  }
>()("@layercake/core/port/Deployer") {}
