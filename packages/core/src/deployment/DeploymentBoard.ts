/**
 * One row for each push and each deployment, by key.
 */
import { Schema } from "effect"
import { Timestamp } from "../event/Timestamp.ts"
import { DeploymentTarget } from "../port/Deployer.ts"
import * as Projection from "../projection/Projection.ts"
import { TreeDigest } from "../tree/Tree.ts"
import { DeploymentKey } from "./DeploymentEvent.ts"

export const DeploymentRow = Schema.Struct({
  key: DeploymentKey,
  /** `push`, or where it is deployed. */
  target: Schema.Union([Schema.Literal("push"), DeploymentTarget]),
  /** Name of the forge or deployer; `layercake` until one has begun. */
  by: Schema.NonEmptyString,
  tree: TreeDigest,
  /**
   * `asked`: somebody wants it, and it is not begun. `inherited`: begun by the project that this one was forked from, whose
   * it stays; never stopped from here.
   */
  status: Schema.Literals(["asked", "started", "running", "pushed", "failed", "stopped", "inherited"]),
  /** Address of the running program, or of the remote. */
  address: Schema.NullOr(Schema.String),
  handle: Schema.NullOr(Schema.String),
  /** The last health check; null before the first. */
  health: Schema.NullOr(
    Schema.Struct({ healthy: Schema.Boolean, status: Schema.NullOr(Schema.Int), durationMillis: Schema.Int })
  ),
  detail: Schema.NullOr(Schema.String),
  /**
   * Of what somebody asked for, outside of what a gate needs. `version`: of the project's stream at which its files are
   * found; null for those that there were when it was asked for.
   */
  asked: Schema.optionalKey(Schema.Struct({ version: Schema.NullOr(Schema.Int) })),
  startedAt: Timestamp,
  updatedAt: Timestamp
})
export type DeploymentRow = typeof DeploymentRow.Type

export const deploymentBoard = Projection.make<DeploymentRow>("deployment", DeploymentRow, {
  PushAsked: Projection.put(
    (event) => event.key,
    (event, fact) => ({
      ...started(event, fact.at),
      status: "asked",
      target: "push",
      by: "layercake",
      asked: { version: null }
    })
  ),
  PushStarted: Projection.put(
    (event) => event.key,
    (event, fact, row) => ({
      ...started(event, fact.at),
      ...askedOf(row),
      target: "push",
      by: event.forge
    })
  ),
  PushFinished: Projection.change(
    (event) => event.key,
    (row, event, fact) => ({
      ...row,
      status: "pushed",
      address: event.remote,
      detail: event.commit,
      updatedAt: fact.at
    })
  ),
  DeploymentAsked: Projection.put(
    (event) => event.key,
    (event, fact) => ({
      ...started(event, fact.at),
      status: "asked",
      target: event.target,
      by: "layercake",
      asked: { version: event.version }
    })
  ),
  DeploymentStarted: Projection.put(
    (event) => event.key,
    (event, fact, row) => ({
      ...started(event, fact.at),
      ...askedOf(row),
      target: event.target,
      by: event.deployer
    })
  ),
  DeploymentSucceeded: Projection.change(
    (event) => event.key,
    (row, event, fact) => ({
      ...row,
      status: "running",
      address: event.address,
      handle: event.handle,
      updatedAt: fact.at
    })
  ),
  DeploymentFailed: Projection.change(
    (event) => event.key,
    (row, event, fact) => ({
      ...row,
      status: "failed",
      detail: event.reason,
      updatedAt: fact.at
    })
  ),
  HealthChecked: Projection.change(
    (event) => event.key,
    (row, event, fact) => ({
      ...row,
      health: { healthy: event.healthy, status: event.status, durationMillis: event.durationMillis },
      updatedAt: fact.at
    })
  ),
  DeploymentStopped: Projection.change(
    (event) => event.key,
    (row, event, fact) => ({
      ...row,
      status: "stopped",
      detail: event.reason,
      updatedAt: fact.at
    })
  ),
  ProjectForked: {
    keys: (_event, rows) => Array.from(rows, ([key]) => key),
    evolve: (row, event, fact) =>
      row === undefined || row.status === "failed" || row.status === "stopped" || row.status === "inherited"
        ? row
        : { ...row, status: "inherited", detail: `of ${event.parent}`, updatedAt: fact.at }
  }
})

const askedOf = (row: DeploymentRow | undefined) => (row?.asked === undefined ? {} : { asked: row.asked })

const started = (event: { readonly key: DeploymentKey; readonly tree: TreeDigest }, at: Timestamp) => ({
  key: event.key,
  tree: event.tree,
  status: "started" as const,
  address: null,
  handle: null,
  health: null,
  detail: null,
  startedAt: at,
  updatedAt: at
})
